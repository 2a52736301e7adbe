import { ChannelType, ComponentType, SelectMenuDefaultValueType } from 'discord.js';
import type { z } from 'zod';
import { type GuildRules, guildRules } from '../../studio/rules/guild-rules.ts';
import type { Words } from '../../words/words.ts';
import { buttons, MAX_FIELD, textField } from './components.ts';
import type { ChangedRules, PageId, Setting, TextId, View } from './setting.ts';

/** How many channels or roles are named on the panel; the menu below shows them all. */
const MOST_NAMED = 8;

/** Most channels or roles in one list. Source: Discord, the most that a select takes. */
const MOST_LISTED = 25;

/** Where pictures can be asked for; a thread counts as its channel. */
const CHANNELS = [
	ChannelType.GuildText,
	ChannelType.GuildAnnouncement,
	ChannelType.GuildForum,
	ChannelType.GuildVoice,
	ChannelType.GuildStageVoice,
];

/** Stands for "nothing of our own" among options, as a menu of one cannot be left empty again. */
export const NONE = 'none';

/** A menu of which one option holds; `NONE` is `undefined`. */
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

/** Channels or roles of the server. */
export const list = (
	id: Lists,
	page: PageId,
	of: 'channels' | 'roles',
	/** What holds while nothing is listed. */
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

/** The first of them as mentions, which show names; nothing when there are none. */
function mentionAll(sign: '@&' | '#', ids: readonly string[], { settings, format }: Words): string {
	const named = ids.slice(0, MOST_NAMED).map((id) => `<${sign}${id}>`);
	const amount = ids.length - named.length;
	return format.allOf(amount === 0 ? named : [...named, settings.more({ amount })]);
}

/** Some paragraphs that hold as they are written. */
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
