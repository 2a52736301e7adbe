import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openMemoryStore, openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/studio/store-ports.ts';
import { GRACE_MS } from '../../../src/studio/turns/keep-blobs.ts';
import { createTurns, type Turns } from '../../../src/studio/turns/turns.ts';
import { silentLog, temporaryFolder } from '../../store/open-temporary.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { check } from './check.ts';
import { everythingIn, RETENTION_MS, sweepNow, type TurnStore } from './fixture.ts';
import { Model } from './model.ts';
import { mortalStore } from './mortal-store.ts';
import { assertSound } from './sound.ts';
import { type Fate, fate, planDeed, type Step, step } from './steps.ts';

/** A place to keep things that outlives the process. */
interface Medium extends AsyncDisposable {
	store(): TurnStore;
	restart(): Promise<void>;
}

class World {
	readonly #medium: Medium;
	readonly #clock: FakeClock;
	readonly #model = new Model();
	#ids = 0;

	constructor(medium: Medium, clock: FakeClock) {
		this.#medium = medium;
		this.#clock = clock;
	}

	/** The bot, started anew; it holds nothing, so each step may have its own. */
	get #turns(): Turns {
		return createTurns({ store: this.#medium.store(), clock: this.#clock });
	}

	async take(taken: Step, how: Fate | undefined): Promise<void> {
		if (taken.kind === 'wait') return this.#clock.advance(taken.ms);
		if (taken.kind === 'restart') return this.#medium.restart();
		if (taken.kind === 'check') return check(this.#turns, this.#model);
		const deed = planDeed(taken, this.#model, `id-${this.#ids++}`, this.#clock.now());
		if (deed === undefined) return;
		if (how === undefined) await deed.act(this.#turns);
		else {
			const { seen, isDead } = mortalStore(this.#medium.store(), how);
			const hasDied = await deed.act(createTurns({ store: seen, clock: this.#clock })).then(
				() => false,
				(error: unknown) => {
					if (!isDead()) throw error;
					return true;
				},
			);
			const isDone = !hasDied || (await deed.isDone?.(this.#turns)) === true;
			if (!isDone && deed.mayBeLost === true && !how.isAskedAgain) return;
			if (!isDone) await deed.act(this.#turns);
		}
		deed.apply(this.#model);
	}

	async end(): Promise<void> {
		await this.#sweepAfter(GRACE_MS + 1);
		await check(this.#turns, this.#model);
		await assertSound(this.#medium.store(), this.#clock);
		await this.#sweepAfter(RETENTION_MS);
		expect(await everythingIn(this.#medium.store())).toEqual({});
	}

	async #sweepAfter(ms: number): Promise<void> {
		await this.#clock.advance(ms);
		await sweepNow(this.#turns);
		this.#model.sweep(this.#clock.now());
	}
}

const memory = async (clock: FakeClock): Promise<Medium> => {
	const store = openMemoryStore({ clock });
	return { store: () => store, restart: async () => {}, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
};

const disk = async (clock: FakeClock): Promise<Medium> => {
	const folder = await temporaryFolder();
	const open = () => openStore({ dataDir: folder.path, clock, log: silentLog });
	let store: Store = await open();
	return {
		store: () => store,
		async restart() {
			await store[Symbol.asyncDispose]();
			store = await open();
		},
		async [Symbol.asyncDispose]() {
			await store[Symbol.asyncDispose]();
			await folder.remove();
		},
	};
};

describe.each([
	{ name: 'memory', open: memory, numRuns: 100, most: 40 },
	{ name: 'a disk', open: disk, numRuns: 5, most: 24 },
])('in $name', ({ open, numRuns, most }) => {
	test('whatever people do and wherever processes die, every session is as it should be', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(step, fate), { minLength: most / 2, maxLength: most }), async (steps) => {
				const clock = fakeClock();
				await using medium = await open(clock);
				const world = new World(medium, clock);
				for (const placeId of ['p1', 'p2'] as const)
					await world.take({ kind: 'open', placeId, ownerId: 'alice' }, undefined);
				for (const [taken, how] of steps) await world.take(taken, how);
				await world.end();
			}),
			{ numRuns },
		);
	}, 60_000);
});
