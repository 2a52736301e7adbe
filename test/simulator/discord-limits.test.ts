import { ComponentType, MessageFlags } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { type BodyKind, checkBody } from './discord/limits/check-body.ts';
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
const NO_SUCH_FILE = 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND';
const EMPTY = { status: 400, code: 50006, message: 'Cannot send an empty message' };

const file = (name: string) => ({ name, type: 'image/png', bytes: new Uint8Array() });
const files = (count: number) => ({ files: many(count, (index) => file(`${index}.png`)) });
const kept = (count: number) =>
	many(count, (index) => ({ id: String(10n ** 17n + BigInt(index)), filename: `old-${index}.png` }));
const embed = (fields: object) => ({ embeds: [{ title: 'a', ...fields }] });
const shows = (url: string) => embed({ image: { url } });
const link = (size: number) => 'https://a.example/'.padEnd(size, 'x');
const field = (name: number, value: number) => ({ name: 'n'.repeat(name), value: 'v'.repeat(value) });
const ids = (count: number) => kept(count).map(({ id }) => id);

const ROUTES: readonly [what: string, kind: BodyKind, wrap: (message: object) => unknown, at: string][] = [
	['a channel message', 'channel-message', (message) => message, ''],
	['an edit of it', 'channel-message-edit', (message) => message, ''],
	['a follow-up', 'webhook-message', (message) => message, ''],
	['an edit of it', 'webhook-message-edit', (message) => message, ''],
	['a reply', 'interaction-callback', (data) => ({ type: 4, data }), 'data.'],
	['an update', 'interaction-callback', (data) => ({ type: 7, data }), 'data.'],
];

describe.each(ROUTES)('%s (%s)', (_, kind, wrap, at) => {
	testLimits(kind, TOO_LONG, [
		['content in UTF-16 code units', 2000, `${at}content`, (size) => wrap({ content: '🎨'.padEnd(size, 'x') })],
		['embeds', 10, `${at}embeds`, (size) => wrap({ embeds: many(size, () => ({ title: 'a' })) })],
	]);
	testLimits(kind, 'MAX_EMBED_SIZE_EXCEEDED', [
		[
			'characters of all embeds',
			6000,
			`${at}embeds`,
			(size) => wrap({ embeds: [{ description: 'd'.repeat(4000) }, { description: 'd'.repeat(size - 4000) }] }),
		],
	]);

	test('ten files are accepted; eleven are error 30015, which has no tree', () => {
		expect(checkBody(kind, wrap({ content: 'a' }), files(10))).toBeUndefined();
		const message = 'Maximum number of attachments in a message reached (10)';
		expect(checkBody(kind, wrap({ content: 'a' }), files(11))).toEqual({ status: 400, code: 30015, message });
	});

	test('a body that is no object is refused', () => {
		expect(checkBody(kind, [], noFiles)).toMatchObject({ code: 50035 });
	});
});

describe('an empty message', () => {
	const nothing = { content: ' \n', embeds: [], components: [], sticker_ids: [] };

	test.each(ROUTES.filter(([what]) => ['a channel message', 'a follow-up', 'a reply'].includes(what)))(
		'%s (%s) of nothing is error 50006, and of a file alone accepted',
		(_, kind, wrap) => {
			expect(checkBody(kind, wrap({}), noFiles)).toEqual(EMPTY);
			expect(checkBody(kind, wrap(nothing), noFiles)).toEqual(EMPTY);
			expect(checkBody(kind, wrap({}), files(1))).toBeUndefined();
		},
	);

	test.each(['channel-message-edit', 'webhook-message-edit'] as const)(
		'%s may leave everything alone, but not take everything away',
		(kind) => {
			expect(checkBody(kind, {}, noFiles)).toBeUndefined();
			expect(checkBody(kind, { content: '' }, noFiles)).toBeUndefined();
			expect(checkBody(kind, nothing, noFiles)).toEqual(EMPTY);
			expect(checkBody(kind, nothing, { files: [], keptAttachments: kept(1) })).toBeUndefined();
			expect(checkBody(kind, { ...nothing, attachments: [] }, { files: [], keptAttachments: kept(1) })).toEqual(EMPTY);
		},
	);

	testLimits('channel-message', TOO_LONG, [['stickers', 3, 'sticker_ids', (size) => ({ sticker_ids: ids(size) })]]);
	testAccepted('channel-message', [
		['a sticker alone', { sticker_ids: ids(1) }],
		['a poll alone', { poll: {} }],
		['a forward', { message_reference: { type: 1, message_id: '1', channel_id: '1' } }],
	]);

	test('a reply to a message still needs something to say', () => {
		const message_reference = { type: 0, message_id: '1' };
		expect(checkBody('channel-message', { message_reference }, noFiles)).toEqual(EMPTY);
		expect(checkBody('channel-message', { message_reference, content: 'a' }, noFiles)).toBeUndefined();
	});
});

