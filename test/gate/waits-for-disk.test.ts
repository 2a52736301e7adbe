import { expect, test } from 'vitest';
import { holdFlushes } from '../store/flushes.ts';
import { startPlantain } from '../support/plantain.ts';
import { countStored, until } from '../support/stored-records.ts';

test('a picture waits for the disk before Gemini is called and before it is shown, and for nothing else', async () => {
	await using plantain = await startPlantain({ discord: { rateLimits: false } });
	const { alice, gemini, dataDir, discord } = plantain;
	// Whose the pictures are is settled by the first.
	await (await alice.slash('imagine', { prompt: 'the first' })).finished();
	const written = (namespace: string) => countStored(dataDir, namespace);
	await until(() => written('jobs') === 0);
	const [reservations, turns] = [written('ledger-reservations'), written('turns')];

	using flushes = await holdFlushes();
	const scene = await alice.slash('imagine', { prompt: 'the second' });
	await discord.until(() => scene.response()?.isThinking === true);
	await until(() => written('ledger-reservations') === reservations + 2);
	expect(gemini.calls).toHaveLength(1);
	// One may have begun before the reservation was written.
	flushes.letGo();
	flushes.letGo();
	await until(() => gemini.calls.length === 2);

	await until(() => written('turns') === turns + 1);
	expect(scene.response()?.isThinking).toBe(true);
	flushes.letGo();
	flushes.letGo();
	expect((await scene.finished()).attachments).toHaveLength(1);
});
