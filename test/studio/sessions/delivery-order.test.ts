import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { type DeliveryOrder, InProcessDeliveryOrder } from '../../../src/studio/sessions/delivery-order.ts';
import { createSharedDeliveryOrder } from '../../../src/studio/sessions/shared-delivery-order.ts';
import { StoreError } from '../../../src/studio/store.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';

const PATIENT = new AbortController().signal;

/** Two processes on one store, in which these requests are to be answered (all, if not given). */
function shared({ unfinished }: { unfinished?: ReadonlySet<string> } = {}) {
	const clock = fakeClock();
	const store = openMemoryStore({ clock });
	const isUnfinished = async (id: string) => unfinished?.has(id) ?? true;
	const process = (of: typeof store) =>
		createSharedDeliveryOrder({ store: of, isUnfinished, clock, log: createLog('silent') });
	return { clock, store, process, processes: [process(store), process(store)] as const };
}

const kinds: [string, () => { clock: FakeClock; processes: readonly [DeliveryOrder, DeliveryOrder] }][] = [
	[
		'in one process',
		() => {
			const order = new InProcessDeliveryOrder();
			return { clock: fakeClock(), processes: [order, order] };
		},
	],
	['over two processes', shared],
];

describe.each(kinds)('%s', (_, setUp) => {
	test('whoever entered leaves in the order of asking, in whatever order they entered and were ready', async () => {
		const asked = fc.uniqueArray(fc.bigInt({ min: 1n, max: 1n << 60n }), { minLength: 1, maxLength: 6 });
		await fc.assert(
			fc.asyncProperty(
				asked.chain((ids) => fc.tuple(fc.constant(ids), fc.shuffledSubarray(ids, { minLength: ids.length }))),
				async ([ids, ready]) => {
					const { clock, processes } = setUp();
					const slots = new Map<bigint, Awaited<ReturnType<DeliveryOrder['enter']>>>();
					for (const [index, id] of ids.entries())
						slots.set(id, await processes[index % 2 === 0 ? 0 : 1].enter('session', String(id)));
					const left: bigint[] = [];
					const leaving = ready.map(async (id) => {
						using slot = slots.get(id);
						await slot?.untilFirst(PATIENT);
						left.push(id);
					});
					for (let looks = 0; looks <= ids.length; looks++) await clock.advance(500);
					await Promise.all(leaving);
					expect(left).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)));
				},
			),
			{ numRuns: 30 },
		);
	});

	test('sessions do not wait for each other', async () => {
		const { processes } = setUp();
		await processes[0].enter('one session', '1');
		const slot = await processes[1].enter('another session', '2');
		expect(await slot.hasToWait()).toBe(false);
		await slot.untilFirst(PATIENT);
	});

	test('a request that is not to wait any longer does not', async () => {
		const { processes } = setUp();
		await processes[0].enter('session', '1');
		const slot = await processes[1].enter('session', '2');
		const waiting = new AbortController();
		const done = slot.untilFirst(waiting.signal);
		waiting.abort();
		await done;
		await slot.untilFirst(waiting.signal);
	});

	test('a request that left twice lets the next one in', async () => {
		const { clock, processes } = setUp();
		const first = await processes[0].enter('session', '1');
		const second = await processes[1].enter('session', '2');
		expect(await second.hasToWait()).toBe(true);
		first[Symbol.dispose]();
		first[Symbol.dispose]();
		await clock.advance(500);
		expect(await second.hasToWait()).toBe(false);
	});
});

test('pictures of one request wait five minutes together', async () => {
	const { clock, processes } = shared();
	await processes[0].enter('session', '1');
	const slot = await processes[1].enter('session', '2');
	const waiting = slot.untilFirst(PATIENT);
	await clock.sleeping(500);
	await clock.skip(5 * 60_000);
	await waiting;
	await slot.untilFirst(PATIENT);
});

test('a request whose process died is waited for until it has been answered', async () => {
	const unfinished = new Set(['1', '2']);
	const { clock, processes } = shared({ unfinished });
	await processes[0].enter('session', '1');
	const slot = await processes[1].enter('session', '2');
	let isFirst = false;
	const waiting = slot.untilFirst(PATIENT).then(() => {
		isFirst = true;
	});
	await clock.advance(60_000);
	expect(isFirst).toBe(false);
	unfinished.delete('1');
	await clock.advance(500);
	await waiting;
});

test('while the store fails, nobody waits', async () => {
	const { store, process, processes } = shared();
	await processes[0].enter('session', '1');
	const get = async () => {
		throw new StoreError('the disk is gone');
	};
	const broken = process({ ...store, records: (namespace) => ({ ...store.records(namespace), get }) });
	using slot = await broken.enter('session', '2');
	expect(await slot.hasToWait()).toBe(false);
	await slot.untilFirst(PATIENT);
});

test('nothing is kept once everybody has left', async () => {
	const { clock, store, processes } = shared();
	for (const id of ['1', '2']) (await processes[0].enter('session', id))[Symbol.dispose]();
	await clock.advance(500);
	expect(await Array.fromAsync(store.records('delivery-order').entries())).toEqual([]);
});
