import type { ButtonInteraction } from 'discord.js';
import { z } from 'zod';
import { formatCustomId } from '../custom-id.ts';
import { UserError } from '../errors.ts';
import type { ForgottenPerson } from '../studio/sessions/forget-person.ts';
import { counted } from '../text.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget } from './origin.ts';
import { defineCommand } from './slash-command.ts';

/** The first version of what the button carries: the person who was asked. */
const about = z.templateLiteral(['v1-', z.string().regex(/^\d{1,20}$/)]);

export const forget = defineCommand({
	name: 'forget',
	description: 'Remove everything that this bot keeps of you',
	options: z.object({}),
	isPrivate: () => true,
	async run({ delivery, replyTo }) {
		const id = about.parse(`v1-${replyTo.userId}`);
		const button = {
			customId: formatCustomId({ action: 'forget', id }),
			label: 'Delete everything',
			isDangerous: true,
		};
		await delivery.offer(replyTo, {
			text: "This deletes every session you began, with everything in it, and in other people's sessions what you asked for, got and gave. It can't be undone. Usage totals are kept, and so are messages in Discord.",
			buttons: [button],
		});
	},
});

/** Only the person who was asked may answer. */
export const forgetEverything = (interaction: ButtonInteraction, id: string): Prepared | undefined => {
	if (!about.safeParse(id).success) return undefined;
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		isUpdate: true,
		async run({ studio, delivery }) {
			if (id !== `v1-${replyTo.userId}`)
				throw new UserError('Only the person who asked can press that. Use /forget for what I keep of you.');
			const gone = await studio.forgetting.forget(replyTo.userId, interaction.id);
			await delivery.offer(replyTo, { text: describeGone(gone), buttons: [] });
		},
	};
};

/** The picture files are left alone when another bot's may be among them; see docs/adr/0014. */
const FILES_LEFT =
	" The files of pictures may stay in storage for now: I can't tell who else needs them. Whoever runs this bot can sort that out.";

function describeGone({ sessions, pictures, turns, thoughts, mayLeaveFiles }: ForgottenPerson): string {
	const counts = [count(sessions, 'session'), count(pictures, 'picture')].flat();
	const others = [count(turns, 'request'), count(thoughts, 'thought')].flat();
	const gone = counts.length > 0 ? counts : others;
	const answer =
		gone.length === 0
			? 'I kept nothing of you but usage totals, and those stay.'
			: `Deleted: ${new Intl.ListFormat('en').format(gone)}. Usage totals are kept; messages in Discord are yours to delete.`;
	return mayLeaveFiles ? answer + FILES_LEFT : answer;
}

const count = (many: number, one: string) => (many === 0 ? [] : [counted(many, one)]);
