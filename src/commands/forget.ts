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
			`Gone: ${gone.sessions} sessions, ${gone.turns} turns and ${gone.pictures} pictures. Messages in Discord stay; delete those yourself.`,
		);
	},
});