describe('embeds', () => {
	testLimits('channel-message', TOO_LONG, [
		['title', 256, 'embeds.0.title', (size) => embed({ title: 't'.repeat(size) })],
		['description', 4096, 'embeds.0.description', (size) => embed({ description: 'd'.repeat(size) })],
		['fields', 25, 'embeds.0.fields', (size) => embed({ fields: many(size, () => field(1, 1)) })],
		['field name', 256, 'embeds.0.fields.0.name', (size) => embed({ fields: [field(size, 1)] })],
		['field value', 1024, 'embeds.0.fields.0.value', (size) => embed({ fields: [field(1, size)] })],
		['footer', 2048, 'embeds.0.footer.text', (size) => embed({ footer: { text: 'f'.repeat(size) } })],
		['author', 256, 'embeds.0.author.name', (size) => embed({ author: { name: 'a'.repeat(size) } })],
		['url', 2048, 'embeds.0.url', (size) => embed({ url: link(size) })],
		['image url', 2048, 'embeds.0.image.url', (size) => shows(link(size))],
	]);
	testLimits('channel-message', 'NUMBER_TYPE_MAX', [
		['color', 0xff_ff_ff, 'embeds.0.color', (color) => embed({ color })],
	]);
	testLimits('channel-message', 'MAX_EMBED_SIZE_EXCEEDED', [
		[
			'titles, descriptions, fields, footers and authors together',
			6000,
			'embeds',
			(size) => ({
				embeds: [
					{ title: 't'.repeat(256), author: { name: 'a'.repeat(256) }, fields: [field(256, 1024)] },
					{ description: 'd'.repeat(size - 256 * 3 - 1024 - 2000), footer: { text: 'f'.repeat(2000) } },
				],
			}),
		],
	]);
	testMistakes('channel-message', [
		['an embed of a color alone', 'embeds.0.description: BASE_TYPE_REQUIRED', { embeds: [{ color: 1 }] }],
		['a field of blanks', 'embeds.0.fields.0.name: BASE_TYPE_REQUIRED', embed({ fields: [{ name: ' ', value: 'v' }] })],
		['a timestamp that is no date', 'embeds.0.timestamp: DATE_TIME_TYPE_PARSE', embed({ timestamp: 'soon' })],
		['a file as link', 'embeds.0.url: URL_TYPE_INVALID_SCHEME', embed({ url: 'attachment://0.png' })],
		['a url that is none', 'embeds.0.url: URL_TYPE_INVALID_URL', embed({ url: 'example' })],
		['a picture not uploaded', `embeds.0.image.url: ${NO_SUCH_FILE}`, shows('attachment://1.png')],
	]);

	testAccepted(
		'channel-message',
		[
			{ title: 'a' },
			{ description: 'a' },
			{ image: { url: link(20) } },
			{ thumbnail: { url: link(20) } },
			{ author: { name: 'a' } },
			{ footer: { text: 'a' } },
			{ fields: [field(1, 1)] },
		].map((alone) => [`an embed of ${Object.keys(alone)} alone`, { embeds: [alone] }]),
	);

	test.each(['jpg', 'jpeg', 'png', 'webp', 'gif', 'PNG'])('an uploaded .%s can be shown', (extension) => {
		const uploaded = { files: [file(`a.${extension}`)] };
		expect(checkBody('channel-message', shows(`attachment://a.${extension}`), uploaded)).toBeUndefined();
	});

	test.each(['avif', 'heic', 'mp4', 'txt'])('an uploaded .%s cannot be shown', (extension) => {
		const refusal = checkBody('channel-message', shows(`attachment://a.${extension}`), {
			files: [file(`a.${extension}`)],
		});
		expect(complaints(refusal)).toEqual(['embeds.0.image.url: BASE_TYPE_CHOICES']);
	});
});

