import { ChannelType, ComponentType, SelectMenuDefaultValueType } from 'discord.js';
import type { z } from 'zod';
import { type GuildRules, guildRules } from '../../studio/rules/guild-rules.ts';
import type { Words } from '../../words/words.ts';
import { buttons, MAX_FIELD, textField } from './components.ts';
import type { ChangedRules, PageId, Setting, TextId, View } from './setting.ts';

/** How many channels or roles the panel names; the menu below shows them all. */
const MOST_NAMED = 8;

/** Most channels or roles in one list. Source: Discord, the limit of a select menu. */
const MOST_LISTED = 25;

/** Where people can ask for pictures; a thread counts as its channel. */
const CHANNELS = [
	ChannelType.GuildText,
	ChannelType.GuildAnnouncement,
	ChannelType.GuildForum,
	ChannelType.GuildVoice,
	ChannelType.GuildStageVoice,
];

/** The option for "unset", because a menu with one choice can't be cleared. */
export const NONE = 'none';

/** A menu where one option applies; `NONE` means `undefined`. */
export function choice<Value extends string | undefined>({
	id,
	page,
	values,
	options,
	now,
	change,
}: Pick<Setting, 'id' | 'page'> & {
	readonly values: z.ZodType<Value>;
	/** Each value with its label of at most 100 characters; at most 25. */
	options(view: View): readonly (readonly [value: string, label: string])[];
	now(rules: GuildRules): Value;
	change(value: Value, view: View): ChangedRules;
}): Setting {
	const held = ({ rules }: View): string => now(rules) ?? NONE;
	return {
		id,
		page,
		says: (view) => options(view).find(([value]) => value === held(view))?.[1] ?? held(view),
		controls: (nameControl, view) => [
			{
				type: ComponentType.StringSelect,
				custom_id: nameControl(),
				placeholder: view.words.settings[id],
				options: options(view).map(([value, label]) => ({ value, label, default: value === held(view) })),
			},
		],
		pick: ([value], view) => change(values.parse(value === NONE ? undefined : value), view),
	};
}

type Lists = 'allowedChannels' | 'deniedChannels' | 'allowedRoles' | 'deniedRoles' | 'rolesFor4K' | 'rolesForSearch';

/** A list of the server's channels or roles. */
export const list = (
	id: Lists,
	page: PageId,
	of: 'channels' | 'roles',
	/** Shown while the list is empty. */
	whenEmpty: TextId,
): Setting => ({
	id,
	page,
	says: ({ rules, words }) => mentionAll(of === 'roles' ? '@&' : '#', rules[id], words) || words.settings[whenEmpty],
	controls(nameControl, { rules, words }) {
		const bounds = { min_values: 0, max_values: MOST_LISTED };
		const basics = { custom_id: nameControl(), placeholder: words.settings[id], ...bounds };
		if (of === 'roles') {
			const chosen = rules[id].map((roleId) => ({ id: roleId, type: SelectMenuDefaultValueType.Role as const }));
			return [{ ...basics, type: ComponentType.RoleSelect, default_values: chosen }];
		}
		const chosen = rules[id].map((channelId) => ({ id: channelId, type: SelectMenuDefaultValueType.Channel as const }));
		return [{ ...basics, type: ComponentType.ChannelSelect, channel_types: CHANNELS, default_values: chosen }];
	},
	pick: (ids) => ({ [id]: ids }),
});

/** The first few as mentions, which Discord shows as names; empty when there are none. */
function mentionAll(sign: '@&' | '#', ids: readonly string[], { settings, format }: Words): string {
	const named = ids.slice(0, MOST_NAMED).map((id) => `<${sign}${id}>`);
	const amount = ids.length - named.length;
	return format.allOf(amount === 0 ? named : [...named, settings.more({ amount })]);
}

/** Free text, used as written. */
export const text = (id: 'houseStyle' | 'systemInstruction', page: PageId): Setting => ({
	id,
	page,
	says: ({ rules, words }) => (rules[id] === undefined ? words.settings.none : ''),
	quoted: (rules) => rules[id] ?? '',
	controls: buttons('change', 'clear'),
	pick: () => ({ [id]: undefined }),
	form: () => ({
		open({ rules, words: { settings } }) {
			const max_length = guildRules.shape[id].unwrap().maxLength ?? MAX_FIELD;
			const input = { custom_id: 'words', max_length, value: rules[id] };
			return { title: settings[id], components: [textField(settings[id], settings[`${id}Hint`], input, 'long')] };
		},
		read(textOf) {
			const words = textOf('words');
			return { [id]: words.trim() === '' ? undefined : words };
		},
	}),
});
