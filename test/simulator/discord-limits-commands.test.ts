import { ApplicationCommandType, ApplicationCommandOptionType as OptionType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { checkBody } from './discord/limits/check-body.ts';
import { many, noFiles, testAccepted, testLimits, testMinimums, testMistakes } from './discord-limits-table.ts';

const TOO_LONG = 'BASE_TYPE_MAX_LENGTH';
const BAD_LENGTH = 'BASE_TYPE_BAD_LENGTH';
const BAD_NAME = 'APPLICATION_COMMAND_INVALID_NAME';

const command = (fields: object = {}) => ({ name: 'imagine', description: 'Makes a picture', ...fields });
const contextMenu = (fields: object = {}) => ({ type: ApplicationCommandType.Message, name: 'Edit image', ...fields });
const option = (fields: object = {}) => ({
	type: OptionType.String,
	name: 'prompt',
	description: 'What to see',
	...fields,
});
const withOption = (fields: object) => command({ options: [option(fields)] });
const choice = (fields: object = {}) => ({ name: 'a', value: 'a', ...fields });
const named = (index: number) => option({ name: `o${index}` });
const subcommand = (fields: object = {}) => option({ type: OptionType.Subcommand, name: 'show', ...fields });
const group = (fields: object = {}) => option({ type: OptionType.SubcommandGroup, name: 'all', ...fields });
const x = (size: number) => 'x'.repeat(size);

describe('a slash command', () => {
	testLimits('command', BAD_LENGTH, [
		['places of use', 3, 'contexts', (size) => command({ contexts: many(size, () => 0) })],
		['places of installation', 2, 'integration_types', (size) => command({ integration_types: many(size, () => 1) })],
		['name', 32, 'name', (size) => command({ name: x(size) })],
		['description', 100, 'description', (size) => command({ description: x(size) })],
		['option name', 32, 'options.0.name', (size) => withOption({ name: x(size) })],
		['option description', 100, 'options.0.description', (size) => withOption({ description: x(size) })],
		['choice name', 100, 'options.0.choices.0.name', (size) => withOption({ choices: [choice({ name: x(size) })] })],
	]);
	testLimits('command', TOO_LONG, [
		['options', 25, 'options', (size) => command({ options: many(size, named) })],
		[
			'choices',
			25,
			'options.0.choices',
			(size) => withOption({ choices: many(size, (index) => choice({ name: `${index}` })) }),
		],
		['choice value', 100, 'options.0.choices.0.value', (size) => withOption({ choices: [choice({ value: x(size) })] })],
		[
			'subcommands of a group',
			25,
			'options.0.options',
			(size) => command({ options: [group({ options: many(size, (index) => subcommand({ name: `s${index}` })) })] }),
		],
		[
			'subcommand options',
			25,
			'options.0.options',
			(size) => command({ options: [subcommand({ options: many(size, named) })] }),
		],
		[
			'file types',
			10,
			'options.0.file_types',
			(size) => withOption({ type: OptionType.Attachment, file_types: many(size, () => '.png') }),
		],
	]);
	const takes = (file_type: string) => withOption({ type: OptionType.Attachment, file_types: [file_type] });
	testLimits('command', 'STRING_TYPE_REGEX', [
		['extension', 16, 'options.0.file_types.0', (size) => takes('.9'.padEnd(size, 'z'))],
	]);
	testMinimums('command', 'STRING_TYPE_REGEX', [
		['extension', 2, 'options.0.file_types.0', (size) => takes('.9'.slice(0, size))],
	]);
	testMinimums('command', 'NUMBER_TYPE_MIN', [
		['min_length', 0, 'options.0.min_length', (size) => withOption({ min_length: size })],
		['max_length', 1, 'options.0.max_length', (size) => withOption({ max_length: size })],
	]);
	testLimits('command', 'NUMBER_TYPE_MAX', [
		[
			'a whole number to choose',
			Number.MAX_SAFE_INTEGER,
			'options.0.choices.0.value',
			(value) => withOption({ type: OptionType.Integer, choices: [choice({ value })] }),
		],
		['min_length', 6000, 'options.0.min_length', (size) => withOption({ min_length: size })],
		['max_length', 6000, 'options.0.max_length', (size) => withOption({ max_length: size })],
		[
			'min_length under max_length',
			5,
			'options.0.min_length',
			(size) => withOption({ min_length: size, max_length: 5 }),
		],
		[
			'min_value under max_value',
			5,
			'options.0.min_value',
			(size) => withOption({ type: OptionType.Integer, min_value: size, max_value: 5 }),
		],
	]);
	testMinimums('command', BAD_LENGTH, [
		['name', 1, 'name', (size) => command({ name: x(size) })],
		['description', 1, 'description', (size) => command({ description: x(size) })],
		['places of use', 1, 'contexts', (size) => command({ contexts: many(size, () => 0) })],
		['places of installation', 1, 'integration_types', (size) => command({ integration_types: many(size, () => 1) })],
	]);

	// 10 + 100 for the command, 90 + 25 × 200 and 90 + 13 × 200 + 100 for its options.
	const charsBefore = 7990;
	const full = many(25, () => choice({ name: x(100), value: x(100) }));
	const ofChars = (size: number) =>
		command({
			name: x(10),
			description: x(90),
			description_localizations: { de: x(100), fr: x(50) },
			options: [
				option({ name: 'a', description: x(89), choices: full }),
				option({
					name: 'b',
					description: x(89),
					choices: [...full.slice(0, 13), choice({ name: x(100), value: x(size - charsBefore) })],
				}),
			],
		});
	testLimits('command', 'APPLICATION_COMMAND_TOO_LARGE', [
		['characters, of each text its longest language,', 8000, '', ofChars],
	]);

	const repeated = 'options.1: APPLICATION_COMMAND_OPTIONS_NAME_INVALID';
	const late = 'options.1: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID';
	const mixed = 'options: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID';
	const autocompleted = { autocomplete: true, choices: [choice()] };
	testMistakes('command', [
		['a capital letter', `name: ${BAD_NAME}`, command({ name: 'Imagine' })],
		['a blank in a name', `name: ${BAD_NAME}`, command({ name: 'make it' })],
		['a capital in an option', `options.0.name: ${BAD_NAME}`, withOption({ name: 'Prompt' })],
		['no description', 'description: BASE_TYPE_REQUIRED', command({ description: undefined })],
		['an unknown type', 'type: BASE_TYPE_CHOICES', command({ type: 9 })],
		['an unknown type of option', 'options.0: UNION_TYPE_CHOICES', withOption({ type: 12 })],
		['two options of one name', repeated, command({ options: [option(), option()] })],
		['a required option after another', late, command({ options: [named(0), option({ required: true })] })],
		['a subcommand beside an option', mixed, command({ options: [subcommand(), option()] })],
		[
			'a subcommand in a subcommand',
			'options.0.options.0: UNION_TYPE_CHOICES',
			command({ options: [subcommand({ options: [subcommand()] })] }),
		],
		[
			'an option straight in a group',
			'options.0.options.0: UNION_TYPE_CHOICES',
			command({ options: [group({ options: [option()] })] }),
		],
		[
			'two subcommands of one name in a group',
			`options.0.${repeated}`,
			command({ options: [group({ options: [subcommand(), subcommand()] })] }),
		],
		[
			'a late required option in a subcommand',
			`options.0.${late}`,
			command({ options: [subcommand({ options: [named(0), option({ required: true })] })] }),
		],
		['choices and autocomplete', `options.0.choices: ${TOO_LONG}`, withOption(autocompleted)],
		[
			'a word as choice of a number',
			'options.0.choices.0.value: NUMBER_TYPE_COERCE',
			withOption({ type: OptionType.Integer, choices: [choice()] }),
		],
		[
			'a fraction as choice of a whole number',
			'options.0.choices.0.value: NUMBER_TYPE_COERCE',
			withOption({ type: OptionType.Integer, choices: [choice({ value: 0.5 })] }),
		],
		[
			'a mime type as file type',
			'options.0.file_types.0: STRING_TYPE_REGEX',
			withOption({ type: OptionType.Attachment, file_types: ['image/png'] }),
		],
		['an unknown place', 'contexts.0: BASE_TYPE_CHOICES', command({ contexts: [3] })],
		['an unknown installation', 'integration_types.0: BASE_TYPE_CHOICES', command({ integration_types: [2] })],
		[
			'permissions by name',
			'default_member_permissions: NUMBER_TYPE_COERCE',
			command({ default_member_permissions: 'ManageGuild' }),
		],
	]);
	testAccepted('command', [
		['every letter without case, dashes and digits', command({ name: 'größe_2-画像' })],
		['required options first', command({ options: [option({ required: true }), named(0)] })],
		[
			'groups of subcommands of options',
			command({ options: [group({ options: [subcommand({ options: [option()] })] }), subcommand()] }),
		],
		[
			'pictures and two extensions',
			withOption({ type: OptionType.Attachment, file_types: ['image', '.gif', '.webp'] }),
		],
		['autocomplete without choices', withOption({ autocomplete: true, choices: [] })],
		[
			'permissions as digits, every place',
			command({ default_member_permissions: '32', contexts: [0, 1, 2], integration_types: [0, 1] }),
		],
	]);
});

describe('a context menu command', () => {
	testLimits('command', BAD_LENGTH, [['name', 32, 'name', (size) => contextMenu({ name: x(size) })]]);
	testMinimums('command', BAD_LENGTH, [['name', 1, 'name', (size) => contextMenu({ name: x(size) })]]);
	testMistakes('command', [
		['a description', `description: ${TOO_LONG}`, contextMenu({ description: 'Edits it' })],
		['an option', `options: ${TOO_LONG}`, contextMenu({ options: [option()] })],
	]);
	testAccepted('command', [['an empty description and no options', contextMenu({ description: '', options: [] })]]);
});

describe('all commands at once', () => {
	const { ChatInput, User, Message } = ApplicationCommandType;
	const menus = (type: ApplicationCommandType, count: number) =>
		many(count, (index) => contextMenu({ type, name: `${index}` }));
	const slashes = (count: number) => many(count, (index) => command({ name: `c${index}`, type: ChatInput }));

	testAccepted('commands', [
		['100 slash, 15 user and 15 message commands', [...slashes(100), ...menus(User, 15), ...menus(Message, 15)]],
		['a user and a message command of one name', [...menus(User, 1), ...menus(Message, 1)]],
		['none', []],
	]);

	test.each([
		['101 slash commands', slashes(101), 100],
		['16 user commands', menus(User, 16), 15],
		['16 message commands', menus(Message, 16), 15],
	])('%s are error 30032', (_, body, max) => {
		const message = `Maximum number of application commands reached (${max})`;
		expect(checkBody('commands', body, noFiles)).toEqual({ status: 400, code: 30032, message });
	});

	testMistakes('commands', [
		['131 commands', `: ${TOO_LONG}`, slashes(131)],
		['two commands of one name', '1: APPLICATION_COMMANDS_DUPLICATE_NAME', [command(), command({ type: ChatInput })]],
		['a bad second command', `1.name: ${BAD_NAME}`, [command(), command({ name: 'A' })]],
		['one command that is no list', ': LIST_TYPE_CONVERT', command()],
	]);
});
