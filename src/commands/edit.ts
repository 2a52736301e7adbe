import { z } from 'zod';
import { attachment, chosenSettings } from '../studio/requests/request.ts';
import { newSession, requestBasics } from './origin.ts';
import { isPrivate, prompt } from './shared-options.ts';
import { defineCommand } from './slash-command.ts';

/** Most pictures that any model takes. */
const MOST_IMAGES = 14;

const furtherNumbers = Array.from({ length: MOST_IMAGES - 1 }, (_, index) => index + 2);

/** `image` and `image2` to `image14`. */
const images = z.object({
	image: attachment,
	...Object.fromEntries(furtherNumbers.map((number) => [`image${number}`, attachment.optional()])),
});

export const edit = defineCommand({
	words({ commands: { edit } }) {
		const further = furtherNumbers.map((number) => [`image${number}`, edit.furtherImage({ number })] as const);
		return { ...edit, options: { ...edit.options, ...Object.fromEntries(further) } };
	},
	options: z.object({
		prompt: prompt,
		...images.shape,
		...chosenSettings.shape,
		private: isPrivate,
	}),
	isPrivate: (options) => options.private,
	isRequest: true,
	check: ({ studio, asker }) => studio.checkAsker(asker),
	async run({ options, replyTo, studio, ...origin }) {
		const given = Object.values(images.parse(options));
		await studio.jobs.run({
			...requestBasics(origin, replyTo),
			prompt: options.prompt,
			chosen: chosenSettings.parse(options),
			count: 1,
			references: given.filter((image) => image !== undefined),
			conversation: newSession(origin, replyTo),
		});
	},
});
