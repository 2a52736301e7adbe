import fc from 'fast-check';
import { GRACE_MS, MARKED_MS } from '../../../../src/studio/sessions/turns/keep-blobs.ts';
import type { Part } from '../../../../src/studio/sessions/turns/part.ts';
import type { Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import { bytesOf, DAY_MS, MODEL_ID, newSession, newTurn, sweepNow } from './fixture.ts';
import type { Model } from './model.ts';
import type { Death } from './mortal-store.ts';

/** Carol and Dave will be forgotten, and Dave owns nothing. */
const person = fc.constantFrom('alice', 'bob', 'carol');
const author = fc.constantFrom('alice', 'bob', 'carol', 'dave');
const place = fc.constantFrom('p1', 'p2', 'p3');
const which = fc.nat({ max: 1000 });

/** Few, so that turns share blobs. */
const someBytes = fc.constantFrom(...['', 'a', 'b', 'c', 'd'].map(bytesOf));
const other = fc.dictionary(fc.constantFrom('videoMetadata', 'x'), fc.constantFrom(null, 1, 'é', { a: [true] }));
const part: fc.Arbitrary<Part> = fc.record(
	{
		text: fc.oneof({ weight: 4, arbitrary: fc.string({ unit: 'grapheme' }) }, fc.constant('long '.repeat(4000))),
		picture: fc.record({ bytes: someBytes, mimeType: fc.constant('image/jpeg') }),
		signature: someBytes,
		other,
	},
	{ requiredKeys: [] },
);
const parts = fc.array(part, { maxLength: 3 });

const made = fc.record({
	authorId: author,
	user: parts,
	model: parts,
	/** Who gave the pictures of the user's parts; the author where it is nobody else. */
	contributors: fc.array(fc.constantFrom(undefined, 'bob', 'carol', 'dave'), { maxLength: 3 }),
	modelId: fc.constantFrom(MODEL_ID, MODEL_ID, MODEL_ID, 'another model'),
	isFreshStart: fc.constantFrom(false, false, false, true),
});
/** The parent is the head when none is chosen. */
const appended = fc.record({
	kind: fc.constant('append'),
	session: which,
	parent: fc.option(which, { freq: 1 }),
	made,
});

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

/** Something that people or time do. What destroys much is rare, so that trees can grow. */
export const step = fc.oneof(
	often(4, fc.record({ kind: fc.constant('open'), placeId: place, ownerId: person })),
	often(18, appended),
	often(4, fc.record({ kind: fc.constant('link'), turn: which })),
	often(5, fc.record({ kind: fc.constantFrom('undo', 'end', 'reopen'), session: which })),
	often(1, fc.record({ kind: fc.constant('move'), session: which })),
	often(1, fc.record({ kind: fc.constant('forget'), userId: fc.constantFrom('carol', 'dave') })),
	often(1, fc.record({ kind: fc.constant('release'), placeId: fc.constant('p3') })),
	often(2, fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(1, GRACE_MS, DAY_MS, MARKED_MS) })),
	often(4, fc.record({ kind: fc.constantFrom('sweep', 'restart', 'check') })),
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** How the process that takes a step dies, if it does, and whether anybody asks again. */
export interface Fate extends Death {
	readonly isAskedAgain: boolean;
}
export const fate: fc.Arbitrary<Fate | undefined> = fc.option(
	fc.record({ atWrite: fc.integer({ min: 1, max: 9 }), isWritten: fc.boolean(), isAskedAgain: fc.boolean() }),
	{ nil: undefined, freq: 4 },
);

/** A step as it is done, and as it should turn out. */
export interface ModerationAction {
	act(turns: Turns): Promise<unknown>;
	apply(model: Model): void;
	/** Whether it was done already; when it is not told, it may be done again. */
	isDone?(turns: Turns): Promise<boolean>;
	/** Nobody need ask again for what was not done. */
	readonly mayBeLost?: boolean;
}

const pick = <T>(items: Iterable<T>, index: number): T | undefined => {
	const list = [...items];
	return list[index % Math.max(1, list.length)];
};

/** `undefined` when there is nothing that the step could be taken on. @param fresh an id that nobody has. */
export function planDeed(step: Step, model: Model, fresh: string, nowMs: number): ModerationAction | undefined {
	const askedAs = fresh.replace('id-', '');
	switch (step.kind) {
		case 'open': {
			const opened = { id: fresh, placeId: step.placeId, ownerId: step.ownerId };
			return {
				act: (turns) => turns.open(newSession({ ...opened, askedAs, parentPlaceId: null })),
				apply: () => model.open(opened, nowMs),
			};
		}
		case 'append':
			return planAppend(step, model, fresh, nowMs);
		case 'link': {
			const turn = pick(model.turns.values(), step.turn);
			if (turn === undefined || turn.isForgotten) return undefined;
			return {
				act: (turns) => turns.linkMessages(turn.id, [{ placeId: 'p1', id: fresh }]),
				apply: () => model.link(turn.id, fresh),
			};
		}
		case 'forget':
			return { act: (turns) => turns.forget(step.userId, askedAs), apply: () => model.forget(step.userId) };
		case 'release':
			return { act: (turns) => turns.release(step.placeId), apply: () => model.release(step.placeId, nowMs) };
		case 'sweep':
			return { act: (turns) => sweepNow(turns), apply: () => model.sweep(nowMs) };
		case 'undo':
		case 'end':
		case 'reopen':
		case 'move':
			return planChange(step, model, `thread-${fresh}`, nowMs);
		case 'wait':
		case 'restart':
		case 'check':
			return undefined;
	}
}

function planAppend(
	step: Step & { kind: 'append' },
	model: Model,
	fresh: string,
	nowMs: number,
): ModerationAction | undefined {
	const session = pick(model.sessions.values(), step.session);
	if (session === undefined) return undefined;
	const parentId = step.parent === null ? session.headId : (pick(session.turnIds, step.parent) ?? null);
	const { contributors, ...made } = step.made;
	const contributed = made.user.flatMap(({ picture }, index) => {
		const userId = contributors[index];
		return picture === undefined || userId === undefined || userId === made.authorId ? [] : [{ userId, picture }];
	});
	const askedAs = fresh.replace('id-', '');
	const turn = newTurn(fresh, { ...made, sessionId: session.id, parentId, askedAs, contributed });
	return {
		act: (turns) => turns.append(turn),
		apply: () => model.append(turn, nowMs),
		isDone: async (turns) => (await turns.session(session.id))?.turnIds.includes(fresh) === true,
		mayBeLost: true,
	};
}

function planChange(
	step: Step & { kind: 'undo' | 'end' | 'reopen' | 'move' },
	model: Model,
	placeId: string,
	nowMs: number,
): ModerationAction | undefined {
	const session = pick(model.sessions.values(), step.session);
	if (session === undefined) return undefined;
	const { id, headId } = session;
	switch (step.kind) {
		case 'undo':
			return {
				act: (turns) => turns.undo(id),
				apply: () => model.undo(id, nowMs),
				isDone: async (turns) => (await turns.session(id))?.headId !== headId,
			};
		case 'end':
			return { act: (turns) => turns.end(id), apply: () => model.change(id, { isEnded: true }, nowMs) };
		case 'reopen':
			return { act: (turns) => turns.reopen(id), apply: () => model.change(id, { isEnded: false }, nowMs) };
		case 'move':
			return {
				act: (turns) => turns.setPlace(id, { guildId: 'guild', parentPlaceId: null, placeId }),
				apply: () => model.change(id, { placeId }, nowMs),
			};
	}
}
