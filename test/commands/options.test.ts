import { ApplicationCommandOptionType as Type } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeOptions } from '../../src/commands/options.ts';
import { attachment } from '../../src/studio/requests/request.ts';
import { LANGUAGES } from '../../src/words/languages.ts';
import type { Words } from '../../src/words/words.ts';

const file = { url: 'https://cdn.discordapp.com/a.png', name: 'a.png', sizeBytes: 1 };

/** The same in every language. */
const labels = (names: readonly string[]) => () =>
	Object.fromEntries(names.map((name) => [name, { name, description: `about ${name}` }]));

const withoutLocalizations = ({
	nameLocalizations: _,
	descriptionLocalizations: __,
	...option
}: ReturnType<typeof describeOptions>[number]) => option;

test('an option is translated for every language that Discord may show it in, save where that would be the English', () => {
	const labelsIn = (words: Words) => ({
		count: { name: words === LANGUAGES.de ? 'anzahl' : 'count', description: words.commands.quota.description },
	});
	const [option] = describeOptions(z.object({ count: z.int() }), {}, labelsIn);
	expect([option?.name, option?.nameLocalizations]).toEqual(['count', { de: 'anzahl' }]);
	expect(Object.keys(option?.descriptionLocalizations ?? {})).toEqual(['de', 'es-ES', 'es-419', 'fr', 'ja', 'pt-BR']);
});

test('each kind that a schema can hold becomes the option of that kind, required ones first', () => {
	const schema = z.object({
		isLoud: z.boolean().default(false),
		count: z.int().min(1).max(4).default(1),
		shape: z.enum(['1:1', '16:9']).optional(),
		model: z.enum(['pro', 'lite']).default('pro'),
		second: attachment.optional(),
		words: z.string().min(1).max(6000),
		note: z.string().optional(),
		first: attachment,
	});
	const model = [{ name: 'The better one', value: 'pro' }];
	const options = describeOptions(schema, { model }, labels(Object.keys(schema.shape)));
	expect(options.map(withoutLocalizations)).toEqual([
		{ type: Type.String, name: 'words', description: 'about words', required: true, minLength: 1, maxLength: 6000 },
		{ type: Type.Attachment, name: 'first', description: 'about first', required: true },
		{ type: Type.Boolean, name: 'isLoud', description: 'about isLoud', required: false },
		{ type: Type.Integer, name: 'count', description: 'about count', required: false, minValue: 1, maxValue: 4 },
		{
			type: Type.String,
			name: 'shape',
			description: 'about shape',
			required: false,
			choices: [
				{ name: '1:1', value: '1:1' },
				{ name: '16:9', value: '16:9' },
			],
		},
		{ type: Type.String, name: 'model', description: 'about model', required: false, choices: model },
		{ type: Type.Attachment, name: 'second', description: 'about second', required: false },
		{ type: Type.String, name: 'note', description: 'about note', required: false },
	]);
});

describe('a schema that has no option here is refused at once', () => {
	test.each([
		['a list', z.array(z.string())],
		['any number', z.number().min(0).max(1)],
		['a date', z.date()],
		['one of two kinds', z.union([z.string(), z.boolean()])],
		['nothing', z.null()],
	])('%s', (_, option) => {
		expect(() => describeOptions(z.object({ option }), {}, labels(['option']))).toThrow();
	});

	test('a whole number without words', () => {
		const schema = z.object({ option: z.int().min(0).max(1) });
		expect(() => describeOptions(schema, {}, labels(['another']))).toThrow(TypeError);
	});
});

test('a whole number without bounds of its own has the widest that are safe', () => {
	const [option] = describeOptions(z.object({ count: z.int() }), {}, labels(['count']));
	expect(option).toMatchObject({ minValue: Number.MIN_SAFE_INTEGER, maxValue: Number.MAX_SAFE_INTEGER });
});

test('what the person leaves out has its default, and a file is no more than its address, name and size', () => {
	const schema = z.object({ count: z.int().min(1).max(4).default(1), image: attachment });
	expect(schema.parse({ image: { ...file, contentType: 'image/png' } })).toEqual({ count: 1, image: file });
});
