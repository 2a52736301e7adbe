import { z } from 'zod';
import { RecordCollection, type RecordStore } from '../record-collection.ts';

/** How long a tombstone stands, in milliseconds: longer than a request can be under way. */
const TOMBSTONE_TTL_MS = 24 * 60 * 60_000;

const tombstone = z.object({ v: z.literal(1), askedAs: z.string() });

/** What a record of a person is: a session of theirs or with turns of theirs, a picture of theirs in a turn of another, … */
export interface PersonEntry {
	readonly kind: 'session' | 'picture' | 'removal' | 'thoughts' | 'pick';
	/** Of the session, the result or the form; of a picture and of what is being removed, the session. */
	readonly id: string;
	/** Of the picture. */
	readonly hash?: string;
}

/**
 * What is kept of each person, so that it is found without reading what is kept of everybody else.
 *
 * Whoever keeps something of a person adds the entry, then asks `isForgotten`, then writes; whoever forgets a person
 * raises the tombstone, then reads the entries. Whatever order the two take, the record is either refused or found.
 * Every method throws `StoreError`.
 */
export interface PersonIndex {
	add(userId: string, entry: PersonEntry, ttlMs?: number): Promise<void>;
	/** May name what is gone already. */
	of(userId: string): Promise<readonly PersonEntry[]>;
	remove(userId: string, entry: PersonEntry): Promise<void>;
	/** The entries of everybody. */
	all(): AsyncIterable<{ readonly userId: string; readonly entry: PersonEntry }>;
	/** Reads all entries once, and then says whether one was missing; of the same one only the first time. */
	readMissing(): Promise<(userId: string, entry: PersonEntry) => boolean>;
	/**
	 * Raises the tombstone: from now on nothing is kept of a person that they asked for up to this moment.
	 *
	 * @param askedAs the id of the Discord event, which grows with time. Source: Discord, snowflakes.
	 */
	forgetUntil(userId: string, askedAs: string): Promise<void>;
	/** Whether a person has been forgotten since they asked for something. */
	isForgotten(userId: string, askedAs: string): Promise<boolean>;
}

export function createPersonIndex(store: RecordStore): PersonIndex {
	const entries = store.records('person-index');
	const tombstones = new RecordCollection(store, { namespace: 'tombstones', kind: 'tombstone', schema: tombstone });
	return {
		add: (userId, entry, ttlMs) => entries.set(keyOf(userId, entry), { v: 1 }, ttlMs === undefined ? {} : { ttlMs }),
		async of(userId) {
			const found: PersonEntry[] = [];
			for await (const [key] of entries.entries(`${userId}:`)) found.push(...readKey(key).map(({ entry }) => entry));
			return found;
		},
		async remove(userId, entry) {
			await entries.delete(keyOf(userId, entry));
		},
		async *all() {
			for await (const [key] of entries.entries()) yield* readKey(key);
		},
		async readMissing() {
			const known = new Set<string>();
			for await (const [key] of entries.entries()) known.add(key);
			return (userId, entry) => {
				const key = keyOf(userId, entry);
				const isMissing = !known.has(key);
				known.add(key);
				return isMissing;
			};
		},
		async forgetUntil(userId, askedAs) {
			await tombstones.set(userId, { v: 1, askedAs }, { ttlMs: TOMBSTONE_TTL_MS });
		},
		async isForgotten(userId, askedAs) {
			const held = await tombstones.get(userId);
			return held !== undefined && BigInt(askedAs) <= BigInt(held.askedAs);
		},
	};
}

const keyOf = (userId: string, { kind, id, hash = '' }: PersonEntry) => [userId, kind, id, hash].join(':');

const entryKind = z.enum(['session', 'picture', 'removal', 'thoughts', 'pick']);

/** What a key says; nothing when it is of another version. */
function readKey(key: string): { readonly userId: string; readonly entry: PersonEntry }[] {
	const [userId = '', kind, id = '', hash = ''] = key.split(':');
	const parsed = entryKind.safeParse(kind);
	return parsed.success ? [{ userId, entry: { kind: parsed.data, id, ...(hash === '' ? {} : { hash }) } }] : [];
}

export interface PersonalRecordsOptions<Value> {
	readonly records: RecordCollection<Value>;
	readonly index: PersonIndex;
	readonly kind: PersonEntry['kind'];
	/** How long each is kept, in milliseconds. */
	readonly ttlMs: number;
}

/** Whose a record is, and by which Discord event they asked for it. */
export interface Ownership {
	readonly userId: string;
	readonly askedAs: string;
}

/** Records that go by themselves, or when their person is forgotten. Every method throws `StoreError`. */
export function createPersonalRecords<Value>({ records, index, kind, ttlMs }: PersonalRecordsOptions<Value>) {
	const remove = async (userId: string, id: string) => {
		await records.delete(id);
		await index.remove(userId, { kind, id });
	};
	return {
		async keep(id: string, { userId, askedAs }: Ownership, value: Value): Promise<void> {
			await index.add(userId, { kind, id }, ttlMs);
			await records.set(id, value, { ttlMs });
			// Asked only now, because no lock is held: a tombstone that is raised later finds the record by its entry.
			if (await index.isForgotten(userId, askedAs)) await remove(userId, id);
		},
		/** Removes those of a person; how many there were. */
		async forget(userId: string): Promise<number> {
			const own = (await index.of(userId)).filter((entry) => entry.kind === kind);
			for (const { id } of own) await remove(userId, id);
			return own.length;
		},
	};
}
