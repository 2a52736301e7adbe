import { ComponentType, MessageFlags, ApplicationCommandOptionType as OptionType } from 'discord.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BodyKind, checkBody, schemaViolations } from './discord/limits/check-body.ts';
import { complaints, many, noFiles } from './discord-limits-table.ts';

/** Text of `min` to `max` UTF-16 code units, often exactly as long as it may be. */
const chars = (min: number, max: number) =>
	fc.oneof(
		fc.string({ unit: 'grapheme', maxLength: max }).map((text) => `${'x'.repeat(min)}${text}`.slice(0, max)),
		fc.constant('🎨'.padEnd(max, 'x').slice(0, max)),
	);
const name = fc.stringMatching(/^[a-z0-9_-]{1,32}$/);
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const some = <Value>(value: fc.Arbitrary<Value>, minLength: number, maxLength: number) =>
	fc.array(value, { minLength, maxLength });

/** Gives every custom_id in a tree of components its own number, so that none stands twice. */
function numbered<Tree>(tree: Tree): Tree {
	let next = 0;
	return JSON.parse(JSON.stringify(tree, (key, value) => (key === 'custom_id' ? `${next++}` : value)));
}

const button = fc.record({
	type: fc.constant(ComponentType.Button),
	style: fc.integer({ min: 1, max: 4 }),
	label: chars(1, 80),
	custom_id: chars(1, 100),
	disabled: optional(fc.boolean()),
});
const select = fc.record({
	type: fc.constant(ComponentType.StringSelect),
	custom_id: chars(1, 100),
	placeholder: optional(chars(0, 150)),
	options: fc.integer({ min: 1, max: 25 }).map((count) => many(count, (index) => ({ label: 'a', value: `${index}` }))),
});
const row = fc.record({
	type: fc.constant(ComponentType.ActionRow),
	components: fc.oneof(some(button, 1, 5), some(select, 1, 1)),
});
const embed = fc.record({
	title: chars(1, 256),
	description: optional(chars(0, 100)),
	color: optional(fc.integer({ min: 0, max: 0xff_ff_ff })),
	footer: optional(fc.record({ text: chars(0, 40) })),
	fields: optional(some(fc.record({ name: chars(1, 4), value: chars(1, 4) }), 0, 25)),
});
const message = fc
	.record({
		content: chars(1, 2000),
		embeds: optional(some(embed, 0, 10)),
		components: optional(some(row, 0, 5)),
		nonce: optional(chars(0, 25)),
		allowed_mentions: optional(
			fc.record({ users: fc.uniqueArray(fc.bigInt(1n, 10n ** 19n).map(String), { maxLength: 100 }) }),
		),
	})
	.map(numbered);

const text = (max: number) => fc.record({ type: fc.constant(ComponentType.TextDisplay), content: chars(1, max) });
const picture = fc.record({
	media: fc.constant({ url: 'https://a.example/b.png' }),
	description: optional(chars(1, 1024)),
});
const leaf = fc.oneof(
	text(100),
	fc.record({ type: fc.constant(ComponentType.Separator), divider: fc.boolean() }),
	fc.record({ type: fc.constant(ComponentType.MediaGallery), items: some(picture, 1, 10) }),
	fc.record({ type: fc.constant(ComponentType.Section), components: some(text(100), 1, 3), accessory: button }),
);
/** At most 34 components and 1800 characters, well within the 40 and 4000 that a message may have. */
const v2Message = fc
	.record({
		flags: fc.constant(MessageFlags.IsComponentsV2),
		components: fc
			.tuple(some(fc.oneof(leaf, row), 1, 3), some(leaf, 1, 3))
			.map(([top, inner]) => [...top, { type: ComponentType.Container, components: inner }]),
	})
	.map(numbered);

const option = fc.record({
	type: fc.constant(OptionType.String),
	name,
	description: chars(1, 40),
	choices: optional(some(fc.record({ name: chars(1, 4), value: chars(0, 4) }), 0, 25)),
	max_length: optional(fc.integer({ min: 1, max: 6000 })),
});
const command = fc.record({
	name,
	description: chars(1, 100),
	options: optional(fc.uniqueArray(option, { maxLength: 25, selector: (each) => each.name })),
	contexts: optional(fc.uniqueArray(fc.constantFrom(0, 1, 2), { minLength: 1 })),
});

