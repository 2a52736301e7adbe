import type { Message } from '../../words/words.ts';
import type { Settings } from '../requests/request.ts';
import type { Model, Models } from './models.ts';

/** Why the chosen model cannot do this; `undefined` when it can. */
export function describeMisfit(
	{ settings, references }: { settings: Settings; references: { readonly length: number } },
	models: Models,
): Message | undefined {
	const chosen = models[settings.model];
	const { nickname: model, aspects, sizes, mostReferences: most } = chosen;
	const { aspect, size, search, thoughts } = settings;
	if (chosen.isGone) {
		const others = namesOf(models, () => true);
		return ({ requests }) => requests.modelGone({ model, models: others });
	}
	if (aspect !== 'auto' && !aspects.includes(aspect))
		return ({ requests }) => requests.aspectUnsupported({ model, aspect, aspects });
	if (size !== undefined && sizes.length === 0) return ({ requests }) => requests.sizeFixed({ model });
	if (size !== undefined && !sizes.includes(size))
		return ({ requests }) => requests.sizeUnsupported({ model, size, sizes });
	if (references.length > most)
		return ({ requests }) => requests.tooManyPictures({ model, most, given: references.length });
	if (search && chosen.search === 'none') {
		const others = namesOf(models, (other) => other.search !== 'none');
		return ({ requests }) => requests.searchUnsupported({ model, models: others });
	}
	if (thoughts && !chosen.canShowThoughts) {
		const others = namesOf(models, (other) => other.canShowThoughts);
		return ({ requests }) => requests.thoughtsUnsupported({ model, models: others });
	}
	return undefined;
}

const namesOf = (models: Models, isMeant: (model: Model) => boolean) =>
	Object.values(models)
		.filter((model) => !model.isGone && isMeant(model))
		.map(({ nickname, alias }) => `${nickname} (${alias})`);
