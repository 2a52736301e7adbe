import { BlobCorruptError, RecordRefusedError, StoreError, StoreFullError, UnreadableError } from '../studio/store.ts';

/** A stored record differs from what was written. The message doesn't quote it. */
export class DamagedError extends Error {
	override readonly name = 'DamagedError';
}

/** Wraps an error from doing `what` in a `StoreError` that has it as its cause. */
export function asStoreError(what: string, error: unknown): StoreError | BlobCorruptError {
	if (error instanceof StoreError || error instanceof BlobCorruptError) return error;
	const message = `The store could not ${what}`;
	if (error instanceof DamagedError) return new UnreadableError(message, { cause: error });
	if (concernsRecord(error)) return new RecordRefusedError(message, { cause: error });
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

/** SQLite's codes for a record that it does not take (`SQLITE_TOOBIG`, `SQLITE_CONSTRAINT`). */
const SQLITE_REFUSES_RECORD = [18, 19];

/** Whether the record is at fault; nothing was written then. The upper bytes of SQLite's codes say more of the same. */
const concernsRecord = (error: unknown): boolean =>
	error instanceof Error &&
	'errcode' in error &&
	typeof error.errcode === 'number' &&
	SQLITE_REFUSES_RECORD.includes(error.errcode & 0xff);

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
