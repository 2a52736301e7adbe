import type { ButtonInteraction } from 'discord.js';
import type { Prepared } from './command.ts';
import { describeReplyTarget } from './scene.ts';

/** The button that shows, to whoever presses it, what the model thought before it drew. */
export const showThoughts = (interaction: ButtonInteraction, resultId: string): Prepared => {
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		async run({ studio, delivery }) {
			const thoughts = await studio.thoughts.of(resultId);
			await delivery.tell(replyTo, thoughts ?? 'These thoughts are no longer kept.');
		},
	};
};
