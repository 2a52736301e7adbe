import type { ButtonInteraction } from 'discord.js';
import { z } from 'zod';
import { formatCustomId, idInCustomId } from '../custom-id.ts';
import { UserError } from '../errors.ts';
import type { ForgottenPerson } from '../studio/sessions/forget-person.ts';
import { wordsOf } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget } from './origin.ts';
import { defineCommand } from './slash-command.ts';

/** Carried by the button, version 1: the id of the person who was asked. */
const about = z.templateLiteral(['v1-', idInCustomId]);

export const forget = defineCommand({
	words: ({ commands }) => commands.forget,
	options: z.object({}),
	async run({ delivery, replyTo }) {
		const { sessions } = wordsOf(replyTo);
		const id = about.parse(`v1-${replyTo.userId}`);
		const button = {
			customId: formatCustomId({ action: 'forget', id }),
			label: sessions.forgetConfirm,
			isDangerous: true,
		};
		await delivery.offer(replyTo, { text: sessions.forgetWarning, buttons: [button] });
	},
});

/** Only the person who was asked may confirm. */
export const forgetEverything = (interaction: ButtonInteraction, id: string): Prepared => {
	about.parse(id);
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		isUpdate: true,
		async run({ studio, delivery }) {
			if (id !== `v1-${replyTo.userId}`) throw new UserError(({ sessions }) => sessions.forgetNotYours);
			const gone = await studio.forget(replyTo.userId, interaction.id);
			await delivery.offer(replyTo, { text: describeGone(gone, wordsOf(replyTo)), buttons: [] });
		},
	};
};

function describeGone(
	{ sessions, pictures, turns, thoughts, mayLeaveFiles }: ForgottenPerson,
	{ sessions: words, format }: Words,
): string {
	const count = (amount: number, say: (of: { amount: number }) => string) => (amount === 0 ? [] : [say({ amount })]);
	const own = [
		...count(sessions, words.forgottenSessions),
		...count(pictures, ({ amount }) => format.pictures(amount)),
	];
	const others = [...count(turns, words.forgottenTurns), ...count(thoughts, words.forgottenThoughts)];
	const gone = own.length > 0 ? own : others;
	const answer = gone.length === 0 ? words.forgetNothing : words.forgotten({ gone });
	// Files stay when another bot's may be among them; see docs/adr/0014.
	return mayLeaveFiles ? `${answer} ${words.forgetFilesMayStay}` : answer;
}
