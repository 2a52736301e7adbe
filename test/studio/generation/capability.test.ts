import { describe, expect, test } from 'vitest';
import { describeMisfit } from '../../../src/studio/generation/capability.ts';
import {
	aspectRatio,
	imageSize,
	type ModelAlias,
	type Models,
	modelAlias,
} from '../../../src/studio/generation/models.ts';
import { wordsFor } from '../../../src/words/languages.ts';
import { choose, MODELS } from '../../support/requests.ts';

const TEN = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
const FOURTEEN = [...TEN, '1:4', '4:1', '1:8', '8:1'];

/** Source: Gemini API, image generation guide, as of November 2026. */
const CAN: Readonly<
	Record<
		ModelAlias,
		{ aspects: readonly string[]; sizes: readonly string[]; references: number; search: boolean; thoughts: boolean }
	>
> = {
	flash: { aspects: FOURTEEN, sizes: ['1K', '2K', '4K'], references: 14, search: true, thoughts: true },
	pro: { aspects: TEN, sizes: ['1K', '2K', '4K'], references: 14, search: true, thoughts: true },
	lite: { aspects: TEN, sizes: ['1K'], references: 14, search: false, thoughts: true },
	classic: { aspects: TEN, sizes: [], references: 3, search: false, thoughts: false },
};

const misfit = (chosen: Readonly<Record<string, unknown>>, references = 0, models: Models = MODELS) =>
	describeMisfit({ settings: choose(chosen), references: { length: references } }, models)?.(wordsFor('en-US'));

describe.each(modelAlias.options)('%s', (model) => {
	const can = CAN[model];

	test.each(aspectRatio.options.map((aspect) => [aspect, can.aspects.includes(aspect)] as const))(
		'draws %s: %s, and a refusal names every shape it draws',
		(aspect, isPossible) => {
			const sentence = misfit({ model, aspect });
			expect(sentence === undefined).toBe(isPossible);
			if (isPossible) return;
			const [refusal = '', named = ''] = sentence?.split('. It can draw ') ?? [];
			expect(refusal).toBe(`${MODELS[model].nickname} can't draw ${aspect}`);
			expect(
				named
					.replace(/\.$/, '')
					.split(/, and |, /)
					.toSorted(),
			).toEqual([...can.aspects].toSorted());
		},
	);

	test.each(imageSize.options.map((size) => [size, can.sizes.includes(size)] as const))(
		'draws in %s: %s',
		(size, isPossible) => {
			expect(misfit({ model, size }) === undefined).toBe(isPossible);
		},
	);

	test(`takes ${can.references} pictures and not one more`, () => {
		expect(misfit({ model }, can.references)).toBeUndefined();
		expect(misfit({ model }, can.references + 1)).toBe(
			`${MODELS[model].nickname} takes at most ${can.references} pictures, and you gave ${can.references + 1}.`,
		);
	});

	test(`searches: ${can.search}; shows thoughts: ${can.thoughts}`, () => {
		expect(misfit({ model, search: true }) === undefined).toBe(can.search);
		expect(misfit({ model, thoughts: true }) === undefined).toBe(can.thoughts);
	});

	test('does what nobody chose anything for', () => {
		expect(misfit({ model })).toBeUndefined();
	});
});

test.each([
	[{ model: 'lite', size: '4K' }, "Nano Banana 2 Lite can't draw 4K. It can draw 1K."],
	[{ model: 'pro', size: '512' }, "Nano Banana Pro can't draw 512. It can draw 1K, 2K, and 4K."],
	[{ model: 'classic', size: '1K' }, 'Nano Banana always draws at about 1K, so leave the size out.'],
	[
		{ model: 'lite', search: true },
		"Nano Banana 2 Lite can't search. Nano Banana 2.1 (flash) or Nano Banana Pro (pro) can.",
	],
	[
		{ model: 'classic', thoughts: true },
		"Nano Banana doesn't share its thoughts. Nano Banana 2.1 (flash), Nano Banana Pro (pro), or Nano Banana 2 Lite (lite) can.",
	],
])('%j is refused with what can be done: %s', (chosen, sentence) => {
	expect(misfit(chosen)).toBe(sentence);
});

const without = (...gone: readonly ModelAlias[]): Models => {
	const mark = (alias: ModelAlias) => ({ ...MODELS[alias], isGone: gone.includes(alias) });
	return { flash: mark('flash'), pro: mark('pro'), lite: mark('lite'), classic: mark('classic') };
};

test('a model that is gone is refused with the ones to use instead, whatever else was chosen', () => {
	expect(misfit({ model: 'pro', size: '512' }, 0, without('pro', 'classic'))).toBe(
		'Gemini no longer offers Nano Banana Pro. Try Nano Banana 2.1 (flash) or Nano Banana 2 Lite (lite).',
	);
});

test('a model that is gone is never named as one that can', () => {
	expect(misfit({ model: 'lite', search: true }, 0, without('flash'))).toBe(
		"Nano Banana 2 Lite can't search. Nano Banana Pro (pro) can.",
	);
});

test.each([
	[{ model: 'flash' }, 'Gemini no longer offers Nano Banana 2.1. There is no other model here.'],
	[{ model: 'lite', search: true }, "Nano Banana 2 Lite can't search. No other model here can either."],
	[{ model: 'classic', thoughts: true }, "Nano Banana doesn't share its thoughts. No other model here does either."],
] as const)('where no other model is left for %j, the sentence says so', (chosen, sentence) => {
	const gone = modelAlias.options.filter((alias) => alias !== chosen.model || chosen.model === 'flash');
	expect(misfit(chosen, 0, without(...gone))).toBe(sentence);
});
