import type { NewTurn } from '../../../../src/studio/sessions/turns/append.ts';
import type { Exchange, Part } from '../../../../src/studio/sessions/turns/part.ts';
import { MODEL_ID, RETENTION_MS } from './fixture.ts';

export interface ModelTurn extends NewTurn {
	isForgotten: boolean;
	/** Pictures of the user, as text, that went with the people who gave them. */
	readonly hidden: Set<string>;
	readonly messageIds: string[];
}

export interface ModelSession {
	readonly id: string;
	placeId: string;
	readonly ownerId: string;
	headId: string | null;
	isEnded: boolean;
	readonly createdAtMs: number;
	lastUsedAtMs: number;
	readonly turnIds: string[];
}

const hex = ({ bytes }: { readonly bytes: Uint8Array }) => Buffer.from(bytes).toString('hex');
const picturesOf = (parts: readonly Part[]) =>
	parts.flatMap(({ picture }) => (picture === undefined ? [] : [hex(picture)]));
/** The pictures that the author gave, as far as they are still there. */
const givenIn = ({ user, hidden, contributed = [] }: ModelTurn) => {
	const byOthers = new Set(contributed.map(({ picture }) => hex(picture)));
	return picturesOf(user).filter((picture) => !hidden.has(picture) && !byOthers.has(picture));
};
const holdsSomething = ({ text, picture, signature, other }: Part) =>
	Boolean(text || picture || signature?.length || Object.keys(other ?? {}).length);

/** Sessions and turns as they should be: everything in memory, nothing ever goes wrong. */
export class Model {
	readonly sessions = new Map<string, ModelSession>();
	readonly turns = new Map<string, ModelTurn>();
	/** Sessions that are not ended, by place, the latest opened or taken up first. */
	readonly #places = new Map<string, string[]>();
	readonly #releasedAtMs = new Map<string, number>();
	#contributions: { readonly userId: string; readonly sessionId: string; readonly picture: string }[] = [];

	open(session: Pick<ModelSession, 'id' | 'placeId' | 'ownerId'>, nowMs: number): void {
		const times = { createdAtMs: nowMs, lastUsedAtMs: nowMs };
		this.sessions.set(session.id, { ...session, ...times, headId: null, isEnded: false, turnIds: [] });
	}

	append(made: NewTurn, nowMs: number): void {
		const session = this.#session(made.sessionId);
		this.turns.set(made.id, { ...made, isForgotten: false, messageIds: [], hidden: new Set() });
		for (const { userId, picture } of made.contributed ?? [])
			this.#contributions.push({ userId, sessionId: session.id, picture: hex(picture) });
		if (session.turnIds.length === 0) this.#enlist(session);
		session.turnIds.push(made.id);
		session.headId = made.id;
		session.lastUsedAtMs = nowMs;
	}

	link(turnId: string, messageId: string): void {
		this.#turn(turnId).messageIds.push(messageId);
	}

	undo(id: string, nowMs: number): void {
		const session = this.#session(id);
		const parentId = session.headId === null ? null : this.#turn(session.headId).parentId;
		session.headId = this.#nearestKept(parentId);
		session.lastUsedAtMs = nowMs;
		this.#enlist(session);
	}

	change(id: string, changed: Partial<Pick<ModelSession, 'placeId' | 'isEnded'>>, nowMs: number): void {
		const session = this.#session(id);
		const before = { ...session };
		Object.assign(session, changed, { lastUsedAtMs: nowMs });
		if (before.placeId !== session.placeId || session.isEnded) this.#unlist(before);
		this.#enlist(session);
	}

