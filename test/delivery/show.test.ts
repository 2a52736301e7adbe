import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeMove } from '../../src/delivery/describe.ts';
import { type FittedPiece, groupPieces } from '../../src/delivery/fit.ts';
import { addressTo, putBelow, showGroup } from '../../src/delivery/show.ts';
import type { Outcome, Piece, Sources } from '../../src/studio/generation/outcome.ts';
import { showAddresses } from '../../src/text.ts';
import { LANGUAGES } from '../../src/words/languages.ts';
import type { Message } from '../../src/words/words.ts';
import { checkBody } from '../simulator/discord/limits/check-body.ts';
import { createOutbox, objectionsTo, type Sent } from '../support/outbox.ts';
import { choose, drawn, failed, imageRequest, MODELS, picture, replyTarget, result } from '../support/requests.ts';

const MARKUP = [
	'@everyone',
	'<@1>',
	'<@&1>',
	'**',
	'_',
	'`',
	'```',
	'||',
	'# ',
	'- ',
	'1. ',
	'> ',
	'\n',
	'](',
	'<',
	'🦊',
	' ',
];

/** What people and models write: anything, of any length, with all that means something to Discord. */
const words = (maxLength: number) =>
	fc.oneof(
		fc.string({ unit: 'binary', maxLength: 50 }),
		fc.array(fc.constantFrom(...MARKUP), { maxLength: 40 }).map((parts) => parts.join('')),
		fc.string({ minLength: 1, maxLength: 4 }).map((part) => part.repeat(maxLength).slice(0, maxLength)),
	);
const saying = (maxLength: number) => words(maxLength).filter((text) => text.trim() !== '');

const picturePiece: Piece = { kind: 'picture', picture: picture() };
const pieces = fc
	.array(
		fc.oneof(
			fc.constant(picturePiece),
			words(5000).map((text): Piece => ({ kind: 'text', text })),
		),
		{
			maxLength: 45,
			size: 'max',
		},
	)
	.map((others) => [...others, picturePiece]);
const url = fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.constant(`https://example.com/${'a'.repeat(700)}`));
const sources: fc.Arbitrary<Sources | undefined> = fc.option(
	fc.record({
		queries: fc.array(words(300), { maxLength: 8 }),
		pages: fc.array(fc.record({ title: words(300), url }), { maxLength: 12 }),
	}),
	{ nil: undefined },
);
const replyTo = fc.boolean().map((isPrivate) => replyTarget({ isPrivate }));

test('what is said of a picture that does not fit is in the file when it stands below more text than is shown', () => {
	const pieces: FittedPiece[] = [
		{ kind: 'text', text: 'word '.repeat(1000) },
		{ kind: 'unfit', bytes: 30_000_000 },
	];
	const { files } = showGroup([pieces], 0, { result: result(drawn({ pieces: [] })), words: LANGUAGES['en-US'] });
	expect(files.map(({ bytes }) => `${Buffer.from(bytes)}`.split('\n').at(-1))).toEqual([
		"-# One picture (30 MB) is too large to show here, and I couldn't make it smaller.",
	]);
});

