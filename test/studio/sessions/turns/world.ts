import { expect } from 'vitest';
import { GRACE_MS, MARKED_MS } from '../../../../src/studio/sessions/turns/keep-blobs.ts';
import { createTurns, type Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import type { FakeClock } from '../../../support/fake-clock.ts';
import { check } from './check.ts';
import { everythingIn, RETENTION_MS, sweepNow, type TurnStore } from './fixture.ts';
import { Model } from './model.ts';
import { mortalStore } from './mortal-store.ts';
import { assertSound } from './sound.ts';
import { type Fate, planDeed, type Step } from './steps.ts';

/** A place to keep things that outlives the process. */
export interface Medium extends AsyncDisposable {
	store(): TurnStore;
	restart(): Promise<void>;
}

/** The bot and what it keeps, beside the model of what it should keep. */
export class World {
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
		const action = planDeed(taken, this.#model, `id-${this.#ids++}`, this.#clock.now());
		if (action === undefined) return;
		if (how === undefined) await action.act(this.#turns);
		else {
			const { seen, isDead } = mortalStore(this.#medium.store(), how);
			const hasDied = await action.act(createTurns({ store: seen, clock: this.#clock })).then(
				() => false,
				(error: unknown) => {
					if (!isDead()) throw error;
					return true;
				},
			);
			const isDone = !hasDied || (await action.isDone?.(this.#turns)) === true;
			if (!isDone && action.mayBeLost === true && !how.isAskedAgain) return;
			if (!isDone) await action.act(this.#turns);
		}
		action.apply(this.#model);
	}

	async end(): Promise<void> {
		await this.#sweepAfter(GRACE_MS + 1);
		await check(this.#turns, this.#model);
		await assertSound(this.#medium.store(), this.#clock);
		await this.#sweepAfter(RETENTION_MS);
		expect(await everythingIn(this.#medium.store())).toEqual({});
	}

	/** Twice, because blobs are marked first. */
	async #sweepAfter(ms: number): Promise<void> {
		for (const waitMs of [ms, MARKED_MS]) {
			await this.#clock.advance(waitMs);
			await sweepNow(this.#turns);
			this.#model.sweep(this.#clock.now());
		}
	}
}
