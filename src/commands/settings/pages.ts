import type { Panel, PanelPart } from '../../studio/panel.ts';
import * as choices from './choices.ts';
import * as limits from './limits.ts';
import * as places from './places-and-people.ts';
import { customIdOf, type Setting, type View } from './setting.ts';
import * as words from './words.ts';

interface Page {
	readonly title: string;
	/** By the id in their `custom_id`s, which is unique among all pages. */
	readonly settings: Readonly<Record<string, Setting>>;
}

const { allowedChannels, deniedChannels, allowedRoles, deniedRoles, rolesFor4K, rolesForSearch, logChannelId } = places;
const { models, defaultModel, defaultAspect, defaultSize, mayFallBack, threads, isOpenToAll, safety } = choices;
const { userLimits, roleLimits, budget } = limits;
const { houseStyle, systemInstruction, timeZone, blockedWords } = words;

/** Every setting, once: what is shown and what can be changed. */
const PAGES: readonly Page[] = [
	{
		title: 'Where and who',
		settings: { allowedChannels, deniedChannels, allowedRoles, deniedRoles, rolesFor4K, rolesForSearch },
	},
	{
		title: 'Models and looks',
		settings: { models, defaultModel, defaultAspect, defaultSize, mayFallBack, houseStyle },
	},
	{ title: 'Limits and money', settings: { userLimits, roleLimits, budget, timeZone } },
	{ title: 'Words and safety', settings: { blockedWords, systemInstruction, safety } },
	{ title: 'Threads and log', settings: { threads, isOpenToAll, logChannelId } },
];

/** What the menu of pages is called among the settings. */
export const PAGE_MENU = 'page';

export const findSetting = (id: string): Setting | undefined =>
	PAGES.map(({ settings }) => settings[id]).find((setting) => setting !== undefined);

/** The title of the page that a setting stands on; of the first when it stands on none. */
export const pageOf = (id: string): string | undefined => PAGES.find(({ settings }) => settings[id])?.title;

/** The panel with one page open, the first when there is none of that title. */
export function buildPanel(pageTitle: string | undefined, view: View): Panel {
	const shown = PAGES.find(({ title }) => title === pageTitle) ?? PAGES[0];
	return {
		title: 'Settings of this server',
		pages: {
			kind: 'choices',
			customId: customIdOf(`${view.guildId}-${PAGE_MENU}`),
			placeholder: 'Section',
			options: PAGES.map((page) => ({ label: page.title, value: page.title, isChosen: page === shown })),
			least: 1,
			most: 1,
		},
		parts: Object.entries(shown?.settings ?? {}).map(([id, setting]) => showSetting(id, setting, view)),
	};
}

function showSetting(id: string, setting: Setting, view: View): PanelPart {
	const { title } = setting;
	const words = setting.quoted?.(view.rules) ?? '';
	return {
		title,
		says: setting.says(view),
		quoted: words === '' ? undefined : { words, fileName: `${title.toLowerCase().replaceAll(' ', '-')}.txt` },
		control: setting.control(`${view.guildId}-${id}`, view),
	};
}
