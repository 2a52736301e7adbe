import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock as clock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { openBlobFiles } from '../../src/store/blob-files.ts';
import { DiskBlobs } from '../../src/store/disk-blobs.ts';
import { openStore } from '../../src/store/open.ts';
import { openDatabase } from '../../src/store/sqlite.ts';
import { settings } from '../../src/studio/requests/request.ts';
import { blobName } from '../../src/studio/sessions/blob-name.ts';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import type { Blobs } from '../../src/studio/store.ts';

/** Stands for the number of a session in every id of the one that all others are copies of. */
const MARK = '@';
/** How many files are written at once, so that none waits for the one before. */
const AT_ONCE = 100;
/** Google's id of the model that drew everything. */
export const MODEL_ID = 'gemini-3-pro-image';

/** Where the session of this number lives. */
export const placeOf = (session: string) => `thread-${session}`;
export const turnOf = (session: string, turn: number) => `turn-${turn}-of-${session}`;
const drawingOf = (session: string) => Buffer.from(`the picture of ${session}, and its signature`);

const COPY = `
	WITH RECURSIVE numbers (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number + 1 < ?)
	INSERT INTO records (key, value)
	SELECT replace(key, '${MARK}', number), replace(replace(value, '${MARK}', number), ?, blob_of(number))
	FROM records, numbers WHERE key LIKE '%${MARK}%'`;

export interface Contents {
	/** A multiple of 100. */
	readonly sessions: number;
	readonly turnsEach: number;
	readonly signal: AbortSignal;
}

/**
 * Fills a folder with so many sessions of so many turns, each with a message.
 *
 * The bot itself would leave more behind in blobs: here all turns of a session share one, of a few bytes.
 */
export async function fillArchive(dataDir: string, { sessions, turnsEach, signal }: Contents): Promise<void> {
	await writeOne(dataDir, turnsEach);
	const database = openDatabase(path.join(dataDir, 'plantain.sqlite'));
	database.function('blob_of', (number) => blobName(drawingOf(`${number}`)));
	database.prepare(COPY).run(sessions, blobName(drawingOf(MARK)));
	database.exec(`DELETE FROM records WHERE key LIKE '%${MARK}%'`);
	database.close();
	const blobs = await openHastyBlobs(path.join(dataDir, 'blobs'));
	for (let first = 0; first < sessions; first += AT_ONCE) {
		signal.throwIfAborted();
		await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => blobs.put(drawingOf(`${first + index}`))));
	}
}

/** Leaves the session of which the others are copies as the bot itself leaves one. */
async function writeOne(dataDir: string, turnsEach: number): Promise<void> {
	await using store = await openStore({ dataDir, clock, log: createLog('silent') });
	const turns = createTurns({ store, clock });
	const place = { guildId: 'guild', parentPlaceId: 'channel', placeId: placeOf(MARK) };
	const usual = settings.parse({ model: 'pro', aspect: 'auto' });
	const session = await turns.open({
		id: `session-${MARK}`,
		...place,
		ownerId: `person-${MARK}`,
		askedAs: '1',
		settings: usual,
	});
	const bytes = drawingOf(MARK);
	let parentId: string | null = null;
	for (let turn = 1; turn <= turnsEach; turn++) {
		const { id }: { id: string } = await turns.append({
			id: turnOf(MARK, turn),
			sessionId: session.id,
			parentId,
			authorId: session.ownerId,
			modelId: MODEL_ID,
			settings: usual,
			user: [{ text: 'a fox asleep in the snow, and this time with a lantern beside it' }],
			model: [{ picture: { bytes, mimeType: 'image/jpeg' }, signature: bytes }],
			usage: { inputTokens: 1200, imageTokens: 1120, textTokens: 0, thoughtTokens: 179 },
			costMicroDollars: 134_000,
			isFreshStart: false,
			askedAs: '1',
		});
		await turns.linkMessages(id, [{ placeId: place.placeId, id: `message-${turn}-of-${MARK}` }]);
		parentId = id;
	}
}

/** Blobs where the bot looks for them, written without waiting for the disk and reading them back. */
async function openHastyBlobs(root: string): Promise<Blobs> {
	const medium = await openBlobFiles(root, clock);
	return new DiskBlobs({
		...medium,
		async write(name, bytes) {
			const file = path.join(root, name);
			await mkdir(path.dirname(file), { recursive: true });
			await writeFile(file, bytes);
		},
		verify: async () => {},
	});
}
