import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepareImage } from '../../src/pixels/prepare.ts';
import { expectFitToLeave } from './support/fit-to-leave.ts';
import { plantedFiles } from './support/planted.ts';

const planted = await plantedFiles();

describe('damage', () => {
	test.each([...planted])('a %s cut in half is damaged', async (_, file) => {
		expect(await prepareImage(file.subarray(0, file.length / 2))).toEqual({ kind: 'refused', why: 'damaged' });
	});

	test('arbitrary bytes, with or without a known beginning, never throw and never leave unreadable', async () => {
		const beginnings = [...planted.values()].map((file) => file.subarray(0, 12));
		const bytes = fc
			.tuple(fc.constantFrom(Buffer.alloc(0), ...beginnings), fc.uint8Array({ maxLength: 300 }))
			.map((parts) => Buffer.concat(parts));
		await fc.assert(
			fc.asyncProperty(bytes, async (file) => expectFitToLeave(await prepareImage(file))),
			{ numRuns: 200 },
		);
	});

	test.each([...planted])(
		'a %s cut anywhere and with any bits flipped never throws, leaks or leaves unreadable',
		async (name, file) => {
			const damage = fc.record({
				length: fc.oneof(fc.constant(file.length), fc.nat(file.length)),
				flips: fc.array(fc.record({ at: fc.nat(file.length - 1), bit: fc.nat(7) }), { maxLength: 4 }),
			});
			await fc.assert(
				fc.asyncProperty(damage, async ({ length, flips }) => {
					const damaged = Buffer.from(file);
					for (const { at, bit } of flips) damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at);
					await expectFitToLeave(await prepareImage(damaged.subarray(0, length)));
				}),
				// A HEIC takes a thread and a decoder of its own.
				{ numRuns: name === 'HEIC' ? 30 : 100 },
			);
		},
	);
});
