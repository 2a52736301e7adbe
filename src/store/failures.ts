import { BlobCorruptError, StoreError, StoreFullError, UnreadableError } from '../studio/store.ts';

/** A stored record is not what was written. The message does not quote it. */
export class DamagedError extends Error {
	override readonly name = 'DamagedError';
}

/** The error to throw for one that was met while doing `what`: a `StoreError` that has it as its cause. */
export function asStoreError(what: string, error: unknown): StoreError | BlobCorruptError {
	if (error instanceof StoreError || error instanceof BlobCorruptError) return error;
	const message = `The store could not ${what}`;
	if (error instanceof DamagedError) return new UnreadableError(message, { cause: error });
	return isForWantOfRoom(error)
		? new StoreFullError(`${message}: there is no room left`, { cause: error })
		: new StoreError(message, { cause: error });
}

/** Does `work`; whatever it throws leaves as a `StoreError` that says what could not be done. */
export async function orStoreError<T>(what: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw asStoreError(what, error);
	}
}

/** What SQLite says on a full disk (`SQLITE_FULL`). */
const SQLITE_FULL = 13;

/** How Redis begins its refusals when its memory, or the disk that it writes its log to, is full. */
const REDIS_FULL = /^(OOM|MISCONF .*No space left)\b/;

/** By the codes of file systems, SQLite and Redis. */
function isForWantOfRoom(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const isFull =
		('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) ||
		('errcode' in error && error.errcode === SQLITE_FULL) ||
		REDIS_FULL.test(error.message);
	return isFull || isForWantOfRoom(error.cause);
}
