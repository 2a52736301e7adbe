import { ChannelType, ComponentType, SelectMenuDefaultValueType } from 'discord.js';
import { z } from 'zod';
import { imageSize, labelOfModel } from '../../studio/generation/models.ts';
import { settings, USUAL_SETTINGS } from '../../studio/requests/request.ts';
import { guildRules } from '../../studio/rules/guild-rules.ts';
import { mentionChannel } from '../../words/formatters.ts';
import { amounts, DOLLARS, IMAGES, roleLimits } from './amounts.ts';
import { blockedWords } from './blocked-words.ts';
import { list, listedChoice, text } from './kinds.ts';
import { allowedModels, defaultChoice, models } from './model-choice.ts';
import type { PageId, Setting } from './setting.ts';
import { timeZone } from './time-zone.ts';

const logChannelId: Setting = {
	id: 'logChannelId',
	page: 'threads',
	says: ({ rules: { logChannelId }, words: { settings } }) =>
		logChannelId === undefined ? settings.none : settings.logChannelNow({ channel: mentionChannel(logChannelId) }),
	control: ({ rules: { logChannelId }, words }) => ({
		type: ComponentType.ChannelSelect,
		placeholder: words.settings.logChannelId,
		// Where a bot can post without opening a thread.
		channel_types: [ChannelType.GuildText, ChannelType.GuildAnnouncement],
		default_values: logChannelId === undefined ? [] : [{ id: logChannelId, type: SelectMenuDefaultValueType.Channel }],
		min_values: 0,
	}),
	pick: ([channelId]) => ({ logChannelId: channelId }),
};

/** Every setting, in the panel's order. */
export const SETTINGS: readonly Setting[] = [
	list('allowedChannels', 'channels', 'everywhere'),
	list('deniedChannels', 'channels', 'noneExcluded'),
	list('allowedRoles', 'roles', 'everybody'),
	list('deniedRoles', 'roles', 'noneExcluded'),
	list('rolesFor4K', 'roles', 'everybody'),
	list('rolesForSearch', 'roles', 'everybody'),

	models,
	defaultChoice('defaultModel', 'model', {
		usual: USUAL_SETTINGS.model,
		values: allowedModels,
		name: (alias, view) => labelOfModel(view.models[alias]),
	}),
	defaultChoice('defaultAspect', 'aspect', {
		usual: USUAL_SETTINGS.aspect,
		values: () => settings.shape.aspect.options,
	}),
	defaultChoice('defaultSize', 'size', { usual: '1K', values: () => imageSize.options }),
	listedChoice('mayFallBack', 'looks', z.stringbool({ truthy: ['fall-back'], falsy: ['wait'], case: 'sensitive' })),
	text('houseStyle', 'looks'),

	amounts('userLimits', IMAGES),
	roleLimits,
	amounts('budget', DOLLARS),
	timeZone,

	blockedWords,
	text('systemInstruction', 'safety'),
	listedChoice('safety', 'safety', guildRules.shape.safety),

	listedChoice('threads', 'threads', guildRules.shape.threads.unwrap()),
	listedChoice('isOpenToAll', 'threads', z.stringbool({ truthy: ['everybody'], falsy: ['owner'], case: 'sensitive' })),
	logChannelId,
];

export const findSetting = (id: string): Setting | undefined => SETTINGS.find((setting) => setting.id === id);

/** In the menu's order. */
export const PAGES: readonly PageId[] = [...new Set(SETTINGS.map(({ page }) => page))];
