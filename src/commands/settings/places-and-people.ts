import type { Things } from '../../studio/panel.ts';
import type { GuildRules } from '../../studio/rules/guild-rules.ts';
import { type ChangedRules, customIdOf, type Setting } from './setting.ts';

/** How many channels or roles are named on the panel; the menu below shows them all. */
const MOST_NAMED = 8;

/** Most channels or roles in one list. Source: Discord, the most that a select takes. */
const MOST_LISTED = 25;

function list({
	title,
	kind,
	whenEmpty,
	of,
	change,
}: {
	readonly title: string;
	readonly kind: Things['kind'];
	/** What holds while nothing is listed. */
	readonly whenEmpty: string;
	of(rules: GuildRules): readonly string[];
	change(ids: readonly string[]): ChangedRules;
}): Setting {
	return {
		title,
		says: ({ rules }) => nameAll(kind, of(rules)) || whenEmpty,
		control: (id, { rules }) => ({
			kind,
			customId: customIdOf(id),
			placeholder: title,
			chosen: of(rules),
			least: 0,
			most: MOST_LISTED,
		}),
		pick: change,
	};
}

/** As mentions, which show names, the first of them; nothing when there are none. */
export function nameAll(kind: Things['kind'], ids: readonly string[]): string {
	const sign = kind === 'roles' ? '@&' : '#';
	const named = ids.slice(0, MOST_NAMED).map((id) => `<${sign}${id}>`);
	const more = ids.length > MOST_NAMED ? [`${ids.length - MOST_NAMED} more`] : [];
	return [...named, ...more].join(', ');
}

export const allowedChannels = list({
	title: 'Only in these channels',
	kind: 'channels',
	whenEmpty: 'Everywhere.',
	of: (rules) => rules.allowedChannels,
	change: (ids) => ({ allowedChannels: ids }),
});

export const deniedChannels = list({
	title: 'Never in these channels',
	kind: 'channels',
	whenEmpty: 'None is excluded.',
	of: (rules) => rules.deniedChannels,
	change: (ids) => ({ deniedChannels: ids }),
});

export const allowedRoles = list({
	title: 'Only people with one of these roles',
	kind: 'roles',
	whenEmpty: 'Everybody.',
	of: (rules) => rules.allowedRoles,
	change: (ids) => ({ allowedRoles: ids }),
});

export const deniedRoles = list({
	title: 'Nobody with one of these roles',
	kind: 'roles',
	whenEmpty: 'None is excluded.',
	of: (rules) => rules.deniedRoles,
	change: (ids) => ({ deniedRoles: ids }),
});

export const rolesFor4K = list({
	title: 'Roles that may use 4K',
	kind: 'roles',
	whenEmpty: 'Everybody.',
	of: (rules) => rules.rolesFor4K,
	change: (ids) => ({ rolesFor4K: ids }),
});

export const rolesForSearch = list({
	title: 'Roles that may let the model search',
	kind: 'roles',
	whenEmpty: 'Everybody.',
	of: (rules) => rules.rolesForSearch,
	change: (ids) => ({ rolesForSearch: ids }),
});

export const logChannelId: Setting = {
	title: 'Log channel',
	says: ({ rules }) =>
		rules.logChannelId === undefined ? 'None.' : `<#${rules.logChannelId}> gets one line about each picture.`,
	control: (id, { rules }) => ({
		kind: 'text-channels',
		customId: customIdOf(id),
		placeholder: 'Log channel',
		chosen: rules.logChannelId === undefined ? [] : [rules.logChannelId],
		least: 0,
		most: 1,
	}),
	pick: ([channelId]) => ({ logChannelId: channelId }),
};
