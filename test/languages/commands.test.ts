import { expect, test } from 'vitest';
import { z } from 'zod';
import { commands } from '../../src/commands/index.ts';
import { configureModels } from '../../src/gemini/models.ts';
import { LANGUAGES, type Locale } from '../../src/words/languages.ts';
import type { Words } from '../../src/words/words.ts';
import { pictureFor } from '../sessions/stage.ts';
import { checkBody } from '../simulator/discord/limits/check-body.ts';
import { type CommandOption, commandBody } from '../simulator/discord/world/command.ts';
import { startPlantain } from '../support/plantain.ts';

const LOCALES = Object.keys(LANGUAGES).filter((locale): locale is Locale => locale in LANGUAGES);

/** A command, a subcommand or an option as Discord holds it. */
type Held = Pick<
	CommandOption,
	'name' | 'description' | 'name_localizations' | 'description_localizations' | 'options'
>;

/** What Discord holds once the bot has started. */
async function registered() {
	await using plantain = await startPlantain();
	return plantain.discord.commands();
}

/** What people in a language see in place of the English words. */
function shown(held: Held, locale: Locale) {
	const { name, description, name_localizations: names, description_localizations: descriptions } = held;
	return { name: names?.[locale] ?? name, description: descriptions?.[locale] ?? description };
}

/** All that is shown of a command in a language, by its English names: `usage`, `usage give`, `usage give person`. */
const allShown = (held: Held, locale: Locale, path = held.name): (readonly [path: string, label: object])[] => [
	[path, shown(held, locale)],
	...(held.options ?? []).flatMap((option) => allShown(option, locale, `${path} ${option.name}`)),
];

interface Entry {
	readonly name: string;
	readonly description?: string;
	readonly options?: Readonly<Record<string, Entry>>;
	readonly subcommands?: Readonly<Record<string, Entry>>;
}

/** What the catalogue has for it, by the same paths. */
const allWritten = (english: Entry, entry: Entry, path = english.name): (readonly [path: string, label: object])[] => [
	[path, { name: entry.name, description: entry.description ?? '' }],
	...Object.entries({ ...english.options, ...english.subcommands }).flatMap(([key, inner]) => {
		const translated = { ...entry.options, ...entry.subcommands }[key];
		if (translated === undefined) throw new Error(`there are no words for ${path} ${inner.name}`);
		return allWritten(inner, translated, `${path} ${inner.name}`);
	}),
];

/** With the options for the second picture to the fourteenth, which the catalogue makes of a number. */
function entriesOf({ commands: { edit, ...others } }: Words): Readonly<Record<string, Entry>> {
	const { furtherImage, options, ...rest } = edit;
	const further = Array.from({ length: 13 }, (_, index) => index + 2).map(
		(number) => [`image${number}`, furtherImage({ number })] as const,
	);
	return { ...others, edit: { ...rest, options: { ...options, ...Object.fromEntries(further) } } };
}

test.each(LOCALES)('in %s every command, subcommand and option has its own words', async (locale) => {
	const seen = (await registered()).flatMap((command) => allShown(command, locale));
	const entries = entriesOf(LANGUAGES[locale]);
	const written = Object.entries(entriesOf(LANGUAGES['en-US'])).flatMap(([key, english]) =>
		allWritten(english, entries[key] ?? english),
	);
	expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(written));
});

/** A value as it goes over the wire, where names of fields are written with underscores. */
function onTheWire(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(onTheWire);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, field]) => [
			name.replace(/(?<=[a-z])[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
			onTheWire(field),
		]),
	);
}

/** The command, subcommand or option as if there were no language but this. */
const inLanguage = (held: Held, locale: Locale): object => ({
	...held,
	...shown(held, locale),
	name_localizations: null,
	description_localizations: null,
	...(held.options && { options: held.options.map((option) => inLanguage(option, locale)) }),
});

const described = z.array(commandBody).parse(onTheWire(commands.map((one) => one.describe(configureModels({})))));

test('Discord takes the commands in all languages at once', () => {
	expect(checkBody('commands', described, { files: [] })).toBeUndefined();
});

test.each(LOCALES)('Discord takes the commands in %s alone: every name and description keeps its rules', (locale) => {
	const body = described.map((command) => inLanguage(command, locale));
	expect(checkBody('commands', body, { files: [] })).toBeUndefined();
});

test('whatever the language, commands keep their English names', async () => {
	const held = await registered();
	expect(held.map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
	expect(held.map(({ name }) => name)).toEqual(
		expect.arrayContaining(['imagine', 'edit', 'refine', 'session', 'quota', 'forget', 'usage', 'settings', 'help']),
	);
});

test.each([
	['de', 'kontingent', 'Heute hast du 0 Bilder'],
	['es-ES', 'cuota', 'Hoy llevas 0 imágenes'],
	['es-419', 'cuota', 'Hoy llevas 0 imágenes'],
	['fr', 'quota', 'tu as créé 0 image'],
	['ja', '利用枠', '今日は画像を0枚作成しました'],
	['pt-BR', 'cota', 'Hoje você criou 0 imagem'],
	['en-GB', 'quota', 'Today you made 0 pictures'],
	['pl', 'quota', 'Today you made 0 pictures'],
] as const)('whose Discord is in %s finds /%s and reads “%s”', async (locale, name, answer) => {
	await using plantain = await startPlantain();
	plantain.alice.user.locale = locale;
	const { content } = await (await plantain.alice.slash(name)).finished();
	expect(content).toContain(answer);
});

test('options, subcommands and menus chosen in another language do what the English ones do', async () => {
	await using plantain = await startPlantain();
	const { alice, bob, channel, gemini, discord } = plantain;
	alice.user.locale = 'de';
	const picture = await pictureFor(
		plantain,
		await alice.slash('erstellen', { prompt: 'a fox', größe: '2K', seitenverhältnis: '16:9' }),
	);
	expect(gemini.calls[0]?.request).toMatchObject({
		generationConfig: { imageConfig: { imageSize: '2K', aspectRatio: '16:9' } },
	});

	bob.user.locale = 'ja';
	const shownTo = await (await bob.user.in(picture.thread ?? channel).slash('セッション 表示')).finished();
	expect(shownTo.content || JSON.stringify(shownTo.components)).toContain('a fox');

	const opener = alice.contextMenu('Bild bearbeiten', picture);
	await opener.acknowledged();
	expect(opener.modal?.title).toBe('Bild bearbeiten');
	expect(discord.violations).toEqual([]);
});
