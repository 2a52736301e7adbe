import { expect, test } from 'vitest';
import { holdFlushes } from '../store/flushes.ts';
import { startPlantain } from '../support/plantain.ts';
import { countStored } from '../support/stored-records.ts';

test('a picture waits for the disk before Gemini is called and before it is shown, and for nothing else', async () => {
	await using plantain = await startPlantain({
		discord: { rateLimits: false },
		// Settles whose the pictures are.
		prepare: (store) => store.blobs.put(Buffer.from('a picture')),
	});
	const { alice, bob, gemini, dataDir } = plantain;
	const isWritten = (namespace: string, count: number) => () => countStored(dataDir, namespace) === count;
	/** Gives what does not wait the time to happen: the bot answers somebody else meanwhile. */
	const meanwhile = async () => {
		for (let time = 0; time < 3; time++) await (await bob.slash('help')).finished();
	};
	gemini.next({ hold: true });

	using flushes = await holdFlushes();
	const isReserved = flushes.until(isWritten('ledger-reservations', 2));
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await isReserved;
	await meanwhile();
	expect(scene.response()?.isThinking).toBe(true);
	expect(gemini.calls).toEqual([]);
	flushes.letGo();
	await gemini.inFlight();

	const isKept = flushes.until(isWritten('turns', 1));
	gemini.release();
	await isKept;
	await meanwhile();
	expect(scene.response()?.isThinking).toBe(true);
	flushes.letGo();
	expect((await scene.finished()).attachments).toHaveLength(1);
});
