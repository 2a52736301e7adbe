import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { type Records, type Store, StoreError } from '../../src/studio/store.ts';
import { patientClock } from '../support/patient-clock.ts';
import { holdFlushes, interceptFlushes } from './flushes.ts';
import { openTemporaryStore, silentLog, temporaryFolder } from './open-temporary.ts';

const twenty = Array.from({ length: 20 }, (_, number) => `${number}`);

/** Collects who was answered. */
function listen(writes: ReadonlyMap<string, Promise<unknown>>) {
	const answered: string[] = [];
	const failed: string[] = [];
	for (const [name, write] of writes)
		write.then(
			() => answered.push(name),
			() => failed.push(name),
		);
	return { answered, failed };
}

const writeAll = (records: Records, keys: readonly string[]) =>
	new Map(keys.map((key) => [key, records.set(key, key)] as const));

/** Gives whatever could happen now the time to do so. */
async function turns(): Promise<void> {
	for (let turn = 0; turn < 10; turn++) await setImmediate();
}

async function openHeld() {
	await using opening = new AsyncDisposableStack();
	const store: Store = opening.use(await openTemporaryStore({ clock: patientClock }));
	const records = store.records('turns');
	// Whose the pictures are is settled by then.
	await records.set('first', 1);
	const flushes = opening.use(await holdFlushes());
	const resources = opening.move();
	return { store, records, flushes, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

test('twenty writes at once share one flush, and none is answered before it', async () => {
	await using held = await openHeld();
	const { records, flushes } = held;
	const writes = writeAll(records, twenty);
	const { answered } = listen(writes);
	await flushes.begun(1);
	await turns();
	expect(answered).toEqual([]);
	flushes.letGo();
	await Promise.all(writes.values());
	expect(flushes.count()).toBe(1);
});

test('what is written while a flush runs is answered by the next one, and only by that', async () => {
	await using held = await openHeld();
	const { records, flushes } = held;
	const early = listen(writeAll(records, ['early']));
	await flushes.begun(1);
	const lateWrites = writeAll(records, twenty);
	const late = listen(lateWrites);
	await turns();
	flushes.letGo();
	await flushes.begun(2);
	await turns();
	expect([early.answered, late.answered]).toEqual([['early'], []]);
	flushes.letGo();
	await Promise.all(lateWrites.values());
	expect(flushes.count()).toBe(2);
});

test('of two deletions at once neither is answered before the flush', async () => {
	await using held = await openHeld();
	const { records, flushes } = held;
	const deletions = ['one', 'other'].map((name) => [name, records.delete('first')] as const);
	const { answered } = listen(new Map(deletions));
	await flushes.begun(1);
	await turns();
	expect(answered).toEqual([]);
	flushes.letGo();
	expect(await Promise.all(deletions.map(([, deletion]) => deletion))).toEqual([true, false]);
});

test('a read that follows a write sees it, although it is not on disk yet', async () => {
	await using held = await openHeld();
	const { records, flushes } = held;
	const writing = records.set('a', 1);
	await flushes.begun(1);
	expect(await records.get('a')).toBe(1);
	flushes.letGo();
	await writing;
});

test('a flush that fails fails all who waited for it, and from then on nothing is answered', async () => {
	await using held = await openHeld();
	const { store, records, flushes } = held;
	const writes = writeAll(records, twenty);
	const { failed } = listen(writes);
	await flushes.begun(1);
	flushes.letGo(new Error('input/output error'));
	await Promise.allSettled(writes.values());
	expect(failed).toEqual(twenty);
	await expect(records.set('later', 1)).rejects.toThrow(StoreError);
	await expect(records.add('later', 1)).rejects.toThrow(StoreError);
	await expect(records.set('later', 1, { durability: 'soon' })).rejects.toThrow(StoreError);
	await expect(records.delete('0', { durability: 'soon' })).rejects.toThrow(StoreError);
	await expect(records.get('0')).rejects.toThrow(StoreError);
	await expect(Array.fromAsync(records.entries())).rejects.toThrow(StoreError);
	await expect(store.ping()).rejects.toThrow(StoreError);
	expect(flushes.count()).toBe(1);
});

test('a flush that fails while the store is closed is told too', async () => {
	const reasons: string[] = [];
	const onFatal = (reason: string) => void reasons.push(reason);
	const store = await openTemporaryStore({ clock: patientClock, onFatal });
	await store.records('turns').set('a', 1, { durability: 'soon' });
	using _ = await interceptFlushes(() => Promise.reject(new Error('input/output error')));
	await store[Symbol.asyncDispose]();
	expect(reasons).toEqual(['the records can only be kept again after a restart']);
});

describe('a write that is to be on disk soon', () => {
	test('is answered and read before that, and comes along with the next write that waits', async () => {
		await using held = await openHeld();
		const { records, flushes } = held;
		await records.set('a', 1, { durability: 'soon' });
		expect(await records.add('b', 1, { durability: 'soon' })).toBe(true);
		expect(await records.get('a')).toBe(1);
		expect(flushes.count()).toBe(0);
		const writing = records.set('c', 1);
		await flushes.begun(1);
		flushes.letGo();
		await writing;
		expect(flushes.count()).toBe(1);
	});

	test('gets there although nobody writes after it', async () => {
		await using held = await openHeld();
		const { records, flushes } = held;
		await records.set('a', 1, { durability: 'soon' });
		await flushes.begun(1);
		flushes.letGo();
		expect(flushes.count()).toBe(1);
	});
});

test('a power cut after any answer leaves everything that was answered until then', async () => {
	await using folder = await temporaryFolder();
	await using disk = await temporaryFolder();
	const files = ['plantain.sqlite', 'plantain.sqlite-wal'];
	{
		await using store = await openStore({ dataDir: folder.path, clock: patientClock, log: silentLog });
		const records = store.records('turns');
		await records.set('first', 1);
		using _ = await interceptFlushes(async (flush) => {
			await flush();
			// Nothing else is known to be on disk.
			for (const file of files) await copyFile(join(folder.path, file), join(disk.path, file));
		});
		/** What a start after a power cut now would find. */
		const findLeft = async () => {
			await using left = await openStore({ dataDir: disk.path, clock: patientClock, log: silentLog });
			return (await Array.fromAsync(left.records('turns').entries())).map(([key]) => key).toSorted();
		};
		await Promise.all([
			...twenty.map((key) => records.set(key, key, { durability: 'soon' })),
			...twenty.map((key) => records.add(`added-${key}`, key)),
		]);
		const expected = twenty.flatMap((key) => [key, `added-${key}`]);
		expect(await findLeft()).toEqual([...expected, 'first'].toSorted());
		await store.locks.withLock(['a'], (lease) =>
			store.setTogether([{ namespace: 'turns', key: 'together', value: () => 1 }], lease),
		);
		expect(await findLeft()).toEqual([...expected, 'first', 'together'].toSorted());
		await records.delete('first');
		expect(await findLeft()).toEqual([...expected, 'together'].toSorted());
	}
});
