import type { ButtonInteraction } from 'discord.js';
import { showAddresses } from '../text.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget } from './origin.ts';

/** The button that shows, to whoever presses it, what the model thought before it drew. */
export const showThoughts = (interaction: ButtonInteraction, resultId: string): Prepared => {
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		async run({ studio, delivery }) {
			const thoughts = await studio.thoughts.of(resultId);
			const text = thoughts === undefined ? 'These thoughts are no longer kept.' : showAddresses(thoughts);
			await delivery.tell(replyTo, text);
		},
	};
};
