import {
	type APIComponentInContainer,
	type APIComponentInMessageActionRow,
	ButtonStyle,
	ComponentType,
	MessageFlags,
} from 'discord.js';
import { formatCustomId } from '../../custom-id.ts';
import { clip, quote, withoutMarkup } from '../../text.ts';
import { wordsFor } from '../../words/languages.ts';
import type { Panel } from '../command.ts';
import type { PageId, Setting, View } from './setting.ts';
import { PAGES, SETTINGS } from './table.ts';

/** The page menu's id, among the ids of settings. */
export const PAGE_MENU = 'page';

/** Most characters quoted from people's own words in one section. All sections together stay below Discord's 4000. */
const MAX_QUOTED = 900;

/** The `custom_id` of a control: the server, the setting and, if it has several controls, which one. */
export const customIdOf = (guildId: string, id: string, detail?: string): string =>
	formatCustomId({ action: 'settings', id: [guildId, id, ...(detail === undefined ? [] : [detail])].join('-') });

/** The page that was picked. The previous version identified pages by their English titles. */
export const findPage = (name: string): PageId | undefined =>
	PAGES.find((page) => page === name || wordsFor(undefined).settings.pages[page] === name);

/** The panel with one page open, in one container. */
export function buildPanel(shown: PageId, view: View): Panel {
	const { settings } = view.words;
	const parts = SETTINGS.filter(({ page }) => page === shown).map((setting) => showSetting(setting, view));
	const pageMenu = {
		type: ComponentType.StringSelect as const,
		custom_id: customIdOf(view.guildId, PAGE_MENU),
		placeholder: settings.section,
		options: PAGES.map((page) => ({ label: settings.pages[page], value: page, default: page === shown })),
	};
	const components: APIComponentInContainer[] = [
		display(`## ${settings.title}`),
		{ type: ComponentType.ActionRow, components: [pageMenu] },
		...parts.flatMap((part) => part.components),
	];
	return {
		flags: MessageFlags.IsComponentsV2,
		components: [{ type: ComponentType.Container as const, components }],
		files: parts.flatMap(({ files }) => files),
	};
}

function showSetting(setting: Setting, view: View) {
	const { id } = setting;
	const { settings } = view.words;
	const title = settings[id];
	const words = setting.quoted?.(view.rules) ?? '';
	const quoted = words === '' ? '' : quote(withoutMarkup(words));
	const text = [`**${title}**`, setting.says(view), clip(quoted, MAX_QUOTED)].filter((line) => line !== '').join('\n');
	const name = `${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.txt`;
	const isCut = quoted.length > MAX_QUOTED;
	const components: APIComponentInContainer[] = [
		display(text),
		...(isCut ? [{ type: ComponentType.File as const, file: { url: `attachment://${name}` } }] : []),
		{ type: ComponentType.ActionRow, components: controlsOf(setting, view) },
	];
	const whole = { name, bytes: Buffer.from(words), mimeType: 'text/plain', description: settings.whole({ title }) };
	return { components, files: isCut ? [whole] : [] };
}

/** One row: a menu, or up to five buttons with their action in the `custom_id`. */
function controlsOf({ id, control }: Setting, view: View): APIComponentInMessageActionRow[] {
	if (typeof control === 'function') return [{ ...control(view), custom_id: customIdOf(view.guildId, id) }];
	return control.map((action) => ({
		type: ComponentType.Button,
		style: ButtonStyle.Secondary,
		custom_id: customIdOf(view.guildId, id, action),
		label: view.words.settings[action],
	}));
}

const display = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const;
