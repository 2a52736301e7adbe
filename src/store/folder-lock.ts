import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';
import { FolderInUseError } from '../studio/store.ts';

/** How long a start waits for another process to leave the folder, in milliseconds. */
export const FOLDER_WAIT_MS = 10_000;

/** How often the folder is asked for, in milliseconds. */
const ASK_EVERY_MS = 250;

/** What SQLite says when somebody else holds the lock (`SQLITE_BUSY`). */
const BUSY = 5;

/**
 * Keeps a folder for this process, until it is disposed of or the process ends, however it ends: the lock is the
 * operating system's own, on a database file that holds nothing else. So backups may still read the records.
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
