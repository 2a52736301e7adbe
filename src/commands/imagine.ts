import { z } from 'zod';
import { chosenSettings, MAX_COUNT } from '../studio/requests/request.ts';
import { placeOf } from './origin.ts';
import { isPrivate, prompt } from './shared-options.ts';
import { defineCommand } from './slash-command.ts';

export const imagine = defineCommand({
	name: 'imagine',
	description: 'Make a picture from words',
	options: z.object({
		prompt: prompt.describe('What the picture shows'),
		...chosenSettings.shape,
		count: z.int().min(1).max(MAX_COUNT).default(1).describe('How many different pictures'),
		private: isPrivate,
	}),
	isPrivate: (options) => options.private,
	check: ({ studio, asker }) => studio.policy.rulesFor(asker),
	async run({ options: { prompt, count, private: _, ...chosen }, replyTo, studio, ...scene }) {
		await studio.jobs.run({
			id: replyTo.interactionId,
			prompt,
			chosen,
			count,
			references: [],
			asker: scene.asker,
			conversation: { kind: 'new', place: placeOf(scene, replyTo) },
			mayOpenThread: scene.mayOpenThread && !replyTo.isPrivate,
			replyTo,
		});
	},
});
