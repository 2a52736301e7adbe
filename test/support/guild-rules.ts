import { createRules, type GuildRules } from '../../src/studio/rules/guild-rules.ts';
import { type PlantainOptions, startPlantain } from './plantain.ts';

/** The bot in a server whose administrators have decided this. */
export const startWithRules = (rules: Partial<GuildRules>, options: PlantainOptions = {}) =>
	startPlantain({
		...options,
		prepare: (store, { id }) => createRules(store).change(id, () => rules),
	});
