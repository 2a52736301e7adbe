import type { ButtonInteraction } from 'discord.js';
import { showAddresses } from '../text.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget } from './origin.ts';

/** The button that shows what the model thought before it drew, only to the person who presses it. */
export const showThoughts = (interaction: ButtonInteraction, resultId: string): Prepared => {
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		async run({ studio, delivery }) {
			const thoughts = await studio.thoughtsOf(resultId);
			await delivery.tell(replyTo, ({ answers }) =>
				thoughts === undefined ? answers.thoughtsGone : showAddresses(thoughts),
			);
		},
	};
};
