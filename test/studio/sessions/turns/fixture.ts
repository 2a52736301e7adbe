import { settings } from '../../../../src/studio/requests/request.ts';
import type { NewTurn } from '../../../../src/studio/sessions/turns/append.ts';
import { GRACE_MS, MARKED_MS } from '../../../../src/studio/sessions/turns/keep-blobs.ts';
import type { Part } from '../../../../src/studio/sessions/turns/part.ts';
import type { SessionStore } from '../../../../src/studio/sessions/turns/session-records.ts';
import type { NewSession } from '../../../../src/studio/sessions/turns/sessions.ts';
import { createTurns, type Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import type { Store } from '../../../../src/studio/store.ts';
import { type FakeClock, fakeClock } from '../../../support/fake-clock.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';

export type TurnStore = SessionStore & Pick<Store, 'setTogether'>;

export const DAY_MS = 86_400_000;
export const RETENTION_MS = 30 * DAY_MS;
export const MODEL_ID = 'gemini-3-pro-image';
export const usualSettings = settings.parse({ model: 'flash', aspect: 'auto' });

export function openTurns(clock: FakeClock = fakeClock()) {
	const store = openMemoryStore({ clock });
	return { clock, store, turns: createTurns({ store, clock }) };
}

/** Alice's session `s1` in a thread of a guild. */
export const newSession = (changed: Partial<NewSession> = {}): NewSession => ({
	id: 's1',
	guildId: 'guild',
	parentPlaceId: 'channel',
	placeId: 'thread',
	ownerId: 'alice',
	settings: usualSettings,
	askedAs: '1',
	...changed,
});

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const pictureOf = (name: string, other: Partial<Part> = {}): Part => ({
	picture: { bytes: bytesOf(`picture of ${name}`), mimeType: 'image/jpeg' },
	signature: bytesOf(`signature of ${name}`),
	...other,
});

/** Alice's turn in `s1`, by default its first: a picture of its own. */
export const newTurn = (id: string, changed: Partial<NewTurn> = {}): NewTurn => ({
	id,
	sessionId: 's1',
	parentId: null,
	authorId: 'alice',
	modelId: MODEL_ID,
	settings: usualSettings,
	user: [{ text: `draw ${id}` }],
	model: [pictureOf(id)],
	usage: null,
	costMicroDollars: 134_000,
	isFreshStart: false,
	askedAs: '1',
	...changed,
});

/** Appends turns one after the other, each to the one before. */
export async function appendChain(turns: Turns, ids: readonly string[], changed: Partial<NewTurn> = {}): Promise<void> {
	let parentId = changed.parentId ?? null;
	for (const id of ids) parentId = (await turns.append(newTurn(id, { ...changed, parentId }))).id;
}

/** Opens a session with a first turn of its owner. */
export async function beginSession(turns: Turns, changed: Partial<NewSession> = {}): Promise<void> {
	const { id, ownerId } = await turns.open(newSession(changed));
	await appendChain(turns, [`first-of-${id}`], { sessionId: id, authorId: ownerId });
}

/** Removes what is due, and marks blobs that nothing refers to. */
export async function sweepNow(turns: Turns) {
	const sessions = await turns.sweepSessions(RETENTION_MS);
	const swept = await turns.sweepBlobs();
	return { ...sessions, blobs: swept.kind === 'swept' ? swept.blobs : swept.kind };
}

/** Lets every blob outlive its grace, and then the mark that it may get, and sweeps both times. */
export async function sweepLater(turns: Turns, clock: FakeClock) {
	await clock.advance(GRACE_MS + 1);
	const first = await sweepNow(turns);
	await clock.advance(MARKED_MS);
	const second = await sweepNow(turns);
	return { ...second, sessions: first.sessions + second.sessions, turns: first.turns + second.turns };
}

export async function hashesIn(store: TurnStore): Promise<string[]> {
	const hashes: string[] = [];
	for await (const { hash } of store.blobs.entries()) hashes.push(hash);
	return hashes.toSorted();
}

/** Everything that sessions are kept in, but for the pins, which go by themselves, and for who uses which blob. */
export async function everythingIn(store: TurnStore): Promise<Record<string, unknown>> {
	const found: [string, unknown][] = [];
	for (const namespace of [
		'sessions',
		'turns',
		'session-places',
		'turn-messages',
		'message-turns',
		'session-releases',
		'person-index',
		'removals',
		'blob-users',
	])
		for await (const [key, record] of store.records(namespace).entries())
			found.push([`${namespace}/${key}`, namespace === 'blob-users' || record]);
	for (const hash of await hashesIn(store)) found.push([`blobs/${hash}`, true]);
	return Object.fromEntries(found.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
