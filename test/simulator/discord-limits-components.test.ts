import { ButtonStyle, ComponentType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { checkBody } from './discord/limits/check-body.ts';
import { button, buttons, option, options, row, select } from './discord-limits-components.ts';
import {
	complaints,
	many,
	noFiles,
	testAccepted,
	testLimits,
	testMinimums,
	testMistakes,
} from './discord-limits-table.ts';

const TOO_LONG = 'BASE_TYPE_MAX_LENGTH';
const BAD_LENGTH = 'BASE_TYPE_BAD_LENGTH';

const legacy = (...components: object[]) => ({ content: 'a', components });
const inRow = (component: object) => legacy(row(component));

describe('action rows', () => {
	testLimits('channel-message', TOO_LONG, [
		['rows', 5, 'components', (size) => legacy(...many(size, (index) => row(...buttons(5, index * 5))))],
	]);
	testLimits('channel-message', BAD_LENGTH, [
		['buttons of a row', 5, 'components.0.components', (size) => legacy(row(...buttons(size)))],
	]);
	const tooWide = 'components.0.components.1: COMPONENT_LAYOUT_WIDTH_EXCEEDED';
	const notHere = 'components.0.components.0: UNION_TYPE_CHOICES';
	const twice = 'components.1.components.0.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED';
	testMistakes('channel-message', [
		['a row of nothing', `components.0.components: ${BAD_LENGTH}`, legacy(row())],
		['a select beside a button', tooWide, legacy(row(button(), select()))],
		['a button beside a select', tooWide, legacy(row(select(), button()))],
		[
			'a select after four buttons',
			'components.0.components.4: COMPONENT_LAYOUT_WIDTH_EXCEEDED',
			legacy(row(...buttons(4), select())),
		],
		['a row in a row', notHere, inRow(row(button()))],
		['a text input in a message', notHere, inRow({ type: ComponentType.TextInput })],
		['a button outside a row', 'components.0: UNION_TYPE_CHOICES', legacy(button())],
		['a custom_id twice', twice, legacy(row(button()), row(button()))],
	]);

	test('an interaction reply is told of its components under `data`', () => {
		const data = inRow(button({ label: 'x'.repeat(81) }));
		expect(complaints(checkBody('interaction-callback', { type: 4, data }, noFiles))).toEqual([
			`data.components.0.components.0.label: ${TOO_LONG}`,
		]);
	});
});

describe('buttons', () => {
	const at = 'components.0.components.0';
	const link = { style: ButtonStyle.Link, custom_id: undefined, url: 'https://a.example' };
	const premium = { style: ButtonStyle.Premium, custom_id: undefined, label: undefined, sku_id: '1' };
	const longLink = (size: number) => 'https://a.example/'.padEnd(size, 'x');
	testLimits('channel-message', TOO_LONG, [
		['label', 80, `${at}.label`, (size) => inRow(button({ label: 'x'.repeat(size) }))],
		['emoji name', 32, `${at}.emoji.name`, (size) => inRow(button({ emoji: { name: 'x'.repeat(size) } }))],
		['url', 512, `${at}.url`, (size) => inRow(button({ ...link, url: longLink(size) }))],
	]);
	testLimits('channel-message', BAD_LENGTH, [
		['custom_id', 100, `${at}.custom_id`, (size) => inRow(button({ custom_id: 'x'.repeat(size) }))],
	]);
	testAccepted('channel-message', [
		['a disabled button', inRow(button({ disabled: true }))],
		['a button of an emoji alone', inRow(button({ label: undefined, emoji: { name: '🎨' } }))],
		['a link', inRow(button(link))],
		['a link into the app', inRow(button({ ...link, url: 'discord://-/settings' }))],
		['a premium button', inRow(button(premium))],
	]);
	const exclusive = 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE';
	testMistakes('channel-message', [
		['a button without style', `${at}.style: BASE_TYPE_REQUIRED`, inRow(button({ style: undefined }))],
		['an unknown style', `${at}.style: BASE_TYPE_CHOICES`, inRow(button({ style: 7 }))],
		['a button of no words', `${at}.label: BASE_TYPE_REQUIRED`, inRow(button({ label: '' }))],
		[
			'a button of no use',
			`${at}.custom_id: BUTTON_COMPONENT_CUSTOM_ID_REQUIRED`,
			inRow(button({ custom_id: undefined })),
		],
		[
			'a custom_id of nothing',
			`${at}.custom_id: ${BAD_LENGTH}`,
			inRow(button({ style: 5, url: 'https://a.example', custom_id: '' })),
		],
		['a button that is a link, too,', `${at}.url: ${exclusive}`, inRow(button({ url: 'https://a.example' }))],
		['a link that can be clicked', `${at}.custom_id: ${exclusive}`, inRow(button({ ...link, custom_id: 'a' }))],
		['a link to nowhere', `${at}.url: BASE_TYPE_REQUIRED`, inRow(button({ ...link, url: undefined }))],
		['a link to a program', `${at}.url: URL_TYPE_INVALID_SCHEME`, inRow(button({ ...link, url: 'steam://a' }))],
		[
			'a premium button for nothing',
			`${at}.sku_id: BASE_TYPE_REQUIRED`,
			inRow(button({ ...premium, sku_id: undefined })),
		],
		['a premium button with words', `${at}.label: ${TOO_LONG}`, inRow(button({ ...premium, label: 'a' }))],
	]);
});

describe('selects', () => {
	const at = 'components.0.components.0';
	testLimits('channel-message', BAD_LENGTH, [
		['options', 25, `${at}.options`, (size) => inRow(select({ options: options(size) }))],
		['custom_id', 100, `${at}.custom_id`, (size) => inRow(select({ custom_id: 'x'.repeat(size) }))],
		[
			'option label',
			100,
			`${at}.options.0.label`,
			(size) => inRow(select({ options: [option('a', { label: 'x'.repeat(size) })] })),
		],
		['option value', 100, `${at}.options.0.value`, (size) => inRow(select({ options: [option('x'.repeat(size))] }))],
	]);
	testLimits('channel-message', TOO_LONG, [
		['placeholder', 150, `${at}.placeholder`, (size) => inRow(select({ placeholder: 'x'.repeat(size) }))],
		[
			'option description',
			100,
			`${at}.options.0.description`,
			(size) => inRow(select({ options: [option('a', { description: 'x'.repeat(size) })] })),
		],
	]);
	const users = (fields: object) => inRow({ type: ComponentType.UserSelect, custom_id: 's', ...fields });
	const user = { type: 'user', id: '1' };
	testLimits('channel-message', 'NUMBER_TYPE_MAX', [
		['most values', 25, `${at}.max_values`, (size) => users({ max_values: size })],
		['fewest values', 2, `${at}.min_values`, (size) => users({ min_values: size, max_values: 2 })],
		['fewest values of as many as usual', 1, `${at}.min_values`, (size) => users({ min_values: size })],
		[
			'fewest of two options',
			1,
			`${at}.min_values`,
			(size) => inRow(select({ options: options(2), min_values: size })),
		],
	]);
	testMinimums('channel-message', 'NUMBER_TYPE_MIN', [
		['most values', 1, `${at}.max_values`, (size) => users({ min_values: 0, max_values: size })],
		['fewest values', 0, `${at}.min_values`, (size) => users({ min_values: size })],
	]);
	testLimits('channel-message', TOO_LONG, [
		['values chosen before', 25, `${at}.default_values`, (size) => users({ default_values: many(size, () => user) })],
	]);
	testAccepted('channel-message', [
		['an option chosen before', inRow(select({ options: [option('a', { default: true }), option('b')] }))],
	]);
	testLimits('channel-message', 'BASE_TYPE_MIN_LENGTH', [
		[
			'most values of three options',
			3,
			`${at}.options`,
			(size) => inRow(select({ options: options(3), max_values: size })),
		],
	]);
	testMinimums('channel-message', BAD_LENGTH, [
		['custom_id', 1, `${at}.custom_id`, (size) => inRow(select({ custom_id: 'x'.repeat(size) }))],
	]);
	testMistakes('channel-message', [
		[
			'a value twice',
			`${at}.options.1.value: SELECT_COMPONENT_OPTION_VALUE_DUPLICATED`,
			inRow(select({ options: [option('a'), option('a')] })),
		],
		[
			'two defaults of one',
			`${at}.options: SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES`,
			inRow(select({ options: [option('a', { default: true }), option('b', { default: true })] })),
		],
	]);
});
