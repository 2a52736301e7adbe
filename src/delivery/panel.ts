import {
	type APIComponentInContainer,
	type APIComponentInMessageActionRow,
	type APIMessageTopLevelComponent,
	type APIModalInteractionResponseCallbackData,
	ButtonStyle,
	ChannelType,
	ComponentType,
	MessageFlags,
	SelectMenuDefaultValueType,
	TextInputStyle,
} from 'discord.js';
import type { Buttons, Card, Choices, Control, Panel, PanelPart, TextForm, Things } from '../studio/panel.ts';
import { clip, quote, withoutMarkup } from '../text.ts';
import type { Message, MessageFile } from './show.ts';

/** Most characters that people's own words take in one part. All together stay below Discord's 4000. */
const MAX_QUOTED = 900;

/** Where pictures can be asked for; a thread counts as its channel. */
const CHANNELS = [
	ChannelType.GuildText,
	ChannelType.GuildAnnouncement,
	ChannelType.GuildForum,
	ChannelType.GuildVoice,
	ChannelType.GuildStageVoice,
];
/** Where a bot can post without opening a thread. */
const TEXT_CHANNELS = [ChannelType.GuildText, ChannelType.GuildAnnouncement];

/** A panel as one message: everything on it stands in one frame. */
export function showPanel({ title, pages, parts }: Panel): Message {
	const shown = parts.map(showPart);
	const frame: APIMessageTopLevelComponent = {
		type: ComponentType.Container,
		components: [display(`## ${title}`), showControl(pages), ...shown.flatMap(({ components }) => components)],
	};
	return { flags: MessageFlags.IsComponentsV2, components: [frame], files: shown.flatMap(({ files }) => files) };
}

/** A card as one message, which no other kind of message can take the place of. */
export const showCard = ({ text, buttons }: Card): Message => ({
	flags: MessageFlags.IsComponentsV2,
	components: [display(text), ...(buttons.length === 0 ? [] : [showButtons(buttons)])],
	files: [],
});

function showPart({ title, says, quoted, control }: PanelPart) {
	const words = quoted === undefined ? '' : quote(withoutMarkup(quoted.words));
	const text = [`**${title}**`, says, clip(words, MAX_QUOTED)].filter((line) => line !== '').join('\n');
	const components: APIComponentInContainer[] = [display(text)];
	const files: MessageFile[] = [];
	if (quoted !== undefined && words.length > MAX_QUOTED) {
		const { fileName: name } = quoted;
		files.push({ name, bytes: Buffer.from(quoted.words), mimeType: 'text/plain', description: `${title}, whole` });
		components.push({ type: ComponentType.File, file: { url: `attachment://${name}` } });
	}
	return { components: [...components, showControl(control)], files };
}

const showControl = (control: Control): APIComponentInContainer =>
	control.kind === 'buttons'
		? showButtons(control.buttons)
		: { type: ComponentType.ActionRow, components: [showSelect(control)] };

const showButtons = (buttons: Buttons['buttons']) => ({
	type: ComponentType.ActionRow as const,
	components: buttons.map(({ customId, label, isDangerous }) => ({
		type: ComponentType.Button as const,
		style: isDangerous === true ? (ButtonStyle.Danger as const) : (ButtonStyle.Secondary as const),
		custom_id: customId,
		label,
	})),
});

function showSelect(control: Choices | Things): APIComponentInMessageActionRow {
	const { customId, placeholder, least, most } = control;
	const common = { custom_id: customId, placeholder, min_values: least, max_values: most };
	switch (control.kind) {
		case 'choices': {
			const options = control.options.map(({ isChosen, ...option }) => ({ ...option, default: isChosen }));
			return { ...common, type: ComponentType.StringSelect, options };
		}
		case 'roles': {
			const defaults = control.chosen.map((id) => ({ id, type: SelectMenuDefaultValueType.Role as const }));
			return { ...common, type: ComponentType.RoleSelect, default_values: defaults };
		}
		case 'channels':
		case 'text-channels': {
			const defaults = control.chosen.map((id) => ({ id, type: SelectMenuDefaultValueType.Channel as const }));
			const types = control.kind === 'channels' ? CHANNELS : TEXT_CHANNELS;
			return { ...common, type: ComponentType.ChannelSelect, channel_types: types, default_values: defaults };
		}
	}
}

/** A form of texts as Discord takes it. */
export const showTextForm = ({ customId, title, fields }: TextForm): APIModalInteractionResponseCallbackData => ({
	custom_id: customId,
	title,
	components: fields.map(({ name, label, hint, value, isLong, most }) => ({
		type: ComponentType.Label,
		label,
		description: hint,
		component: {
			type: ComponentType.TextInput,
			custom_id: name,
			style: isLong ? TextInputStyle.Paragraph : TextInputStyle.Short,
			max_length: most,
			required: false,
			...(value === '' ? {} : { value }),
		},
	})),
});

const display = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const;
