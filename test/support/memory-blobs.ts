import type { Clock } from '../../src/clock.ts';
import type { LabelledBlobs } from '../../src/store/ownership.ts';
import { assertBlobName, blobName } from '../../src/studio/sessions/blob-name.ts';

/** Blobs in a Map, gone with the process. Bytes are copied in and out, so that nobody can change what is kept. */
export function memoryBlobs(clock: Clock): LabelledBlobs {
	const kept = new Map<string, { readonly bytes: Uint8Array; readonly writtenAtMs: number }>();
	let owners: readonly string[] = [];
	return {
		readOwners: async () => owners,
		async writeOwners(ids) {
			owners = [...ids];
		},
		async ping() {},
		async put(bytes) {
			const hash = blobName(bytes);
			kept.set(hash, { bytes: Uint8Array.from(bytes), writtenAtMs: clock.now() });
			return hash;
		},
		async get(hash) {
			assertBlobName(hash);
			return kept.get(hash)?.bytes.slice();
		},
		async has(hash) {
			assertBlobName(hash);
			return kept.has(hash);
		},
		async delete(hash) {
			assertBlobName(hash);
			kept.delete(hash);
		},
		async *entries() {
			for (const [hash, { writtenAtMs }] of kept) yield { hash, writtenAtMs };
		},
	};
}
