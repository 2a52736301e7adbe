import { ChannelType, ComponentType, SelectMenuDefaultValueType } from 'discord.js';
import { z } from 'zod';
import { imageSize } from '../../studio/generation/models.ts';
import { settings, USUAL_SETTINGS } from '../../studio/requests/request.ts';
import { guildRules } from '../../studio/rules/guild-rules.ts';
import { mentionChannel } from '../../words/formatters.ts';
import { amounts, DOLLARS, IMAGES, roleLimits } from './amounts.ts';
import { blockedWords } from './blocked-words.ts';
import { choice, list, NONE, text } from './kinds.ts';
import { allowedModels, changeDefaults, models, nameOf } from './model-choice.ts';
import type { PageId, Setting, View } from './setting.ts';
import { timeZone } from './time-zone.ts';

/** The schema of each default, which may be unset. */
const DEFAULTS = guildRules.shape.defaults.unwrap().shape;

/** The options of a default: the usual value first, then every value by name. */
const usualOr = <Value extends string>(
	usual: Value,
	values: readonly Value[],
	{ words }: View,
	name: (value: Value) => string = (value) => value,
) => [
	[NONE, words.settings.asEverywhere({ value: name(usual) })] as const,
	...values.map((value) => [value, name(value)] as const),
];

const logChannelId: Setting = {
	id: 'logChannelId',
	page: 'threads',
	says: ({ rules: { logChannelId }, words: { settings } }) =>
		logChannelId === undefined ? settings.none : settings.logChannelNow({ channel: mentionChannel(logChannelId) }),
	controls: (nameControl, { rules: { logChannelId }, words }) => [
		{
			type: ComponentType.ChannelSelect,
			custom_id: nameControl(),
			placeholder: words.settings.logChannelId,
			// Where a bot can post without opening a thread.
			channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement],
			default_values:
				logChannelId === undefined ? [] : [{ id: logChannelId, type: SelectMenuDefaultValueType.Channel }],
			min_values: 0,
		},
	],
	pick: ([channelId]) => ({ logChannelId: channelId }),
};

/** Every setting, in the panel's order. */
export const SETTINGS: readonly Setting[] = [
	list('allowedChannels', 'where', 'channels', 'everywhere'),
	list('deniedChannels', 'where', 'channels', 'noneExcluded'),
	list('allowedRoles', 'where', 'roles', 'everybody'),
	list('deniedRoles', 'where', 'roles', 'noneExcluded'),
	list('rolesFor4K', 'where', 'roles', 'everybody'),
	list('rolesForSearch', 'where', 'roles', 'everybody'),

	models,
	choice({
		id: 'defaultModel',
		page: 'looks',
		values: DEFAULTS.model,
		options: (view) =>
			usualOr(USUAL_SETTINGS.model, allowedModels(view.rules), view, (alias) => nameOf(view.models[alias])),
		now: ({ defaults }) => defaults.model,
		change: (model, view) => changeDefaults({ model }, view),
	}),
	choice({
		id: 'defaultAspect',
		page: 'looks',
		values: DEFAULTS.aspect,
		options: (view) => usualOr(USUAL_SETTINGS.aspect, settings.shape.aspect.options, view),
		now: ({ defaults }) => defaults.aspect,
		change: (aspect, view) => changeDefaults({ aspect }, view),
	}),
	choice({
		id: 'defaultSize',
		page: 'looks',
		values: DEFAULTS.size,
		options: (view) => usualOr('1K', imageSize.options, view),
		now: ({ defaults }) => defaults.size,
		change: (size, view) => changeDefaults({ size }, view),
	}),
	choice({
		id: 'mayFallBack',
		page: 'looks',
		values: z.enum(['wait', 'fall-back']),
		options: ({ words }) => Object.entries(words.settings.mayFallBackOptions),
		now: ({ mayFallBack }) => (mayFallBack ? 'fall-back' : 'wait'),
		change: (value) => ({ mayFallBack: value === 'fall-back' }),
	}),
	text('houseStyle', 'looks'),

	amounts('userLimits', 'limits', IMAGES),
	roleLimits,
	amounts('budget', 'limits', DOLLARS),
	timeZone,

	blockedWords,
	text('systemInstruction', 'safety'),
	choice({
		id: 'safety',
		page: 'safety',
		values: guildRules.shape.safety,
		options: ({ words }) => Object.entries(words.settings.safetyOptions),
		now: ({ safety }) => safety,
		change: (safety) => ({ safety }),
	}),

	choice({
		id: 'threads',
		page: 'threads',
		values: guildRules.shape.threads.unwrap(),
		options: ({ words }) => Object.entries(words.settings.threadsOptions),
		now: ({ threads }) => threads,
		change: (threads) => ({ threads }),
	}),
	choice({
		id: 'isOpenToAll',
		page: 'threads',
		values: z.enum(['owner', 'everybody']),
		options: ({ words }) => Object.entries(words.settings.isOpenToAllOptions),
		now: ({ isOpenToAll }) => (isOpenToAll ? 'everybody' : 'owner'),
		change: (value) => ({ isOpenToAll: value === 'everybody' }),
	}),
	logChannelId,
];

export const findSetting = (id: string): Setting | undefined => SETTINGS.find((setting) => setting.id === id);

/** In the menu's order. */
export const PAGES: readonly PageId[] = [...new Set(SETTINGS.map(({ page }) => page))];
