import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptError } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import { createUserQueue } from '../../../src/queue/in-process.ts';
import type { Delivery } from '../../../src/studio/delivery.ts';
import { createLedger } from '../../../src/studio/quota/ledger/create-ledger.ts';
import type { RequestDraft } from '../../../src/studio/requests/request.ts';
import type { Store } from '../../../src/studio/store.ts';
import { createStudio } from '../../../src/studio/studio.ts';
import { en } from '../../../src/words/en/index.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { memoryJournal } from '../../support/memory-journal.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { noMetrics } from '../../support/no-metrics.ts';
import { drawn, imageRequest, MODELS, picture, replyTarget } from '../../support/requests.ts';
import { type Death, mortalStore } from '../sessions/turns/mortal-store.ts';

const log = createLog('silent');
const NOW_MS = Date.now();
const id = `${BigInt(NOW_MS - Date.UTC(2015, 0, 1)) << 22n}`;
const { settings: chosen, ...request } = imageRequest({ id, replyTo: replyTarget({ interactionId: id }) });

/** What one person sees, whichever process shows it: a message with the same key is posted once. */
function openPerson() {
	const pictures = new Set<string>();
	const texts: string[] = [];
	const deliveryOf = (isDead: () => boolean): Delivery => {
		const whileAlive = <T>(work: () => T): Promise<T> =>
			isDead() ? Promise.reject(new Error('this process is dead')) : Promise.resolve(work());
		return {
			acknowledge: () => whileAlive(() => 'ours' as const),
			isThinking: () => whileAlive(() => pictures.size + texts.length === 0),
			deliver: (target, { id, outcome }) =>
				whileAlive(() => {
					if (outcome.kind === 'images') pictures.add(id);
					else texts.push(outcome.kind);
					return [{ channelId: target.channelId ?? '', messageId: `message of ${id}` }];
				}),
			tell: (_, text) => whileAlive(() => void texts.push(text(en))),
			offer: (_, { text }) => whileAlive(() => void texts.push(text)),
			show: () => Promise.resolve(),
			openThread: () => Promise.resolve(undefined),
			note: () => Promise.resolve(),
			archive: () => Promise.resolve(),
			showWorking: () => Promise.resolve(),
			picturesOf: () => Promise.resolve([]),
		};
	};
	return { pictures, texts, deliveryOf };
}

type Person = ReturnType<typeof openPerson>;

interface World {
	readonly store: Store;
	readonly clock: FakeClock;
	readonly person: Person;
}

/** A process that dies at a write of the store, or never. */
function openProcess({ store, clock, person }: World, ownerId: string, death: Death) {
	const { seen, isDead } = mortalStore(store, death);
	const studio = createStudio({
		imageModel: {
			async generate() {
				const shown = picture();
				const usage = { inputTokens: 2, imageTokens: 1120, textTokens: 0, thoughtTokens: 0 };
				return drawn({ pieces: [{ kind: 'picture', picture: shown }], parts: [{ picture: shown }], usage });
			},
		},
		references: { load: () => Promise.resolve({ kind: 'ready', pictures: [] }) },
		store: { ...store, ...seen },
		userQueue: createUserQueue({ running: 1, waiting: 0 }),
		readsMessages: () => false,
		historyBudgetBytes: 0,
		limits: { user: [], guild: [], bot: [] },
		ownerId,
		isAlone: true,
		journal: memoryJournal(),
		random: () => 0,
		delivery: person.deliveryOf(isDead),
		models: MODELS,
		metrics: noMetrics,
		clock,
		log,
	});
	return { studio, isDead };
}

const NEVER: Death = { atWrite: 10_000, isWritten: true };

const say = (person: Person, error: unknown) => person.texts.push(error instanceof KeptError ? 'kept' : 'not charged');

