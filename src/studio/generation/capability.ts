import type { Message } from '../../words/words.ts';
import type { Settings } from '../requests/request.ts';
import { labelOfModel, type Model, type Models, offeredModels } from './models.ts';

/** Why the chosen model cannot do this; `undefined` when it can. */
export function describeMisfit(
	{ settings, references }: { settings: Settings; references: { readonly length: number } },
	models: Models,
): Message | undefined {
	const chosen = models[settings.model];
	const { nickname: model, aspects, sizes, mostReferences: most } = chosen;
	const { aspect, size, search, thoughts } = settings;
	const namesWhere = (isMeant: (other: Model) => boolean) => offeredModels(models).filter(isMeant).map(labelOfModel);
	if (chosen.isGone) return ({ requests }) => requests.modelGone({ model, models: namesWhere(() => true) });
	if (aspect !== 'auto' && !aspects.includes(aspect))
		return ({ requests }) => requests.aspectUnsupported({ model, aspect, aspects });
	if (size !== undefined && sizes.length === 0) return ({ requests }) => requests.sizeFixed({ model });
	if (size !== undefined && !sizes.includes(size))
		return ({ requests }) => requests.sizeUnsupported({ model, size, sizes });
	if (references.length > most)
		return ({ requests }) => requests.tooManyPictures({ model, most, given: references.length });
	if (search && chosen.search === 'none')
		return ({ requests }) =>
			requests.searchUnsupported({ model, models: namesWhere((other) => other.search !== 'none') });
	if (thoughts && !chosen.canShowThoughts)
		return ({ requests }) =>
			requests.thoughtsUnsupported({ model, models: namesWhere((other) => other.canShowThoughts) });
	return undefined;
}
