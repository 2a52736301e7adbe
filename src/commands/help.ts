import { z } from 'zod';
import { estimateCost } from '../studio/cost.ts';
import type { Model } from '../studio/models.ts';
import { offeredModels } from '../studio/models.ts';
import { defineCommand } from './command.ts';

export const help = defineCommand({
	name: 'help',
	description: 'What this bot can do, and which model can do what',
	options: z.object({}),
	isPrivate: () => true,
	async run({ delivery, models, replyTo }) {
		const lines = [
			'`/imagine` makes a picture from words. `/edit` changes a picture you attach, or puts up to 14 together: say "the hat from image 2". You pay for nothing that fails.',
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
