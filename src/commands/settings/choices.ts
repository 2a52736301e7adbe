import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { describeMisfit } from '../../studio/generation/capability.ts';
import { imageSize, type Model, modelAlias } from '../../studio/generation/models.ts';
import { settings, USUAL_SETTINGS } from '../../studio/requests/request.ts';
import { type GuildRules, guildRules } from '../../studio/rules/guild-rules.ts';
import { type ChangedRules, customIdOf, type Setting, type View } from './setting.ts';

/** What stands for "nothing of our own" among options, as a menu of one cannot be left empty again. */
const NONE = 'none';

interface Option<Value extends string> {
	readonly value: Value;
	readonly label: string;
}

/** A menu of which one option holds. */
function choice<Value extends string>({
	title,
	values,
	options,
	now,
	change,
}: {
	readonly title: string;
	readonly values: z.ZodType<Value>;
	options(view: View): readonly Option<Value>[];
	now(rules: GuildRules): Value;
	change(value: Value, view: View): ChangedRules;
}): Setting {
	return {
		title,
		says: (view) => options(view).find(({ value }) => value === now(view.rules))?.label ?? now(view.rules),
		control: (id, view) => ({
			kind: 'choices',
			customId: customIdOf(id),
			placeholder: title,
			options: options(view).map((option) => ({ ...option, isChosen: option.value === now(view.rules) })),
			least: 1,
			most: 1,
		}),
		pick: ([value], view) => change(values.parse(value), view),
	};
}

const plain = <Value extends string>(values: readonly Value[]): Option<Value>[] =>
	values.map((value) => ({ value, label: value }));

const nameOf = ({ nickname, alias }: Model) => `${nickname} (${alias})`;

/** The models that people may choose. */
const allowed = (rules: Pick<GuildRules, 'models'>) =>
	modelAlias.options.filter((alias) => rules.models.length === 0 || rules.models.includes(alias));

/**
 * The defaults with a model that people may choose, lest whoever chooses none be refused.
 *
 * @throws UserError when the model cannot draw the default shape or size.
 */
function fitDefaults(rules: Pick<GuildRules, 'models' | 'defaults'>, { models }: View): ChangedRules {
	const [first = USUAL_SETTINGS.model] = allowed(rules);
	const wanted = rules.defaults.model ?? USUAL_SETTINGS.model;
	const defaults = allowed(rules).includes(wanted) ? rules.defaults : { ...rules.defaults, model: first };
	const { model = USUAL_SETTINGS.model, aspect = USUAL_SETTINGS.aspect, size } = defaults;
	const misfit = describeMisfit({ settings: settings.parse({ model, aspect, size }), references: [] }, models);
	if (misfit !== undefined) throw new UserError(`${misfit} Nothing was changed.`);
	return { models: rules.models, defaults };
}

const changeDefaults = (changed: GuildRules['defaults'], view: View): ChangedRules =>
	fitDefaults({ models: view.rules.models, defaults: { ...view.rules.defaults, ...changed } }, view);

export const models: Setting = {
	title: 'Models that people may choose',
	says: ({ rules, models }) =>
		rules.models.length === 0 ? 'All.' : rules.models.map((alias) => nameOf(models[alias])).join(', '),
	control: (id, { rules, models }) => ({
		kind: 'choices',
		customId: customIdOf(id),
		placeholder: 'All models',
		options: modelAlias.options.map((alias) => ({
			label: nameOf(models[alias]),
			value: alias,
			isChosen: rules.models.includes(alias),
		})),
		least: 0,
		most: modelAlias.options.length,
	}),
	pick: (values, view) =>
		fitDefaults({ models: guildRules.shape.models.parse(values), defaults: view.rules.defaults }, view),
};

export const defaultModel = choice({
	title: 'Model where nobody chose one',
	values: z.enum([...modelAlias.options, NONE]),
	options: ({ rules, models }) => [
		{ value: NONE, label: `As everywhere: ${nameOf(models[USUAL_SETTINGS.model])}` },
		...allowed(rules).map((alias) => ({ value: alias, label: nameOf(models[alias]) })),
	],
	now: (rules) => rules.defaults.model ?? NONE,
	change: (value, view) => changeDefaults({ model: value === NONE ? undefined : value }, view),
});

export const defaultAspect = choice({
	title: 'Shape where nobody chose one',
	values: z.enum([...settings.shape.aspect.options, NONE]),
	options: () => [
		{ value: NONE, label: `As everywhere: ${USUAL_SETTINGS.aspect}` },
		...plain(settings.shape.aspect.options),
	],
	now: (rules) => rules.defaults.aspect ?? NONE,
	change: (value, view) => changeDefaults({ aspect: value === NONE ? undefined : value }, view),
});

export const defaultSize = choice({
	title: 'Size where nobody chose one',
	values: z.enum([...imageSize.options, NONE]),
	options: () => [{ value: NONE, label: 'As everywhere: 1K' }, ...plain(imageSize.options)],
	now: (rules) => rules.defaults.size ?? NONE,
	change: (value, view) => changeDefaults({ size: value === NONE ? undefined : value }, view),
});

export const mayFallBack = choice({
	title: 'When the model is overloaded',
	values: z.enum(['wait', 'fall-back']),
	options: () => [
		{ value: 'wait', label: 'Say so' },
		{ value: 'fall-back', label: 'Let another model draw, and say so' },
	],
	now: (rules) => (rules.mayFallBack ? 'fall-back' : 'wait'),
	change: (value) => ({ mayFallBack: value === 'fall-back' }),
});

export const threads = choice({
	title: 'Threads on pictures',
	values: guildRules.shape.threads.unwrap(),
	options: () => [
		{ value: 'auto', label: 'At once' },
		{ value: 'on-refine', label: 'When somebody refines the picture' },
		{ value: 'off', label: 'Never' },
	],
	now: (rules) => rules.threads,
	change: (value) => ({ threads: value }),
});

export const isOpenToAll = choice({
	title: "Who is heard in a session's thread",
	values: z.enum(['owner', 'everybody']),
	options: () => [
		{ value: 'owner', label: 'Only whoever began it' },
		{ value: 'everybody', label: 'Everybody' },
	],
	now: (rules) => (rules.isOpenToAll ? 'everybody' : 'owner'),
	change: (value) => ({ isOpenToAll: value === 'everybody' }),
});

export const safety = choice({
	title: 'How strictly Gemini blocks',
	values: z.enum([...guildRules.shape.safety.unwrap().options, NONE]),
	options: () => [
		{ value: NONE, label: 'As whoever runs this bot has it' },
		{ value: 'BLOCK_LOW_AND_ABOVE', label: 'Strictly: from a low risk on' },
		{ value: 'BLOCK_MEDIUM_AND_ABOVE', label: 'Moderately: from a medium risk on' },
		{ value: 'BLOCK_ONLY_HIGH', label: 'Loosely: only a high risk' },
	],
	now: (rules) => rules.safety ?? NONE,
	change: (value) => ({ safety: value === NONE ? undefined : value }),
});
