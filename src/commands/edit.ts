import { z } from 'zod';
import { attachment, chosenSettings } from '../studio/requests/request.ts';
import { placeOf } from './origin.ts';
import { isPrivate, prompt } from './shared-options.ts';
import { defineCommand } from './slash-command.ts';

const more = (number: number) => attachment.optional().describe(`One more picture: "image ${number}" in the prompt`);

/** 14 pictures are the most that any model takes. */
const images = {
	image: attachment.describe('The picture: "image 1" in the prompt'),
	image2: more(2),
	image3: more(3),
	image4: more(4),
	image5: more(5),
	image6: more(6),
	image7: more(7),
	image8: more(8),
	image9: more(9),
	image10: more(10),
	image11: more(11),
	image12: more(12),
	image13: more(13),
	image14: more(14),
};

export const edit = defineCommand({
	name: 'edit',
	description: 'Change a picture, or put several together',
	options: z.object({
		prompt: prompt.describe('What is to become of it'),
		...images,
		...chosenSettings.shape,
		private: isPrivate,
	}),
	isPrivate: (options) => options.private,
	check: ({ studio, asker }) => studio.policy.rulesFor(asker),
	async run({ options, replyTo, studio, ...scene }) {
		const given = Object.values(z.object(images).parse(options));
		await studio.jobs.run({
			id: replyTo.interactionId,
			prompt: options.prompt,
			chosen: chosenSettings.parse(options),
			count: 1,
			references: given.filter((image) => image !== undefined),
			asker: scene.asker,
			conversation: { kind: 'new', place: placeOf(scene, replyTo) },
			mayOpenThread: scene.mayOpenThread && !replyTo.isPrivate,
			replyTo,
		});
	},
});
