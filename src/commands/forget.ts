import { z } from 'zod';
import { defineCommand } from './slash-command.ts';

export const forget = defineCommand({
	name: 'forget',
	description: 'Remove everything that this bot keeps of you',
	options: z.object({}),
	isPrivate: () => true,
	async run({ studio, delivery, replyTo }) {
		const gone = await studio.turns.forget(replyTo.userId);
		await studio.thoughts.forget(replyTo.userId);
		await delivery.tell(
			replyTo,
			`Gone: ${gone.sessions} sessions, ${gone.turns} turns and ${gone.pictures} pictures. Thoughts that were kept for you went with them. How many pictures were made and what they cost stays in the books; messages in Discord stay too, so delete those yourself.`,
		);
	},
});
