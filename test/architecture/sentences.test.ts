import { expect, test } from 'vitest';
import { readSources } from './imports.ts';
import { findSentences } from './sentences.ts';

const sources = Object.entries(readSources(new URL('../../src/', import.meta.url)));

/** What nobody reads on Discord: what the operator reads, what Gemini is sent, SQL, and what is drawn. */
const ELSEWHERE = [
	'config.ts',
	'quota-variables.ts',
	'shard-variables.ts',
	'main.ts',
	'log.ts',
	'errors.ts',
	'store/',
	'backup.ts',
	'metrics/',
	'pixels/',
	'gemini/',
	'events/connect.ts',
	'studio/generation/prompt-context.ts',
];

test('what people read stands in src/words and nowhere else', () => {
	const found = sources
		.filter(([file]) => !file.startsWith('words/') && !ELSEWHERE.some((place) => file.startsWith(place)))
		.flatMap(([file, source]) => findSentences(source).map((text) => `${file}: ${text}`));
	expect(found).toEqual([]);
});

test.each([
	["throw new UserError(() => 'Try again.');", 'Try again.'],
	["await delivery.tell(replyTo, () => 'You have ' + left);", 'You have '],
	["const button = { label: 'Refine' };", 'Refine'],
	["describe('x', { description: isOne ? 'One' : 'Many' });", 'One'],
])('a sentence that is planted is found: %s', (source, text) => {
	expect(findSentences(source)).toContain(text);
});

test.each([
	"log.info({ id }, 'a session was removed');",
	"throw new StoreError('the record cannot be read');",
	"const outcome = { kind: 'no image', serviceSays: 'not called at all' };",
	"import { x } from './a file.ts';",
])('what nobody is told is no sentence: %s', (source) => {
	expect(findSentences(source)).toEqual([]);
});
