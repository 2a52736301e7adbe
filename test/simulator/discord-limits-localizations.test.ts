import { ApplicationCommandType, Locale, ApplicationCommandOptionType as OptionType } from 'discord.js';
import { describe } from 'vitest';
import { many, testAccepted, testLimits, testMinimums, testMistakes } from './discord-limits-table.ts';

const BAD_LENGTH = 'BASE_TYPE_BAD_LENGTH';
const BAD_NAME = 'APPLICATION_COMMAND_INVALID_NAME';
const BAD_LOCALE = 'BASE_TYPE_CHOICES';
const TAKEN = 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID';
const TAKEN_BY_COMMAND = 'APPLICATION_COMMANDS_DUPLICATE_NAME';
const TOO_LARGE = 'APPLICATION_COMMAND_TOO_LARGE';

type Names = Readonly<Record<string, string | null>>;

const command = (fields: object = {}) => ({ name: 'imagine', description: 'Makes a picture', ...fields });
const named = (names: Names, name = 'imagine') => command({ name, name_localizations: names });
const menu = (names: Names, name = 'Edit image', type = ApplicationCommandType.Message) => ({
	type,
	name,
	name_localizations: names,
});
const option = (names: Names, name = 'prompt', fields: object = {}) => ({
	type: OptionType.String,
	name,
	name_localizations: names,
	description: 'What to see',
	...fields,
});
const withOptions = (...options: readonly object[]) => command({ options });
const subcommand = (names: Names, name = 'show', options: readonly object[] = []) =>
	option(names, name, { type: OptionType.Subcommand, options });
const group = (...options: readonly object[]) => option({}, 'all', { type: OptionType.SubcommandGroup, options });
const choice = (names: Names) =>
	option({}, 'size', { choices: [{ name: 'a', name_localizations: names, value: 'a' }] });
const x = (size: number) => 'x'.repeat(size);
const described = (de: string, fields: object = {}) => ({ description_localizations: { de }, ...fields });

describe('the length of a translation', () => {
	testLimits('command', BAD_LENGTH, [
		['name', 32, 'name_localizations.de', (size) => named({ de: x(size) })],
		['description', 100, 'description_localizations.de', (size) => command(described(x(size)))],
		['name of an option', 32, 'options.0.name_localizations.de', (size) => withOptions(option({ de: x(size) }))],
		[
			'description of an option',
			100,
			'options.0.description_localizations.de',
			(size) => withOptions(option({}, 'prompt', described(x(size)))),
		],
		['name of a subcommand', 32, 'options.0.name_localizations.de', (size) => withOptions(subcommand({ de: x(size) }))],
		[
			'name of a choice',
			100,
			'options.0.choices.0.name_localizations.de',
			(size) => withOptions(choice({ de: x(size) })),
		],
		['name in a menu', 32, 'name_localizations.de', (size) => menu({ de: x(size) })],
	]);
	testMinimums('command', BAD_LENGTH, [
		['name', 1, 'name_localizations.de', (size) => named({ de: x(size) })],
		['description', 1, 'description_localizations.de', (size) => command(described(x(size)))],
		['name of an option', 1, 'options.0.name_localizations.de', (size) => withOptions(option({ de: x(size) }))],
		[
			'name of a choice',
			1,
			'options.0.choices.0.name_localizations.de',
			(size) => withOptions(choice({ de: x(size) })),
		],
		['name in a menu', 1, 'name_localizations.de', (size) => menu({ de: x(size) })],
	]);

	// 10 + 100 for the command, 25 × (32 + 100) for its options, 24 × (100 + 90) + 1 for the choices of the last.
	const charsBefore = 7971;
	const inGerman = (index: number, fields: object = {}) =>
		option({ de: `${index}`.padEnd(32, 'x'), fr: `f${index}` }, `o${index}`, described(x(100), fields));
	const choices = (size: number) =>
		many(25, (index) => ({
			name: 'a',
			name_localizations: { de: x(index === 0 ? size : 100), fr: 'b' },
			value: x(index === 0 ? 1 : 90),
		}));
	testLimits('command', TOO_LARGE, [
		[
			'characters, of each text its longest language,',
			8000,
			'',
			(size) =>
				command({
					...described(x(100)),
					name: x(10),
					options: [...many(24, (index) => inGerman(index)), inGerman(24, { choices: choices(size - charsBefore) })],
				}),
		],
	]);
});

