import { type ButtonInteraction, MessageFlags } from 'discord.js';
import { z } from 'zod';
import { formatCustomId, idInCustomId } from '../custom-id.ts';
import type { Words } from '../words/words.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget, originOf } from './origin.ts';

/** Carried by the button, version 1: the id of the turn, which may end with the number of a picture. */
const about = z.templateLiteral(['v1-', idInCustomId, z.string().regex(/^(-\d{1,2})?$/)]);

/** The button that shows a picture that couldn't be posted; `index` tells several apart. */
export const buttonToShow = (turnId: string, index: number, of: number, { errors }: Words) => ({
	customId: formatCustomId({ action: 'show', id: about.parse(`v1-${turnId}`) }),
	label: errors.showPicture({ number: index + 1, of }),
});

/** The picture is as private as the message with the button. */
export const showPicture = (interaction: ButtonInteraction, id: string): Prepared => {
	const turnId = about.parse(id).slice('v1-'.length);
	const replyTo = describeReplyTarget(interaction, interaction.message.flags.has(MessageFlags.Ephemeral));
	const { asker } = originOf(interaction);
	return {
		replyTo,
		run: ({ studio }) => studio.conversations.showTurn(turnId, { asker, replyTo }),
	};
};