/** Resolves once the process has finished or died. */
async function settle(clock: FakeClock, isDone: () => Promise<boolean>): Promise<void> {
	for (let turn = 0; turn < 400 && !(await isDone()); turn++) {
		await setImmediate();
		if (turn % 20 === 19) await clock.advance(15_000);
	}
}

async function resume(world: World, ownerId: string, death: Death): Promise<void> {
	const { studio, isDead } = openProcess(world, ownerId, death);
	const recovering = studio.recover().catch(() => undefined);
	await Promise.race([recovering, settle(world.clock, async () => isDead())]);
	studio.resumeJobs(async (error) => {
		if (isDead()) return false;
		say(world.person, error);
		return true;
	});
	await settle(world.clock, async () => isDead() || (await world.store.records('jobs').get(request.id)) === undefined);
}

/** Plays a request in processes that die one after the other, until one that lives finishes it. */
async function playUntilDone(draft: RequestDraft, deaths: readonly Death[]) {
	const clock = fakeClock(NOW_MS);
	const store = openMemoryStore({ clock });
	const world = { store, clock, person: openPerson() };
	const [first = NEVER, ...others] = deaths;
	const { studio, isDead } = openProcess(world, 'first', first);
	if (draft.replyTo.kind === 'interaction') await Promise.race([studio.jobs.receive(draft.replyTo), setImmediate()]);
	const running = studio.jobs.run(draft).then(
		() => studio.jobs.finish(draft.id),
		async (error: unknown) => {
			if (isDead()) return;
			say(world.person, error);
			await studio.jobs.finish(draft.id);
		},
	);
	let isOver = false;
	void running.finally(() => {
		isOver = true;
	});
	await settle(clock, async () => isOver || isDead());
	for (const [index, death] of [...others, NEVER].entries()) await resume(world, `next ${index}`, death);
	const { today } = await createLedger({ ...store, clock }).history({ kind: 'user', id: draft.replyTo.userId });
	return {
		pictures: [...world.person.pictures],
		texts: world.person.texts,
		charged: today.reduce((sum, { images }) => sum + images, 0),
		isRecorded: (await store.records('jobs').get(draft.id)) !== undefined,
		isDead: isDead(),
		count: draft.count,
	};
}

const toInteraction = { ...request, chosen };
const toMessage = {
	...toInteraction,
	replyTo: { kind: 'message', channelId: '1', messageId: id, userId: request.asker.userId, maxFileBytes: 1000 },
} as const;

/** More than a request writes. */
const MOST_WRITES = 50;

const RESTARTED = "I had to restart before it was your turn. You weren't charged; try again in a minute.";

/** The pictures were shown and charged once each, or the person was told that they were not, if they saw anything. */
const isFair = ({ pictures, texts, charged, isRecorded, count }: Awaited<ReturnType<typeof playUntilDone>>) =>
	!isRecorded &&
	(pictures.length > 0
		? pictures.length === count && texts.length === 0 && charged === count
		: charged === 0 && texts.every((text) => text === RESTARTED || text === 'not charged'));

test.each([
	['an interaction', toInteraction],
	['a message', toMessage],
])(
	'a process may be killed after any write of the store: the picture of %s is shown once and charged once',
	async (_, draft) => {
		for (let atWrite = 1, isDead = true; isDead; atWrite++) {
			const end = await playUntilDone(draft, [{ atWrite, isWritten: true }]);
			expect({ atWrite, ...end }).toSatisfy(isFair);
			isDead = end.isDead;
			expect(atWrite).toBeLessThan(MOST_WRITES);
		}
	},
);

test('processes may be killed at any write, one after the other: the picture is shown once and charged once', async () => {
	const death = fc.record({ atWrite: fc.integer({ min: 3, max: 28 }), isWritten: fc.boolean() });
	await fc.assert(
		fc.asyncProperty(fc.array(death, { minLength: 2, maxLength: 2 }), async (deaths) => {
			expect(await playUntilDone(toInteraction, deaths)).toSatisfy(isFair);
		}),
		{ numRuns: 20 },
	);
});