describe('what a translation is made of', () => {
	testMistakes('command', [
		['a capital', `name_localizations.de: ${BAD_NAME}`, named({ de: 'Bild' })],
		['a blank', `name_localizations.fr: ${BAD_NAME}`, named({ fr: 'faire une image' })],
		['a full stop', `name_localizations.ja: ${BAD_NAME}`, named({ ja: '画像。' })],
		['a capital in an option', `options.0.name_localizations.el: ${BAD_NAME}`, withOptions(option({ el: 'Εικόνα' }))],
		[
			'a blank in a subcommand',
			`options.0.name_localizations.fr: ${BAD_NAME}`,
			withOptions(subcommand({ fr: 'tout voir' })),
		],
		[
			'a capital in the option of a subcommand of a group',
			`options.0.options.0.options.0.name_localizations.ru: ${BAD_NAME}`,
			withOptions(group(subcommand({}, 'show', [option({ ru: 'Запрос' })]))),
		],
	]);
	testAccepted('command', [
		[
			'letters of every script, digits, hyphens and underscores',
			named({ ja: '画像2', hi: 'चित्र', th: 'ภาพ', de: 'größe_-' }),
		],
		['capitals and blanks in a menu', menu({ de: 'Bild bearbeiten', fr: "Modifier l'image" })],
		['capitals and blanks in a choice', withOptions(choice({ de: 'Sehr groß' }))],
		['nothing for a language', named({ de: null })],
	]);
});

describe('the languages', () => {
	const inAll = Object.fromEntries(Object.values(Locale).map((locale) => [locale, 'bild']));
	testAccepted('command', [['every language that discord.js knows', named(inAll)]]);
	testMistakes('command', [
		['one with an underscore', `name_localizations.pt_BR: ${BAD_LOCALE}`, named({ pt_BR: 'imaginar' })],
		['one without its country', `name_localizations.es: ${BAD_LOCALE}`, named({ es: 'imaginar' })],
		['one that every object has', `name_localizations.constructor: ${BAD_LOCALE}`, named({ constructor: 'bild' })],
		[
			'one of a description',
			`description_localizations.en: ${BAD_LOCALE}`,
			command({ description_localizations: { en: 'A' } }),
		],
		['one of an option', `options.0.name_localizations.xx: ${BAD_LOCALE}`, withOptions(option({ xx: 'bild' }))],
		[
			'one of a choice',
			`options.0.choices.0.name_localizations.xx: ${BAD_LOCALE}`,
			withOptions(choice({ xx: 'bild' })),
		],
		['one in a menu', `name_localizations.xx: ${BAD_LOCALE}`, menu({ xx: 'Bild' })],
	]);
});

describe('a name that is taken', () => {
	testMistakes('command', [
		[
			'by another option in that language',
			`options.1.name_localizations.de: ${TAKEN}`,
			withOptions(option({ de: 'bild' }, 'a'), option({ de: 'bild' }, 'b')),
		],
		[
			'by the default name of an earlier option',
			`options.1.name_localizations.de: ${TAKEN}`,
			withOptions(option({ de: 'x' }, 'a'), option({ de: 'a' }, 'b')),
		],
		[
			'by the default name of a later option',
			`options.0.name_localizations.de: ${TAKEN}`,
			withOptions(option({ de: 'b' }, 'a'), option({ de: 'b' }, 'b')),
		],
		[
			'by another subcommand',
			`options.1.name_localizations.de: ${TAKEN}`,
			withOptions(subcommand({ de: 'zeigen' }, 'a'), subcommand({ de: 'zeigen' }, 'b')),
		],
		[
			'by another option of a subcommand in a group',
			`options.0.options.0.options.1.name_localizations.fr: ${TAKEN}`,
			withOptions(group(subcommand({}, 'show', [option({ fr: 'image' }, 'a'), option({ fr: 'image' }, 'b')]))),
		],
	]);
	testAccepted('command', [
		['one name in two languages', withOptions(option({ de: 'bild' }, 'a'), option({ 'sv-SE': 'bild' }, 'b'))],
		['a translation that is the default', withOptions(option({ fr: 'image' }, 'image'), option({ fr: 'page' }, 'a'))],
		[
			'one name in two subcommands',
			withOptions(...['a', 'b'].map((name) => subcommand({}, name, [option({ de: 'bild' })]))),
		],
		['no name twice', withOptions(option({ de: null }, 'a'), option({ de: null }, 'b'))],
	]);

	testMistakes('commands', [
		[
			'by another command in that language',
			`1.name_localizations.de: ${TAKEN_BY_COMMAND}`,
			[named({ de: 'malen' }, 'a'), named({ de: 'malen' }, 'b')],
		],
		[
			'by the default name of another command',
			`0.name_localizations.de: ${TAKEN_BY_COMMAND}`,
			[named({ de: 'b' }, 'a'), named({}, 'b')],
		],
		[
			'by another menu command',
			`1.name_localizations.ja: ${TAKEN_BY_COMMAND}`,
			[menu({ ja: '編集' }, 'A'), menu({ ja: '編集' }, 'B')],
		],
	]);
	testAccepted('commands', [
		[
			'one name in two kinds of menu',
			[menu({ ja: '編集' }, 'A'), menu({ ja: '編集' }, 'A', ApplicationCommandType.User)],
		],
		['one name of two commands in two languages', [named({ de: 'malen' }, 'a'), named({ fr: 'malen' }, 'b')]],
	]);
});
