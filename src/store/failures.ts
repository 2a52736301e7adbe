import { BlobCorruptError, StoreError, StoreFullError, UnreadableError } from '../studio/store.ts';

/** A stored record differs from what was written. The message doesn't quote it. */
export class DamagedError extends Error {
	override readonly name = 'DamagedError';
}

/** Wraps an error from doing `what` in a `StoreError` that has it as its cause. */
export function asStoreError(what: string, error: unknown): StoreError | BlobCorruptError {
	if (error instanceof StoreError || error instanceof BlobCorruptError) return error;
	const message = `The store could not ${what}`;
	if (error instanceof DamagedError) return new UnreadableError(message, { cause: error });
	return isForWantOfRoom(error)
		? new StoreFullError(`${message}: there is no room left`, { cause: error })
		: new StoreError(message, { cause: error });
}

/** Runs `work`; anything it throws becomes a `StoreError` that says what failed. */
export async function orStoreError<T>(what: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw asStoreError(what, error);
	}
}

/** SQLite's code for a full disk (`SQLITE_FULL`). */
const SQLITE_FULL = 13;

/** How Redis's errors begin when its memory, or the disk with its log, is full. */
const REDIS_FULL = /^(OOM|MISCONF .*No space left)\b/;

/** Knows the codes of file systems, SQLite and Redis. */
function isForWantOfRoom(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const isFull =
		('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) ||
		('errcode' in error && error.errcode === SQLITE_FULL) ||
		REDIS_FULL.test(error.message);
	return isFull || isForWantOfRoom(error.cause);
}
