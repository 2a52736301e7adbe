import { assemble, type StoreOptions } from '../../src/store/open.ts';
import { createOwners } from '../../src/store/ownership.ts';
import type { Store } from '../../src/studio/store.ts';
import { openMemory } from './memory-backend.ts';
import { memoryBlobs } from './memory-blobs.ts';

/** A store that lives only as long as the object. */
export function openMemoryStore({
	clock,
	log,
}: Pick<StoreOptions, 'clock'> & Partial<Pick<StoreOptions, 'log'>>): Store {
	const [backend, blobs] = [openMemory(clock), memoryBlobs(clock)];
	return assemble({ backend, blobs, owners: createOwners(backend, blobs), resources: backend, log });
}
