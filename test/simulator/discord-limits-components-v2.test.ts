import { ComponentType, MessageFlags } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { checkBody } from './discord/limits/check-body.ts';
import { button, buttons, row, select } from './discord-limits-components.ts';
import {
	complaints,
	many,
	noFiles,
	testAccepted,
	testLimits,
	testMinimums,
	testMistakes,
} from './discord-limits-table.ts';

const BAD_LENGTH = 'BASE_TYPE_BAD_LENGTH';
const LEGACY_FIELD = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
const NO_SUCH_FILE = 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND';

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
	const spaced = (spacing: number) => v2({ ...separator, spacing });
	const colored = (accent_color: number) => v2({ ...container(text()), accent_color });
	testLimits('channel-message', 'BASE_TYPE_CHOICES', [['spacing', 2, 'components.0.spacing', spaced]]);
	testMinimums('channel-message', 'BASE_TYPE_CHOICES', [['spacing', 1, 'components.0.spacing', spaced]]);
	const link = (size: number) => 'https://a.example/'.padEnd(size, 'x');
	testLimits('channel-message', 'BASE_TYPE_MAX_LENGTH', [
		['url of a picture', 2048, 'components.0.items.0.media.url', (size) => v2(gallery(media(link(size))))],
	]);
	const numbered = (id: number) => v2({ ...text(), id });
	testLimits('channel-message', 'NUMBER_TYPE_MAX', [['id', 2_147_483_647, 'components.0.id', numbered]]);
	testMinimums('channel-message', 'NUMBER_TYPE_MIN', [['id', 0, 'components.0.id', numbered]]);
	testLimits('channel-message', 'NUMBER_TYPE_MAX', [['color', 0xff_ff_ff, 'components.0.accent_color', colored]]);
	testMinimums('channel-message', 'NUMBER_TYPE_MIN', [['color', 0, 'components.0.accent_color', colored]]);
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