describe('attachments', () => {
	const described = (size: number) => ({ attachments: [{ id: '0', description: 'd'.repeat(size) }] });
	const renamed = (size: number) => ({ attachments: [{ id: '0', filename: 'f'.repeat(size) }] });
	testLimits('channel-message', TOO_LONG, [['alt text', 1024, 'attachments.0.description', described]], files(1));
	testLimits('channel-message', BAD_LENGTH, [['file name', 1024, 'attachments.0.filename', renamed]], files(1));
	testMinimums('channel-message', BAD_LENGTH, [['file name', 1, 'attachments.0.filename', renamed]], files(1));
	testMistakes(
		'channel-message',
		[
			['an entry for no file', 'attachments.0.id: ATTACHMENT_NOT_FOUND', { attachments: [{ id: '1' }] }],
			['an entry without an id', 'attachments.0.id: NUMBER_TYPE_COERCE', { attachments: [{}] }],
		],
		files(1),
	);
	const old = { files: [], keptAttachments: kept(1) };
	testMistakes(
		'channel-message-edit',
		[
			[
				'showing what the edit removes',
				`embeds.0.image.url: ${NO_SUCH_FILE}`,
				{ attachments: [], ...shows('attachment://old-0.png') },
			],
			['keeping what was not there', 'attachments.0.id: ATTACHMENT_NOT_FOUND', { attachments: [{ id: '5' }] }],
		],
		old,
	);
	testAccepted('channel-message-edit', [['showing an earlier file', shows('attachment://old-0.png')]], old);

	test('an entry can give an upload another name, which is then the one to refer to', () => {
		const body = { attachments: [{ id: 0, filename: 'b.png' }], ...shows('attachment://b.png') };
		expect(checkBody('channel-message', body, files(1))).toBeUndefined();
		const stale = { ...body, ...shows('attachment://0.png') };
		expect(complaints(checkBody('channel-message', stale, files(1)))).toEqual([`embeds.0.image.url: ${NO_SUCH_FILE}`]);
	});

	test('kept attachments count toward the ten, dropped ones do not', () => {
		const context = { ...files(1), keptAttachments: kept(10) };
		const keep = (count: number) => ({ attachments: [{ id: '0' }, ...kept(count).map(({ id }) => ({ id }))] });
		expect(checkBody('webhook-message-edit', keep(9), context)).toBeUndefined();
		expect(checkBody('webhook-message-edit', keep(10), context)).toMatchObject({ code: 30015 });
		expect(checkBody('webhook-message-edit', {}, context)).toMatchObject({ code: 30015 });
	});
});

describe('nonce', () => {
	const nonce = (size: number) => ({ content: 'a', nonce: '1'.repeat(size) });
	testLimits('channel-message', 'NONCE_TYPE_TOO_LONG', [['nonce', 25, 'nonce', nonce]]);
	testMistakes('channel-message', [['a fraction', 'nonce: NONCE_TYPE_INVALID_TYPE', { content: 'a', nonce: 1.5 }]]);
	testAccepted('channel-message', [['an integer', { content: 'a', nonce: 1 }]]);
	testAccepted('webhook-message', [['an overlong nonce, unread,', nonce(26)]]);
});

