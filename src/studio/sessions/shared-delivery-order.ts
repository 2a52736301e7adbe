import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Logger } from '../../log.ts';
import { RecordCollection } from '../record-collection.ts';
import type { Store } from '../store.ts';
import { type DeliveryOrder, untilAborted } from './delivery-order.ts';

/** How often a waiting request looks whether it is first, in milliseconds. */
const LOOK_AGAIN_MS = 500;
/**
 * How long a request waits for earlier ones at most, with all its pictures, in milliseconds; their processes may be gone
 * for good.
 */
const MAX_WAIT_MS = 5 * 60_000;
/** How long the requests of a session are kept after the latest one entered, in milliseconds. */
const ENTRIES_TTL_MS = 24 * 60 * 60_000;

/** The ids of the requests of one session that hold a slot, in no order. */
const entries = z.object({ v: z.literal(1), requestIds: z.array(z.string()).readonly() });
type Entries = z.infer<typeof entries>;

interface Dependencies {
	readonly store: Pick<Store, 'records' | 'reportUnreadable' | 'locks'>;
	/** Whether a request is still to be answered. @throws StoreError */
	readonly isUnfinished: (requestId: string) => Promise<boolean>;
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * An order that holds over all processes on one store. A request whose process died keeps its slot until another process
 * has finished it. While the store fails, nobody waits, because order matters less than the picture.
 */
export function createSharedDeliveryOrder({ store, isUnfinished, clock, log }: Dependencies): DeliveryOrder {
	const sessions = new RecordCollection<Entries>(store, {
		namespace: 'delivery-order',
		kind: 'delivery order of the session',
		schema: entries.loose(),
	});

	const change = (sessionId: string, changed: (held: readonly string[]) => readonly string[]) =>
		store.locks
			.withLock([`delivery-order:${sessionId}`], async (lease) => {
				const requestIds = changed((await sessions.get(sessionId))?.requestIds ?? []);
				if (requestIds.length === 0) await sessions.delete(sessionId);
				else await sessions.set(sessionId, { v: 1, requestIds }, { ttlMs: ENTRIES_TTL_MS, lease });
			})
			.catch((err: unknown) => log.warn({ err, sessionId }, 'the order of delivery cannot be written'));

	async function isAnyoneBefore(sessionId: string, requestId: string): Promise<boolean> {
		try {
			const held = (await sessions.get(sessionId))?.requestIds ?? [];
			const earlier = held.filter((id) => BigInt(id) < BigInt(requestId));
			return (await Promise.all(earlier.map(isUnfinished))).includes(true);
		} catch (err) {
			log.warn({ err, sessionId }, 'the order of delivery cannot be read');
			return false;
		}
	}

	return {
		async enter(sessionId, requestId) {
			await change(sessionId, (held) => [...new Set([...held, requestId])]);
			let untilMs: number | undefined;
			return {
				hasToWait: () => isAnyoneBefore(sessionId, requestId),
				async untilFirst(signal) {
					untilMs ??= clock.now() + MAX_WAIT_MS;
					const aborted = untilAborted(signal);
					while (!signal.aborted && clock.now() < untilMs && (await isAnyoneBefore(sessionId, requestId)))
						await Promise.race([aborted, clock.sleep(LOOK_AGAIN_MS)]);
				},
				[Symbol.dispose]() {
					void change(sessionId, (held) => held.filter((id) => id !== requestId));
				},
			};
		},
	};
}