/** How long, many or large the piece at a path may be; the first pattern that fits counts. */
const BOUNDS: readonly (readonly [path: RegExp, bound: number])[] = [
	[/^content$/, 2000],
	[/^nonce$/, 25],
	[/^embeds$/, 10],
	[/^embeds\.\d+\.title$/, 256],
	[/^embeds\.\d+\.description$/, 4096],
	[/^embeds\.\d+\.color$/, 0xff_ff_ff],
	[/^embeds\.\d+\.footer\.text$/, 2048],
	[/^embeds\.\d+\.fields$/, 25],
	[/^embeds\.\d+\.fields\.\d+\.name$/, 256],
	[/^embeds\.\d+\.fields\.\d+\.value$/, 1024],
	[/^allowed_mentions\.users$/, 100],
	[/\.options\.\d+\.(label|value)$/, 100],
	[/\.label$/, 80],
	[/\.custom_id$/, 100],
	[/\.placeholder$/, 150],
	[/^components.*\.options$/, 25],
	[/\.items$/, 10],
	[/\.items\.\d+\.description$/, 1024],
	[/\.content$/, 4000],
	[/^options$|\.choices$/, 25],
	[/\.choices\.\d+\.(name|value)$/, 100],
	[/\.max_length$/, 6000],
	[/(^|\.)name$/, 32],
	[/(^|\.)description$/, 100],
];

interface Piece {
	readonly path: readonly string[];
	readonly value: unknown;
}

const piecesOf = (value: unknown, path: readonly string[] = []): Piece[] => [
	{ path, value },
	...(typeof value === 'object' && value !== null
		? Object.entries(value).flatMap(([key, inner]) => piecesOf(inner, [...path, key]))
		: []),
];

const boundOf = ({ path }: Piece) => BOUNDS.find(([pattern]) => pattern.test(path.join('.')))?.[1];

/** The piece, one over `bound`; `undefined` when it is of a kind that does not grow. */
function grown(value: unknown, bound: number): unknown {
	if (typeof value === 'string') return value.padEnd(bound + 1, 'x');
	if (typeof value === 'number') return bound + 1;
	if (Array.isArray(value) && value.length > 0) return many(bound + 1, (index) => value[index % value.length]);
	return undefined;
}

function replaced(body: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
	if (key === undefined) return value;
	if (Array.isArray(body)) return body.map((item, index) => (`${index}` === key ? replaced(item, rest, value) : item));
	return Object.fromEntries(
		Object.entries(body ?? {}).map(([field, inner]) => [field, field === key ? replaced(inner, rest, value) : inner]),
	);
}

describe.each<[what: string, kind: BodyKind, bodies: fc.Arbitrary<object>]>([
	['a message', 'channel-message', message],
	['a message of components', 'channel-message', v2Message],
	['an edit', 'webhook-message-edit', message.map(({ nonce: _, ...body }) => body)],
	['a command', 'command', command],
])('%s (%s)', (_, kind, bodies) => {
	test('made of legal pieces is accepted', () => {
		fc.assert(
			fc.property(bodies, (body) => {
				expect(checkBody(kind, body, noFiles)).toBeUndefined();
			}),
		);
	});

	test('with any one piece grown over its bound is refused, and told which', () => {
		fc.assert(
			fc.property(bodies, fc.nat(), (body, choice) => {
				const growths = piecesOf(body).flatMap((piece) => {
					const bound = boundOf(piece);
					const value = bound === undefined ? undefined : grown(piece.value, bound);
					return value === undefined ? [] : [{ path: piece.path, value }];
				});
				const growth = growths[choice % growths.length];
				fc.pre(growth !== undefined);
				const { path, value } = growth;
				const refusal = checkBody(kind, replaced(body, path, value), noFiles);
				expect(complaints(refusal).map((complaint) => complaint.replace(/: .*/, ''))).toContain(path.join('.'));
			}),
		);
	});
});

test('no body whatever makes the check throw', () => {
	const kinds = fc.constantFrom<BodyKind>(
		'channel-message',
		'webhook-message-edit',
		'interaction-callback',
		'commands',
		'command',
		'thread',
		'channel-edit',
		'refresh-urls',
	);
	const fields = fc.constantFrom(
		'content',
		'flags',
		'embeds',
		'components',
		'attachments',
		'type',
		'data',
		'name',
		'options',
		'poll',
	);
	const bodies = fc.oneof(
		fc.jsonValue(),
		fc.dictionary(fields, fc.jsonValue()),
		fc.array(fc.dictionary(fields, fc.jsonValue())),
	);
	fc.assert(
		fc.property(kinds, bodies, (kind, body) => {
			const refusal = checkBody(kind, body, noFiles);
			expect(refusal === undefined || (refusal.status === 400 && refusal.code > 0)).toBe(true);
			expect(schemaViolations(kind, body)).toBeInstanceOf(Array);
		}),
	);
});