describe('allowed mentions', () => {
	const mentions = (allowed_mentions: object) => ({ content: 'a', allowed_mentions });
	testLimits('channel-message', TOO_LONG, [
		['users', 100, 'allowed_mentions.users', (size) => mentions({ users: ids(size) })],
		['roles', 100, 'allowed_mentions.roles', (size) => mentions({ roles: ids(size) })],
	]);
	const exclusive = 'allowed_mentions: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE';
	testMistakes('channel-message', [
		['all users and some users', exclusive, mentions({ parse: ['users'], users: ids(1) })],
		['all roles and some roles', exclusive, mentions({ parse: ['roles'], roles: ids(1) })],
		['a user twice', 'allowed_mentions.users.1: SET_TYPE_ALREADY_CONTAINS_VALUE', mentions({ users: ['1', '1'] })],
		['an unknown kind', 'allowed_mentions.parse.0: BASE_TYPE_CHOICES', mentions({ parse: ['here'] })],
		['an id of 21 digits', 'allowed_mentions.users.0: NUMBER_TYPE_COERCE', mentions({ users: ['1'.repeat(21)] })],
		['a user by name', 'allowed_mentions.users.0: NUMBER_TYPE_COERCE', mentions({ users: ['alice'] })],
	]);
	testAccepted('channel-message', [
		['an id of 20 digits', mentions({ users: ['1'.repeat(20)] })],
		[
			'all users, no user by id, one role',
			mentions({ parse: ['users'], users: [], roles: ids(1), replied_user: false }),
		],
	]);
});

describe('flags', () => {
	const flagged = (flags: number) => ({ content: 'a', flags });
	const { Ephemeral, SuppressEmbeds, SuppressNotifications, HasThread } = MessageFlags;
	testAccepted('channel-message', [['silent, without previews', flagged(SuppressEmbeds | SuppressNotifications)]]);
	testMistakes('channel-message', [['an ephemeral channel message', 'flags: BASE_TYPE_CHOICES', flagged(Ephemeral)]]);
	testAccepted('webhook-message', [['an ephemeral follow-up', flagged(Ephemeral)]]);
	testMistakes('webhook-message', [['a flag of Discord alone', 'flags: BASE_TYPE_CHOICES', flagged(HasThread)]]);
	testAccepted('channel-message-edit', [
		['an edit that repeats the flags it found', flagged(HasThread | SuppressEmbeds)],
	]);
});

describe.each<BodyKind>(['channel-message-edit', 'webhook-message-edit'])('%s of a message of components', (kind) => {
	const context = { files: [], wasComponentsV2: true };
	const flags = MessageFlags.IsComponentsV2;
	const components = [{ type: ComponentType.TextDisplay, content: 'a' }];

	testMistakes(
		kind,
		[
			['content', 'content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', { content: 'a' }],
			['taking the flag away', 'flags: MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG', { components, flags: 4 }],
		],
		context,
	);
	testAccepted(
		kind,
		[
			['a text without repeating the flag', { components }],
			['leaving the components alone', { flags }],
		],
		context,
	);
	testAccepted(kind, [['setting the flag of an ordinary message', { flags, components, content: null, embeds: [] }]]);

	test('taking all components away is error 50006', () => {
		expect(checkBody(kind, { components: [] }, context)).toEqual(EMPTY);
	});
});

test('a refusal is nested as the body is, in the words of Discord', () => {
	const body = { content: 'x'.repeat(2001), components: [{ type: 2 }], allowed_mentions: { parse: ['here'] } };
	const complaint = (code: string, message: string) => ({ _errors: [{ code, message }] });
	expect(checkBody('channel-message', body, noFiles)).toEqual({
		status: 400,
		code: 50035,
		message: 'Invalid Form Body',
		errors: {
			content: complaint('BASE_TYPE_MAX_LENGTH', 'Must be 2000 or fewer in length.'),
			components: { 0: complaint('UNION_TYPE_CHOICES', 'Value of field "type" must be one of (1,).') },
			allowed_mentions: {
				parse: { 0: complaint('BASE_TYPE_CHOICES', "Value must be one of ('users', 'roles', 'everyone').") },
			},
		},
	});
});
