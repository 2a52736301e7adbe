import { testBlobs } from '../conformance/blobs.ts';
import { testLocks } from '../conformance/locks.ts';
import { testLifetimes, testRecords } from '../conformance/records.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { patientClock } from '../support/patient-clock.ts';

testRecords(async () => openMemoryStore({ clock: patientClock }));
testLifetimes(async (clock) => openMemoryStore({ clock }));
testLocks(async (clock) => openMemoryStore({ clock }));
testBlobs(async (clock) => {
	const store = openMemoryStore({ clock });
	return { blobs: store.blobs, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
});
