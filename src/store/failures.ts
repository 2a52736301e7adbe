import { BlobCorruptError, StoreError } from '../studio/store-ports.ts';

/** The error to throw for one that was met while doing `what`: a `StoreError` that has it as its cause. */
export const asStoreError = (what: string, error: unknown) =>
	error instanceof StoreError || error instanceof BlobCorruptError
		? error
		: new StoreError(`The store could not ${what}`, { cause: error });

/** Does `work`; whatever it throws leaves as a `StoreError` that says what could not be done. */
export async function orStoreError<T>(what: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw asStoreError(what, error);
	}
}
