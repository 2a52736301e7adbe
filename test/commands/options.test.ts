import { ApplicationCommandOptionType as Type } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeOptions } from '../../src/commands/options.ts';
import { attachment } from '../../src/studio/requests/request.ts';

const file = { url: 'https://cdn.discordapp.com/a.png', name: 'a.png', sizeBytes: 1 };

test('each kind that a schema can hold becomes the option of that kind, required ones first', () => {
	const schema = z.object({
		isLoud: z.boolean().default(false).describe('Loudly'),
		count: z.int().min(1).max(4).default(1).describe('How many'),
		shape: z.enum(['1:1', '16:9']).optional().describe('Which shape'),
		model: z.enum(['pro', 'lite']).default('pro').describe('Which model'),
		second: attachment.optional().describe('One more file'),
		words: z.string().min(1).max(6000).describe('What to say'),
		note: z.string().optional().describe('Whatever you like'),
		first: attachment.describe('The file'),
	});
	const model = [{ name: 'The better one', value: 'pro' }];
	expect(describeOptions(schema, { model })).toEqual([
		{ type: Type.String, name: 'words', description: 'What to say', required: true, minLength: 1, maxLength: 6000 },
		{ type: Type.Attachment, name: 'first', description: 'The file', required: true },
		{ type: Type.Boolean, name: 'isLoud', description: 'Loudly', required: false },
		{ type: Type.Integer, name: 'count', description: 'How many', required: false, minValue: 1, maxValue: 4 },
		{
			type: Type.String,
			name: 'shape',
			description: 'Which shape',
			required: false,
			choices: [
				{ name: '1:1', value: '1:1' },
				{ name: '16:9', value: '16:9' },
			],
		},
		{ type: Type.String, name: 'model', description: 'Which model', required: false, choices: model },
		{ type: Type.Attachment, name: 'second', description: 'One more file', required: false },
		{ type: Type.String, name: 'note', description: 'Whatever you like', required: false },
	]);
});

describe('a schema that has no option here is refused at once', () => {
	test.each([
		['a list', z.array(z.string())],
		['any number', z.number().min(0).max(1)],
		['a date', z.date()],
		['one of two kinds', z.union([z.string(), z.boolean()])],
		['nothing', z.null()],
		['a whole number without a description', undefined],
	])('%s', (_, schema) => {
		const option = schema?.describe('Something') ?? z.int().min(0).max(1);
		expect(() => describeOptions(z.object({ option }), {})).toThrow();
	});
});

test('a whole number without bounds of its own has the widest that are safe', () => {
	const [option] = describeOptions(z.object({ count: z.int().describe('How many') }), {});
	expect(option).toMatchObject({ minValue: Number.MIN_SAFE_INTEGER, maxValue: Number.MAX_SAFE_INTEGER });
});

test('what the person leaves out has its default, and a file is no more than its address, name and size', () => {
	const schema = z.object({ count: z.int().min(1).max(4).default(1), image: attachment });
	expect(schema.parse({ image: { ...file, contentType: 'image/png' } })).toEqual({ count: 1, image: file });
});
