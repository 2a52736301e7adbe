import type { ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import { z } from 'zod';
import { FORM_FIELDS, formatCustomId } from '../custom-id.ts';
import { UserError } from '../errors.ts';
import { type Asker, attachment, changedSettings } from '../studio/requests/request.ts';
import type { Prepared, Services } from './command.ts';
import { filesIn, textIn } from './form-fields.ts';
import { describeReplyTarget, originOf, requestBasics } from './origin.ts';
import { prompt } from './shared-options.ts';
import { defineCommand } from './slash-command.ts';

export const refine = defineCommand({
	words: ({ commands }) => commands.refine,
	options: z.object({
		prompt,
		image: attachment.optional(),
		...changedSettings.shape,
	}),
	isPrivate: () => false,
	isRequest: true,
	async check({ studio, asker, channelId }) {
		await studio.checkAsker(asker);
		await studio.conversations.here(channelId);
	},
	async run({ options: { prompt, image, ...changed }, replyTo, studio, ...origin }) {
		await studio.conversations.refineHere(origin.channelId, {
			...requestBasics(origin, replyTo),
			prompt,
			references: image === undefined ? [] : [image],
			changed,
		});
	},
});

/** The button under a picture: asks what to change. */
export const askToRefine = (interaction: ButtonInteraction, turnId: string): Prepared => ({
	replyTo: describeReplyTarget(interaction, true),
	// Refuses before the person types anything.
	check: (services) => checkTurn(originOf(interaction).asker, turnId, services),
	form: {
		customId: formatCustomId({ action: 'refine', id: turnId }),
		title: ({ sessions }) => sessions.refineTitle,
		question: ({ sessions }) => sessions.refineQuestion,
	},
	run: () => Promise.resolve(),
});

/** @throws UserError when the person may not make pictures there, or the turn is gone. */
async function checkTurn(asker: Asker, turnId: string, { studio }: Services): Promise<void> {
	await studio.checkAsker(asker);
	await studio.conversations.keptTurn(turnId);
}

/** Handles the submitted form; the answer is as private as the picture. */
export const submitRefine = (interaction: ModalSubmitInteraction, turnId: string): Prepared => {
	const isPrivate = interaction.isFromMessage() && interaction.message.flags.has('Ephemeral');
	const replyTo = describeReplyTarget(interaction, isPrivate);
	const origin = originOf(interaction);
	return {
		replyTo,
		isRequest: true,
		check: (services) => checkTurn(origin.asker, turnId, services),
		async run({ studio }) {
			const refinement = { ...requestBasics(origin, replyTo), ...readForm(interaction) };
			await studio.conversations.refineTurn(turnId, refinement);
		},
	};
};

/** The text and files of a form. @throws UserError when the text is empty. */
export function readForm(submitted: ModalSubmitInteraction) {
	const words = prompt.safeParse(textIn(submitted, FORM_FIELDS.prompt));
	if (!words.success) throw new UserError(({ requests }) => requests.changeBlank);
	return { prompt: words.data, references: filesIn(submitted, FORM_FIELDS.pictures) };
}
