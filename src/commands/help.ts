import { z } from 'zod';
import { estimateCost } from '../studio/generation/cost.ts';
import { type Model, offeredModels } from '../studio/generation/models.ts';
import type { Words } from '../words/words.ts';
import { defineCommand } from './slash-command.ts';

export const help = defineCommand({
	words: ({ commands }) => commands.help,
	options: z.object({}),
	async run({ delivery, models, replyTo }) {
		await delivery.tell(replyTo, ({ usage: { help } }) =>
			[help.make, help.talk, help.rights, ...offeredModels(models).map((model) => describeModel(model, help))].join(
				'\n',
			),
		);
	},
});

function describeModel(model: Model, help: Words['usage']['help']): string {
	const { nickname: name, alias, sizes, aspects, mostReferences, search, state } = model;
	const [first = '', last = first] = [aspects.at(0), aspects.at(-1)];
	const facts = [
		sizes.length === 0 ? help.about1K : sizes.join(' '),
		help.aspects({ amount: aspects.length, first, last }),
		help.references({ most: mostReferences }),
		{ none: help.noSearch, web: help.searchesWeb, 'web-and-images': help.searchesWebAndImages }[search],
		help.price({ microDollars: estimateCost(model, {}, { chars: 200, images: 0 }) }),
		...(state === 'current' ? [] : [help[state]]),
	];
	return help.model({ name, alias, facts });
}