describe('Discord takes each message, and nobody is pinged', () => {
	test('whatever is wished for and whatever the model makes of it, of which no picture and no word is lost', async () => {
		const made = fc.record({
			prompt: saying(6000),
			pieces,
			sources,
			hasThoughts: fc.boolean(),
			isTurn: fc.boolean(),
			model: fc.constantFrom(...Object.values(MODELS)),
			replyTo,
		});
		await fc.assert(
			fc.asyncProperty(made, async ({ prompt, pieces, sources, replyTo, ...shown }) => {
				const { delivery, sent } = createOutbox();
				const request = imageRequest({ prompt, replyTo });
				await delivery.deliver(replyTo, result(drawn({ pieces, sources }), { request, ...shown }), 'first');
				expect(objectionsTo(sent)).toEqual([]);
				for (const { body } of sent) expect(body).toMatchObject({ allowed_mentions: { parse: [], users: [] } });
				const files = sent.flatMap(({ files }) => files);
				expect(files.filter(({ type }) => type === 'image/jpeg')).toHaveLength(
					pieces.filter(({ kind }) => kind === 'picture').length,
				);
				const readable = [...files.map(({ bytes }) => Buffer.from(bytes).toString()), ...sent.map(textOf)].join('\n');
				for (const piece of pieces)
					if (piece.kind === 'text')
						expect([piece.text, showAddresses(piece.text)].map((text) => readable.includes(text.trim()))).toContain(
							true,
						);
				// The only masked links are those to what was searched and found.
				for (const message of sent) expect(textOf(message)).not.toMatch(/(?<!\\)\]\((?!<https?:)/);
			}),
			{ numRuns: 150 },
		);
	});

	test('whatever is said instead of a picture, and however long it is', async () => {
		const instead = fc.oneof(
			saying(10_000).map(
				(text): Outcome => ({ kind: 'text-only', text, parts: [], serviceSays: 'STOP', usage: undefined }),
			),
			fc.constantFrom('blocked-prompt', 'no-image', 'timed-out', 'cancelled').map((kind) => failed(kind)),
		);
		const missing = fc.option(fc.constant({ count: 3, of: 4 }), { nil: undefined });
		await fc.assert(
			fc.asyncProperty(
				instead,
				missing,
				replyTo,
				fc.constantFrom('first', 'more'),
				async (outcome, missing, to, place) => {
					const { delivery, sent } = createOutbox();
					await delivery.deliver(to, result(outcome, missing === undefined ? {} : { missing }), place);
					expect(objectionsTo(sent)).toEqual([]);
					expect(sent).toHaveLength(1);
					expect(sent[0]?.body).toMatchObject({ allowed_mentions: { parse: [] } });
				},
			),
		);
	});

	test('whatever the bot tells, the whole of it', async () => {
		await fc.assert(
			fc.asyncProperty(saying(10_000), replyTo, async (text, to) => {
				const { delivery, sent } = createOutbox();
				await delivery.tell(to, () => text);
				expect(objectionsTo(sent)).toEqual([]);
				const whole = sent.flatMap(({ files }) => files.map(({ bytes }) => Buffer.from(bytes).toString()));
				expect([...whole, sent.map(textOf).join('')]).toContain(text);
			}),
		);
	});

	const pixels = (index: number) => ({ width: 11_712 - index, height: 1408 });
	const pictures = Array.from({ length: 9 }, (_, index): Piece => {
		return { kind: 'picture', picture: { ...picture(index === 0 ? 30_000 : 10), pixels: pixels(index) } };
	});
	const text = (text: string): Piece => ({ kind: 'text', text });

	test.each<[string, readonly Piece[]]>([
		['characters', [text('word '.repeat(1000)), ...pictures]],
		['parts', [...pictures, ...Array.from({ length: 20 }, () => text('word')), text('word '.repeat(1000))]],
	])('the most %s that can stand in one, with a name or an explanation in front, in every language', (_, pieces) => {
		const request = imageRequest({ prompt: '*'.repeat(6000), settings: choose({ model: 'lite' }) });
		const sources = {
			queries: Array.from({ length: 50 }, (_, index) => `${index}`),
			pages: Array.from({ length: 50 }, () => ({ title: 'a.de', url: 'https://a.de/' })),
		};
		const notes: Message[] = [
			({ answers }) => answers.continuesAfresh({ reason: 'too-large' }),
			({ answers }) => answers.leftOut({ left: 10 }),
		];
		const made = result(drawn({ pieces, sources }), {
			request,
			notes,
			hasThoughts: true,
			isTurn: true,
			tookMs: 180_000,
		});
		const original = { ...picture(22_000_000), pixels: pixels(0) };
		const fitted = pieces.map(
			(piece, index): FittedPiece =>
				piece.kind === 'picture' && index < 2 ? { kind: 'picture', picture: { ...piece.picture, original } } : piece,
		);
		const groups = groupPieces(fitted);
		expect(groups).toHaveLength(1);
		const id = '1'.repeat(20);
		for (const language of Object.values(LANGUAGES)) {
			const message = showGroup(groups, 0, { result: made, words: language });
			for (const shown of [addressTo(id, message), putBelow(describeMove('not-allowed', id, language), message)]) {
				const { files, pings, ...body } = shown;
				const sent = files.map(({ mimeType, ...file }) => ({ ...file, type: mimeType }));
				expect(checkBody('channel-message', body, { files: sent })).toBeUndefined();
				const size = language.format.megabytes(22_000_000);
				expect(JSON.stringify(body)).toContain(language.answers.madeSmaller({ pixels: '11712×1408', size }));
			}
		}
	});
});

const shown = z.looseObject({
	content: z.string().default(''),
	components: z.array(z.looseObject({ content: z.string().default('') })).default([]),
});

/** All that people read in a message. */
function textOf({ body }: Sent): string {
	const { content, components } = shown.parse(body);
	return [content, ...components.map((component) => component.content)].filter(Boolean).join('\n');
}
