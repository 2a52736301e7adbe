import type { ButtonInteraction } from 'discord.js';
import { describeReplyTarget, type Prepared } from './command.ts';

/** The button that shows, to whoever presses it, what the model thought before it drew. */
export const showThoughts = (interaction: ButtonInteraction, resultId: string): Prepared => {
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		async run({ studio, delivery }) {
			const thoughts = await studio.thoughtsOf(resultId);
			await delivery.tell(replyTo, thoughts ?? 'These thoughts are no longer kept.');
		},
	};
};
