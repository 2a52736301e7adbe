import { ComponentType } from 'discord.js';
import { UserError } from '../../errors.ts';
import { describeMisfit } from '../../studio/generation/capability.ts';
import { labelOfModel, modelAlias } from '../../studio/generation/models.ts';
import { type ChangedSettings, changedSettings, settings, USUAL_SETTINGS } from '../../studio/requests/request.ts';
import { type GuildRules, guildRules } from '../../studio/rules/guild-rules.ts';
import { choice, NONE } from './kinds.ts';
import type { ChangedRules, Setting, TextId, View } from './setting.ts';

/** The models that people may choose: all of them unless the rules list some. */
export const allowedModels = (rules: Pick<GuildRules, 'models'>) =>
	modelAlias.options.filter((alias) => rules.models.length === 0 || rules.models.includes(alias));

/**
 * Keeps the default model among the allowed ones, so that nobody who leaves it unset is refused.
 *
 * @throws UserError when the model can't draw the default shape or size.
 */
function fitDefaults(rules: Pick<GuildRules, 'models' | 'defaults'>, { models }: View): ChangedRules {
	const [first = USUAL_SETTINGS.model] = allowedModels(rules);
	const wanted = rules.defaults.model ?? USUAL_SETTINGS.model;
	const defaults = allowedModels(rules).includes(wanted) ? rules.defaults : { ...rules.defaults, model: first };
	const { model = USUAL_SETTINGS.model, aspect = USUAL_SETTINGS.aspect, size } = defaults;
	const misfit = describeMisfit({ settings: settings.parse({ model, aspect, size }), references: [] }, models);
	if (misfit !== undefined) throw new UserError((words) => words.settings.defaultsUnsupported({ why: misfit(words) }));
	return { models: rules.models, defaults };
}

/** What applies when a person leaves something out. @throws UserError when the models can't draw what was picked. */
export const defaultChoice = <Value extends string>(
	id: TextId,
	key: keyof ChangedSettings,
	{
		usual,
		values,
		name = (value) => value,
	}: {
		readonly usual: Value;
		values(rules: GuildRules): readonly Value[];
		name?(value: Value, view: View): string;
	},
): Setting =>
	choice({
		id,
		page: 'looks',
		options: (view) => [
			[NONE, view.words.settings.asEverywhere({ value: name(usual, view) })],
			...values(view.rules).map((value) => [value, name(value, view)] as const),
		],
		current: ({ defaults }) => defaults[key],
		change(value, view) {
			const { models, defaults } = view.rules;
			return fitDefaults({ models, defaults: changedSettings.parse({ ...defaults, [key]: value }) }, view);
		},
	});

/** A menu of the models that people may choose; several can be picked. */
export const models: Setting = {
	id: 'models',
	page: 'looks',
	says: ({ rules, models, words }) =>
		words.format.allOf(rules.models.map((alias) => labelOfModel(models[alias]))) || words.settings.all,
	control: ({ rules, models, words }) => ({
		type: ComponentType.StringSelect,
		placeholder: words.settings.allModels,
		options: modelAlias.options.map((alias) => ({
			label: labelOfModel(models[alias]),
			value: alias,
			default: rules.models.includes(alias),
		})),
		min_values: 0,
		max_values: modelAlias.options.length,
	}),
	pick: (values, view) =>
		fitDefaults({ models: guildRules.shape.models.parse(values), defaults: view.rules.defaults }, view),
};
