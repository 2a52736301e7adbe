import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createModelAvailability } from '../../../src/studio/generation/model-availability.ts';
import { modelAlias } from '../../../src/studio/generation/models.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { MODELS } from '../../support/requests.ts';

const open = () => createModelAvailability(openMemoryStore({ clock: fakeClock() }));
const allHere = { ...MODELS };

test('until somebody has asked Gemini, every model is offered', async () => {
	expect(await open().apply(allHere)).toEqual(allHere);
});

test('another process offers exactly what the latest one found', async () => {
	const findings = fc.array(fc.subarray(modelAlias.options), { minLength: 1, maxLength: 3 });
	await fc.assert(
		fc.asyncProperty(findings, async (found) => {
			const availability = open();
			const asFound = (gone: readonly string[]) => ({
				flash: { ...MODELS.flash, isGone: gone.includes('flash') },
				pro: { ...MODELS.pro, isGone: gone.includes('pro') },
				lite: { ...MODELS.lite, isGone: gone.includes('lite') },
				classic: { ...MODELS.classic, isGone: gone.includes('classic') },
			});
			for (const gone of found) await availability.record(asFound(gone));
			expect(await availability.apply(allHere)).toEqual(asFound(found.at(-1) ?? []));
		}),
	);
});

test('a model that is configured with another id than the one that is gone is offered', async () => {
	const availability = open();
	await availability.record({ ...MODELS, pro: { ...MODELS.pro, isGone: true } });
	const renamed = { ...MODELS, pro: { ...MODELS.pro, id: 'gemini-4-pro-image' } };
	expect((await availability.apply(renamed)).pro.isGone).toBe(false);
});
