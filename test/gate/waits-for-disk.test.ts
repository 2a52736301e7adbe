import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { holdFlushes } from '../store/flushes.ts';
import { startPlantain } from '../support/plantain.ts';

const count = z.object({ count: z.int() });

test('a picture waits for the disk before Gemini is called and before it is shown, and for nothing else', async () => {
	await using plantain = await startPlantain({ discord: { rateLimits: false } });
	const { alice, gemini, dataDir, discord } = plantain;
	// Whose the pictures are is settled by the first.
	await (await alice.slash('imagine', { prompt: 'the first' })).finished();
	using database = new DatabaseSync(join(dataDir, 'plantain.sqlite'));
	const written = (key: string) =>
		count.parse(database.prepare('SELECT count(*) AS count FROM records WHERE key LIKE ?').get(key)).count;
	await expect.poll(() => written('jobs:%')).toBe(0);
	const [reservations, turns] = [written('ledger-reservations:%'), written('turns:%')];

	using flushes = await holdFlushes();
	const scene = await alice.slash('imagine', { prompt: 'the second' });
	await discord.until(() => scene.response()?.isThinking === true);
	await expect.poll(() => written('ledger-reservations:%')).toBe(reservations + 2);
	expect(gemini.calls).toHaveLength(1);
	// One may have begun before the reservation was written.
	flushes.letGo();
	flushes.letGo();
	await expect.poll(() => gemini.calls.length).toBe(2);

	await expect.poll(() => written('turns:%')).toBe(turns + 1);
	expect(scene.response()?.isThinking).toBe(true);
	flushes.letGo();
	flushes.letGo();
	expect((await scene.finished()).attachments).toHaveLength(1);
});
