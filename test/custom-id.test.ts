import fc from 'fast-check';
import { expect, test } from 'vitest';
import { action as actions, formatCustomId, parseCustomId } from '../src/custom-id.ts';

const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,80}$/);
const action = fc.constantFrom(...actions.options);

test('what a button or a form carries is read back as it was written, within the 100 characters that Discord takes', () => {
	fc.assert(
		fc.property(fc.record({ action, id }), (customId) => {
			const text = formatCustomId(customId);
			expect(text.length).toBeLessThanOrEqual(100);
			expect(parseCustomId(text)).toEqual(customId);
		}),
	);
});

test('no text makes the reader throw, and what it reads is what was written', () => {
	const text = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.tuple(action, fc.string({ unit: 'grapheme' })).map((parts) => parts.join(':')),
		fc.tuple(fc.string(), id).map((parts) => parts.join(':')),
	);
	fc.assert(
		fc.property(text, (given) => {
			const read = parseCustomId(given);
			if (read !== undefined) expect(formatCustomId(read)).toBe(given);
		}),
	);
});

test.each([
	['', 'nothing'],
	['thoughts', 'no result'],
	['thoughts:', 'an empty result'],
	['unthink:1', 'an action of another version'],
	['thoughts:1:2', 'one part too many'],
	['thoughts:1\n', 'a line break behind it'],
	[' thoughts:1', 'a blank before it'],
	[`thoughts:${'1'.repeat(81)}`, 'a result id that is too long'],
])('%j is none of ours: %s', (text) => {
	expect(parseCustomId(text)).toBeUndefined();
});

test('a result id that a button cannot carry is refused rather than cut', () => {
	expect(formatCustomId({ action: 'thoughts', id: '1'.repeat(80) })).toHaveLength(89);
	expect(() => formatCustomId({ action: 'thoughts', id: '1'.repeat(81) })).toThrow();
	expect(() => formatCustomId({ action: 'thoughts', id: 'a:b' })).toThrow();
});