	forget(userId: string): void {
		for (const session of this.sessions.values()) if (session.ownerId === userId) this.#remove(session);
		const theirs = [...this.turns.values()].filter((turn) => turn.authorId === userId && !turn.isForgotten);
		for (const turn of this.turns.values()) {
			if (turn.authorId === userId) continue;
			const inSession = theirs.filter(({ sessionId }) => turn.isFreshStart && sessionId === turn.sessionId);
			const own = this.#ownOf(turn);
			const pictures = inSession
				.flatMap((one) => [...picturesOf(one.model), ...givenIn(one)])
				.filter((picture) => !own.has(picture));
			const given = this.#contributions.filter((one) => one.userId === userId && one.sessionId === turn.sessionId);
			for (const picture of [...pictures, ...given.map((one) => one.picture)])
				if (picturesOf(turn.user).includes(picture)) turn.hidden.add(picture);
		}
		this.#contributions = this.#contributions.filter((one) => one.userId !== userId);
		for (const turn of theirs) turn.isForgotten = true;
		for (const session of this.sessions.values()) session.headId = this.#nearestKept(session.headId);
	}

	/** What a turn's author drew in its session, or gave other than to go on afresh, which may be from another's. */
	#ownOf({ authorId, sessionId }: ModelTurn): ReadonlySet<string> {
		const theirs = [...this.turns.values()].filter(
			(turn) => turn.authorId === authorId && turn.sessionId === sessionId && !turn.isForgotten,
		);
		return new Set(theirs.flatMap((turn) => [...picturesOf(turn.model), ...(turn.isFreshStart ? [] : givenIn(turn))]));
	}

	release(placeId: string, nowMs: number): void {
		this.#releasedAtMs.set(placeId, nowMs);
	}

	sweep(nowMs: number): void {
		for (const session of this.sessions.values()) {
			const isReleased = session.createdAtMs <= (this.#releasedAtMs.get(session.placeId) ?? -1);
			if (isReleased || session.lastUsedAtMs <= nowMs - RETENTION_MS) this.#remove(session);
		}
		this.#releasedAtMs.clear();
	}

	sessionAt(placeId: string): string | undefined {
		return this.#list(placeId).find((id) => this.#session(id).turnIds.length > 0);
	}

	path(turnId: string): ModelTurn[] {
		const turn = this.#turn(turnId);
		return turn.parentId === null ? [turn] : [...this.path(turn.parentId), turn];
	}

	/** What the newest `most` turns of the history are, oldest first, or why there is none. */
	history(turnId: string, most: number): readonly Exchange[] | string {
		const path = this.path(turnId);
		const newest = path.at(-1);
		if (newest?.isForgotten !== false) return 'forgotten';
		const start = Math.max(
			0,
			path.findLastIndex(({ isForgotten, isFreshStart }) => !isForgotten && isFreshStart),
		);
		const from = Math.max(start, path.findLastIndex(({ isForgotten }) => isForgotten) + 1, path.length - most);
		const sent = path.slice(from);
		if ([newest, ...sent].some(({ modelId }) => modelId !== MODEL_ID)) return 'model-changed';
		if (sent.length === 0) return 'too-large';
		if (sent.some(({ hidden }) => hidden.size > 0)) return 'forgotten';
		return sent.map(({ user, model }) => ({ user: user.filter(holdsSomething), model: model.filter(holdsSomething) }));
	}

	#session(id: string): ModelSession {
		const session = this.sessions.get(id);
		if (session === undefined) throw new Error(`the test has no session ${id}`);
		return session;
	}

	#turn(id: string): ModelTurn {
		const turn = this.turns.get(id);
		if (turn === undefined) throw new Error(`the test has no turn ${id}`);
		return turn;
	}

	#nearestKept(turnId: string | null): string | null {
		if (turnId === null) return null;
		const { isForgotten, parentId } = this.#turn(turnId);
		return isForgotten ? this.#nearestKept(parentId) : turnId;
	}

	#remove(session: ModelSession): void {
		for (const id of session.turnIds) this.turns.delete(id);
		this.#unlist(session);
		this.sessions.delete(session.id);
	}

	#list(placeId: string): string[] {
		const listed = this.#places.get(placeId) ?? [];
		this.#places.set(placeId, listed);
		return listed;
	}

	/** A place lists a session from its first turn or change on. */
	#enlist({ id, placeId, isEnded }: ModelSession): void {
		const listed = this.#list(placeId);
		if (!isEnded && !listed.includes(id)) listed.unshift(id);
	}

	#unlist({ id, placeId }: ModelSession): void {
		this.#places.set(
			placeId,
			this.#list(placeId).filter((listed) => listed !== id),
		);
	}
}
