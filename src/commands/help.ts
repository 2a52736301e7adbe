import { z } from 'zod';
import { estimateCost } from '../studio/generation/cost.ts';
import type { Model } from '../studio/generation/models.ts';
import { offeredModels } from '../studio/generation/models.ts';
import { defineCommand } from './slash-command.ts';

export const help = defineCommand({
	name: 'help',
	description: 'What this bot can do, and which model can do what',
	options: z.object({}),
	isPrivate: () => true,
	async run({ delivery, models, replyTo }) {
		const lines = [
			'`/imagine` makes a picture from words. `/edit` changes a picture you attach, or puts up to 14 together: say "the hat from image 2". To change any picture in a channel, open its menu: Apps, Edit image.',
			'Then talk to the picture: write in its thread, reply to it, press Refine, or use `/refine`. Replying to an older picture goes on from that one. `/session` shows the whole story, takes the last step back, or ends it. You pay for nothing that fails; `/forget` removes all that is kept of you.',
			...offeredModels(models).map(describeModel),
		];
		await delivery.tell(replyTo, lines.join('\n'));
	},
});

function describeModel(model: Model): string {
	const cents = estimateCost(model, {}, { chars: 200, images: 0 }) / 10_000;
	const facts = [
		model.sizes.length === 0 ? 'about 1K' : model.sizes.join(' '),
		`${model.aspects.length} shapes from ${model.aspects[0]} to ${model.aspects.at(-1)}`,
		`pictures to work from: ${model.references}`,
		model.search === 'none' ? 'no search' : `searches ${model.search}`,
		`about ${cents.toFixed(1)} ¢ a picture`,
		...(model.state === 'current' ? [] : [model.state]),
	];
	return `**${model.nickname}** (\`${model.alias}\`): ${facts.join(' · ')}`;
}
