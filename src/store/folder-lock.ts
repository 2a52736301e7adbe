import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { FolderInUseError } from '../studio/store.ts';

/** How long a start waits for another process to release the folder, in milliseconds. */
export const FOLDER_WAIT_MS = 10_000;

/** How often to try the lock, in milliseconds. */
const ASK_EVERY_MS = 250;

/** SQLite's code for a lock that somebody else holds (`SQLITE_BUSY`). */
const BUSY = 5;

/**
 * Reserves a folder for this process until the lock is disposed of or the process ends in any way, because it's a lock
 * of the operating system. It is on a database file that holds nothing else, so backups can still read the records.
 *
 * @throws FolderInUseError when another process has it for `FOLDER_WAIT_MS`.
 */
export async function lockFolder(folder: string, clock: Clock): Promise<Disposable> {
	const untilMs = clock.now() + FOLDER_WAIT_MS;
	const database = new DatabaseSync(join(folder, 'plantain.lock'), { timeout: 0 });
	try {
		while (!tryToLock(database)) {
			if (clock.now() >= untilMs) throw new FolderInUseError('Another process works in this folder');
			await clock.sleep(ASK_EVERY_MS);
		}
		return { [Symbol.dispose]: () => database.close() };
	} catch (error) {
		database.close();
		throw error;
	}
}

function tryToLock(database: DatabaseSync): boolean {
	try {
		database.exec('BEGIN EXCLUSIVE');
		return true;
	} catch (error) {
		if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return false;
		throw error;
	}
}
