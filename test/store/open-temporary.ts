import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/log.ts';
import { openStore, type StoreOptions } from '../../src/store/open.ts';
import type { Store } from '../../src/studio/store.ts';

export const silentLog = createLog('silent');

export const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), 'plantain-'));

/** A store in a folder of its own, which goes with it. */
export async function openTemporaryStore(
	options: Omit<StoreOptions, 'dataDir' | 'log'> & Partial<StoreOptions>,
): Promise<Store> {
	const folder = await temporaryFolder();
	const store = await openStore({ dataDir: folder.path, log: silentLog, ...options });
	return {
		...store,
		async [Symbol.asyncDispose]() {
			await store[Symbol.asyncDispose]();
			await folder.remove();
		},
	};
}
