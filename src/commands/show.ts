import { type ButtonInteraction, MessageFlags } from 'discord.js';
import { z } from 'zod';
import { formatCustomId } from '../custom-id.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget, originOf } from './origin.ts';

/** The first version of what the button carries: the turn, whose id may have the number of a picture behind it. */
const about = z.templateLiteral(['v1-', z.string().regex(/^\d{1,20}(-\d{1,2})?$/)]);

/** The button that brings one picture that could not be posted. */
export const buttonToShow = (turnId: string, index: number, turnIds: readonly string[]) => ({
	customId: formatCustomId({ action: 'show', id: about.parse(`v1-${turnId}`) }),
	label: turnIds.length === 1 ? 'Show the picture' : `Show picture ${index + 1}`,
});

/** The picture comes as privately as the message with the button. */
export const showPicture = (interaction: ButtonInteraction, id: string): Prepared | undefined => {
	const parsed = about.safeParse(id);
	if (!parsed.success) return undefined;
	const replyTo = describeReplyTarget(interaction, interaction.message.flags.has(MessageFlags.Ephemeral));
	const { asker } = originOf(interaction);
	return {
		replyTo,
		run: ({ studio }) => studio.showTurn(parsed.data.slice('v1-'.length), { asker, replyTo }),
	};
};
