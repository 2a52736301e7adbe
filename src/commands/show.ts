import { type ButtonInteraction, MessageFlags } from 'discord.js';
import { z } from 'zod';
import { formatCustomId } from '../custom-id.ts';
import type { Words } from '../words/words.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget, originOf } from './origin.ts';

/** The first version of what the button carries: the turn, whose id may have the number of a picture behind it. */
const about = z.templateLiteral(['v1-', z.string().regex(/^\d{1,20}(-\d{1,2})?$/)]);

/** The button that brings one picture that could not be posted, of several by its index. */
export const buttonToShow = (
	turnId: string,
	at: { readonly index: number; readonly of: number },
	{ errors }: Words,
) => ({
	customId: formatCustomId({ action: 'show', id: about.parse(`v1-${turnId}`) }),
	label: errors.showPicture({ number: at.index + 1, of: at.of }),
});

/** The picture comes as privately as the message with the button. */
export const showPicture = (interaction: ButtonInteraction, id: string): Prepared | undefined => {
	const parsed = about.safeParse(id);
	if (!parsed.success) return undefined;
	const replyTo = describeReplyTarget(interaction, interaction.message.flags.has(MessageFlags.Ephemeral));
	const { asker } = originOf(interaction);
	return {
		replyTo,
		run: ({ studio }) => studio.conversations.showTurn(parsed.data.slice('v1-'.length), { asker, replyTo }),
	};
};
