import { ChannelType, ComponentType, SelectMenuDefaultValueType, TextInputStyle } from 'discord.js';
import type { z } from 'zod';
import { type GuildRules, guildRules } from '../../studio/rules/guild-rules.ts';
import { abridge } from '../../text.ts';
import { mentionChannel, mentionRole } from '../../words/formatters.ts';
import { MAX_FIELD, textField } from './form.ts';
import type { ChangedRules, PageId, Setting, TextId, View } from './setting.ts';

/** How many channels or roles a setting names; the panel says how many more there are. */
export const MOST_NAMED = 8;

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

interface ChoiceOptions extends Pick<Setting, 'id' | 'page'> {
	/** Each value with its label of at most 100 characters; at most 25. */
	options(view: View): readonly (readonly [value: string, label: string])[];
	current(rules: GuildRules): string | undefined;
	/** @throws ZodError for a value that this version doesn't offer. */
	change(value: string | undefined, view: View): ChangedRules;
}

/** A menu where one option applies; `NONE` means `undefined`. */
export function choice({ id, page, options, current, change }: ChoiceOptions): Setting {
	const held = ({ rules }: View) => current(rules) ?? NONE;
	return {
		id,
		page,
		says: (view) => options(view).find(([value]) => value === held(view))?.[1] ?? held(view),
		control: (view) => ({
			type: ComponentType.StringSelect,
			placeholder: view.words.settings[id],
			options: options(view).map(([value, label]) => ({ value, label, default: value === held(view) })),
		}),
		pick: ([value], view) => change(value === NONE ? undefined : value, view),
	};
}

/** A choice among options with words of their own; `codec` translates what is picked into what the rules hold. */
export const listedChoice = <Id extends 'mayFallBack' | 'safety' | 'threads' | 'isOpenToAll'>(
	id: Id,
	page: PageId,
	codec: z.ZodType<GuildRules[Id], string | undefined>,
): Setting =>
	choice({
		id,
		page,
		options: ({ words }) => Object.entries(words.settings[`${id}Options`]),
		current: (rules) => codec.encode(rules[id]),
		change: (value) => ({ [id]: codec.parse(value) }),
	});

type Lists = 'allowedChannels' | 'deniedChannels' | 'allowedRoles' | 'deniedRoles' | 'rolesFor4K' | 'rolesForSearch';

/** A list of the server's channels or roles. */
export const list = (
	id: Lists,
	of: 'channels' | 'roles',
	/** Shown while the list is empty. */
	whenEmpty: TextId,
): Setting => ({
	id,
	page: 'where',
	says({ rules, words: { settings, format } }) {
		const mentions = rules[id].map(of === 'roles' ? mentionRole : mentionChannel);
		return format.allOf(abridge(mentions, MOST_NAMED, settings.more)) || settings[whenEmpty];
	},
	control({ rules, words }) {
		const basics = { placeholder: words.settings[id], min_values: 0, max_values: MOST_LISTED };
		if (of === 'roles') {
			const chosen = rules[id].map((roleId) => ({ id: roleId, type: SelectMenuDefaultValueType.Role as const }));
			return { ...basics, type: ComponentType.RoleSelect, default_values: chosen };
		}
		const chosen = rules[id].map((channelId) => ({ id: channelId, type: SelectMenuDefaultValueType.Channel as const }));
		return { ...basics, type: ComponentType.ChannelSelect, channel_types: CHANNELS, default_values: chosen };
	},
	pick: (ids) => ({ [id]: ids }),
});

/** Free text, used as written. */
export const text = (id: 'houseStyle' | 'systemInstruction', page: PageId): Setting => ({
	id,
	page,
	says: ({ rules, words }) => (rules[id] === undefined ? words.settings.none : ''),
	quoted: (rules) => rules[id] ?? '',
	control: ['change', 'clear'],
	pick: () => ({ [id]: undefined }),
	form: () => ({
		titleId: id,
		fields({ rules, words: { settings } }) {
			const max_length = guildRules.shape[id].unwrap().maxLength ?? MAX_FIELD;
			const input = { custom_id: 'words', max_length, value: rules[id] };
			return [textField(settings[id], settings[`${id}Hint`], input, TextInputStyle.Paragraph)];
		},
		read(textOf) {
			const words = textOf('words');
			return { [id]: words.trim() === '' ? undefined : words };
		},
	}),
});
