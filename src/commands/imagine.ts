import { z } from 'zod';
import { settings } from '../studio/request.ts';
import { defineCommand } from './command.ts';

/** Longest prompt, in characters. Source: Discord, the most that a text option takes. */
const MAX_PROMPT = 6000;

export const imagine = defineCommand({
	name: 'imagine',
	description: 'Make a picture from words',
	options: z.object({
		prompt: z.string().trim().min(1).max(MAX_PROMPT).describe('What the picture shows'),
		...settings.shape,
		private: z.boolean().default(false).describe('Only you see the picture'),
	}),
	isPrivate: (options) => options.private,
	async run({ options: { prompt, private: _, ...chosen }, replyTo, studio }) {
		await studio.make({ id: replyTo.interactionId, prompt, settings: chosen, replyTo });
	},
});
