import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { checkBody } from './discord/limits/check-body.ts';
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
const LEGACY_FIELD = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
const NO_SUCH_FILE = 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND';

const button = (fields: object = {}) => ({
	type: ComponentType.Button,
	style: 1,
	label: 'a',
	custom_id: 'a',
	...fields,
});
const buttons = (count: number, from = 0) => many(count, (index) => button({ custom_id: `${from + index}` }));
const row = (...components: object[]) => ({ type: ComponentType.ActionRow, components });
const option = (value: string, fields: object = {}) => ({ label: 'a', value, ...fields });
const options = (count: number) => many(count, (index) => option(String(index)));
const select = (fields: object = {}) => ({
	type: ComponentType.StringSelect,
	custom_id: 's',
	options: options(1),
	...fields,
});
const legacy = (...components: object[]) => ({ content: 'a', components });
const inRow = (component: object) => legacy(row(component));

const text = (chars = 1) => ({ type: ComponentType.TextDisplay, content: 'x'.repeat(chars) });
const v2 = (...components: object[]) => ({ flags: MessageFlags.IsComponentsV2, components });
const container = (...components: object[]) => ({ type: ComponentType.Container, components });
const media = (url = 'https://a.example/b.png') => ({ media: { url } });
const thumbnail = (fields: object = {}) => ({ type: ComponentType.Thumbnail, ...media(), ...fields });
const section = (texts: number, accessory: object = thumbnail()) => ({
	type: ComponentType.Section,
	components: many(texts, () => text()),
	accessory,
});
const gallery = (...items: object[]) => ({ type: ComponentType.MediaGallery, items });
const shownFile = (url: string) => ({ type: ComponentType.File, file: { url } });
const separator = { type: ComponentType.Separator };
const onePng = { files: [{ name: 'a.png', type: 'image/png', bytes: new Uint8Array() }] };

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
	testLimits('channel-message', 'NUMBER_TYPE_MAX', [
		[
			'most values',
			25,
			`${at}.max_values`,
			(size) => inRow({ type: ComponentType.UserSelect, custom_id: 's', max_values: size }),
		],
		[
			'fewest values',
			2,
			`${at}.min_values`,
			(size) => inRow(select({ options: options(2), min_values: size, max_values: 2 })),
		],
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

describe('components V2', () => {
	testLimits('channel-message', 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', [
		['components side by side', 40, 'components', (size) => v2(...many(size, () => separator))],
		[
			'components, nested ones counted',
			40,
			'components',
			(size) => v2(container(...many(size - 9, () => separator), row(...buttons(3)), section(2))),
		],
	]);
	testLimits('channel-message', 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', [
		['characters of all texts', 4000, 'components', (size) => v2(text(2000), container(section(1), text(size - 2001)))],
	]);
	testLimits('channel-message', BAD_LENGTH, [
		['pictures of a gallery', 10, 'components.0.items', (size) => v2(gallery(...many(size, () => media())))],
		['texts of a section', 3, 'components.0.components', (size) => v2(section(size))],
		[
			'alt text in a gallery',
			1024,
			'components.0.items.0.description',
			(size) => v2(gallery({ ...media(), description: 'x'.repeat(size) })),
		],
		[
			'alt text of a thumbnail',
			1024,
			'components.0.accessory.description',
			(size) => v2(section(1, thumbnail({ description: 'x'.repeat(size) }))),
		],
	]);
	testMinimums('channel-message', BAD_LENGTH, [
		['pictures of a gallery', 1, 'components.0.items', (size) => v2(gallery(...many(size, () => media())))],
		['texts of a section', 1, 'components.0.components', (size) => v2(section(size))],
		['children of a container', 1, 'components.0.components', (size) => v2(container(...many(size, () => text())))],
		['characters of a text', 1, 'components.0.content', (size) => v2(text(size))],
	]);

	test('a text of 4001 characters is refused twice: for itself and for the sum', () => {
		expect(complaints(checkBody('channel-message', v2(text(4001)), noFiles))).toEqual([
			`components.0.content: ${BAD_LENGTH}`,
			'components: COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
		]);
	});
	testMistakes('channel-message', [
		['content', `content: ${LEGACY_FIELD}`, { ...v2(text()), content: 'a' }],
		['an embed', `embeds: ${LEGACY_FIELD}`, { ...v2(text()), embeds: [{ title: 'a' }] }],
		['a sticker', `sticker_ids: ${LEGACY_FIELD}`, { ...v2(text()), sticker_ids: ['1'] }],
		['a poll', `poll: ${LEGACY_FIELD}`, { ...v2(text()), poll: {} }],
		['a container in a container', 'components.0.components.0: UNION_TYPE_CHOICES', v2(container(container(text())))],
		['a button outside a row', 'components.0: UNION_TYPE_CHOICES', v2(button())],
		['a thumbnail outside a section', 'components.0: UNION_TYPE_CHOICES', v2(thumbnail())],
		[
			'a picture as text of a section',
			'components.0.components.0: UNION_TYPE_CHOICES',
			v2({ ...section(1), components: [thumbnail()] }),
		],
		['a select as accessory', 'components.0.accessory: UNION_TYPE_CHOICES', v2(section(1, select()))],
		[
			'a section without accessory',
			'components.0.accessory: BASE_TYPE_REQUIRED',
			v2({ ...section(1), accessory: undefined }),
		],
		['a file on the web', 'components.0.file.url: URL_TYPE_INVALID_SCHEME', v2(shownFile('https://a.example/b.png'))],
		[
			'a custom_id twice',
			'components.1.components.0.accessory.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED',
			v2(row(button()), container(section(1, button()))),
		],
	]);
	testAccepted('channel-message', [
		['a message whose older parts are empty', { ...v2(text()), content: '', embeds: [], poll: null }],
		['a button as accessory', v2(section(3, button()))],
	]);

	test.each([text(), section(1), gallery(media()), shownFile('attachment://a.png'), separator, container(text())])(
		'a component of type $type is refused without the flag',
		(component) => {
			expect(checkBody('channel-message', v2(component), onePng)).toBeUndefined();
			const refusal = checkBody('channel-message', { ...v2(component), flags: 0, content: 'a' }, onePng);
			expect(complaints(refusal)).toEqual(['components.0: UNION_TYPE_CHOICES']);
		},
	);

	test.each([
		['components.0.items.0.media.url', (url: string) => v2(gallery(media(url)))],
		['components.0.accessory.media.url', (url: string) => v2(section(1, thumbnail(media(url))))],
		['components.0.file.url', (url: string) => v2(shownFile(url))],
	])('%s can show what was uploaded and nothing else', (path, body) => {
		expect(checkBody('channel-message', body('attachment://a.png'), onePng)).toBeUndefined();
		expect(complaints(checkBody('channel-message', body('attachment://b.png'), onePng))).toEqual([
			`${path}: ${NO_SUCH_FILE}`,
		]);
	});

	test('files alone are nothing to see in a message of components', () => {
		expect(checkBody('channel-message', v2(), onePng)).toMatchObject({ code: 50006 });
	});
});
