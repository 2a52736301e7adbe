import { z } from 'zod';
import { RecordCollection, type RecordStore } from '../record-collection.ts';

/** How long a tombstone lasts, in milliseconds: longer than a request can be in flight. */
const TOMBSTONE_TTL_MS = 24 * 60 * 60_000;

const tombstone = z.object({ v: z.literal(1), askedAs: z.string() });
const entryKind = z.enum(['session', 'picture', 'removal', 'thoughts', 'pick']);

/**
 * What belongs to a person: a session that is theirs or contains their turns, a picture of theirs in another's turn, …
 */
export interface PersonEntry {
	readonly kind: z.infer<typeof entryKind>;
	/** The id of the session, result or form; for a picture or a removal, of its session. */
	readonly id: string;
	/** The hash of the picture. */
	readonly hash?: string;
}

export type PersonIndex = ReturnType<typeof createPersonIndex>;

/**
 * What is kept of each person, so that it can be found without reading everybody's records.
 *
 * A writer adds the entry, then checks `isForgotten`, then writes; forgetting raises the tombstone, then reads the
 * entries. In whatever order the two interleave, the record is either refused or found. Every method throws
 * `StoreError`.
 */
export function createPersonIndex(store: RecordStore) {
	const entries = store.records('person-index');
	const tombstones = new RecordCollection(store, { namespace: 'tombstones', kind: 'tombstone', schema: tombstone });
	return {
		/** It is on disk not later than what is written after it, which is what it belongs to. */
		add: (userId: string, entry: PersonEntry, ttlMs?: number) =>
			entries.set(keyOf(userId, entry), { v: 1 }, { durability: 'soon', ...(ttlMs !== undefined && { ttlMs }) }),
		/** May include what is already gone. */
		async of(userId: string) {
			const found: PersonEntry[] = [];
			for await (const [key] of entries.entries(`${userId}:`)) found.push(...readKey(key).map(({ entry }) => entry));
			return found;
		},
		async remove(userId: string, entry: PersonEntry) {
			await entries.delete(keyOf(userId, entry));
		},
		/** Everybody's entries. */
		async *all() {
			for await (const [key] of entries.entries()) yield* readKey(key);
		},
		/** Reads all entries once; the returned function says whether one is missing, once per entry. */
		async readMissing() {
			const known = new Set<string>();
			for await (const [key] of entries.entries()) known.add(key);
			return (userId: string, entry: PersonEntry) => {
				const key = keyOf(userId, entry);
				const isMissing = !known.has(key);
				known.add(key);
				return isMissing;
			};
		},
		/**
		 * Raises the tombstone: nothing that the person asked for up to this event is kept from now on.
		 *
		 * @param askedAs the id of the Discord event, which grows with time. Source: Discord, snowflakes.
		 */
		async forgetUntil(userId: string, askedAs: string) {
			await tombstones.set(userId, { v: 1, askedAs }, { ttlMs: TOMBSTONE_TTL_MS });
		},
		/** Whether the person has been forgotten since they asked for something. */
		async isForgotten(userId: string, askedAs: string) {
			const held = await tombstones.get(userId);
			return held !== undefined && BigInt(askedAs) <= BigInt(held.askedAs);
		},
	};
}

const keyOf = (userId: string, { kind, id, hash = '' }: PersonEntry) => [userId, kind, id, hash].join(':');

/** The entry that a key stands for; none if another version wrote it. */
function readKey(key: string): { readonly userId: string; readonly entry: PersonEntry }[] {
	const [userId = '', kind, id = '', hash = ''] = key.split(':');
	const parsed = entryKind.safeParse(kind);
	return parsed.success ? [{ userId, entry: { kind: parsed.data, id, ...(hash === '' ? {} : { hash }) } }] : [];
}

/** Whose a record is, and by which Discord event they asked for it. */
export interface Ownership {
	readonly userId: string;
	readonly askedAs: string;
}

/** Records that expire after `ttlMs` milliseconds, or when their person is forgotten. Every method throws `StoreError`. */
export function createPersonalRecords<Value>({
	records,
	index,
	kind,
	ttlMs,
}: Readonly<{ records: RecordCollection<Value>; index: PersonIndex; kind: PersonEntry['kind']; ttlMs: number }>) {
	const remove = async (userId: string, id: string) => {
		await records.delete(id);
		await index.remove(userId, { kind, id });
	};
	return {
		async keep(id: string, { userId, askedAs }: Ownership, value: Value): Promise<void> {
			await index.add(userId, { kind, id }, ttlMs);
			await records.set(id, value, { ttlMs, durability: 'soon' });
			// Checked last, because no lock is held: a tombstone raised later finds the record by its entry.
			if (await index.isForgotten(userId, askedAs)) await remove(userId, id);
		},
		/** Removes a person's records; returns how many. */
		async forget(userId: string): Promise<number> {
			const own = (await index.of(userId)).filter((entry) => entry.kind === kind);
			for (const { id } of own) await remove(userId, id);
			return own.length;
		},
	};
}
