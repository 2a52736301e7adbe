import { z } from 'zod';
import { chosenSettings, MAX_COUNT } from '../studio/requests/request.ts';
import { newSession, requestBasics } from './origin.ts';
import { isPrivate, prompt } from './shared-options.ts';
import { defineCommand } from './slash-command.ts';

export const imagine = defineCommand({
	words: ({ commands }) => commands.imagine,
	options: z.object({
		prompt: prompt,
		...chosenSettings.shape,
		count: z.int().min(1).max(MAX_COUNT).default(1),
		private: isPrivate,
	}),
	isPrivate: (options) => options.private,
	isRequest: true,
	check: ({ studio, asker }) => studio.checkAsker(asker),
	async run({ options: { prompt, count, private: _, ...chosen }, replyTo, studio, ...origin }) {
		await studio.jobs.run({
			...requestBasics(origin, replyTo),
			prompt,
			chosen,
			count,
			references: [],
			conversation: newSession(origin, replyTo),
		});
	},
});
