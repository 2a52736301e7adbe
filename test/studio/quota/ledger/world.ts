import { expect } from 'vitest';
import { z } from 'zod';
import { sumAmounts } from '../../../../src/studio/quota/ledger/account-record.ts';
import { createLedger, type LedgerDependencies } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import type { Ledger } from '../../../../src/studio/quota/ledger/ledger.ts';
import { StoreError } from '../../../../src/studio/store.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { openMemoryStore } from '../../../support/memory-store.ts';
import { TTL_MS } from './accounts.ts';
import { type Breakage, breakAt } from './breakable-store.ts';
import { accounts, accountsOf, type Known, Model } from './model.ts';
import { watchLocks } from './watched-store.ts';

/** Where a process ends in the middle of a call, and whether another one makes the call again. */
export type Crash = (Breakage & { readonly isMadeAgain: boolean }) | null;

/**
 * Each request costs 1 in a digit of its own in base 4, and 2 if what is due counts, so that a sum tells which were
 * counted, how, and how often.
 */
const costOf = (request: number) => 4 ** request;

const OWNER = 'world';

/** What may count of a request in the end: nothing, what was settled, or what was due. */
function possibleDigits({ state, isDue }: Known): readonly number[] {
	switch (state) {
		case 'settled':
			return [1];
		case 'undecided':
			return isDue ? [0, 1, 2] : [0, 1];
		case 'held':
			return isDue ? [2] : [0];
		case 'estimated':
			return [2];
		case 'perhaps':
		case 'unpromised':
		case 'ending':
			return isDue ? [0, 2] : [0];
		case 'gone':
		case 'takenBack':
			return [0];
	}
}

/** What is `reserved` already, whatever is asked for. */
const TAKEN: ReadonlySet<Known['state'] | undefined> = new Set(['held', 'settled', 'estimated']);

const withoutHolds = z.object({ holds: z.array(z.never()) });

/** A ledger, and beside it what it should say. */
export class World {
	readonly #clock = fakeClock();
	readonly #store = watchLocks(openMemoryStore({ clock: this.#clock }));
	readonly #model = new Model();
	#ledger = this.#open();
	#latestMs = this.#clock.now();

	async reserve(request: number, images: number, isDue: boolean, crash: Crash): Promise<void> {
		const nowMs = this.#clock.now();
		const before = this.#model.known.get(request);
		const isTaken = TAKEN.has(before?.state);
		// Every call has an id of its own: only what stands is ever asked for again.
		if (before !== undefined && !isTaken) return;

		const estimate = { images, microDollars: costOf(request) };
		const due = [{ model: 'flash', images: 0, microDollars: 2 * costOf(request) }];
		const answer = await this.#call(crash, (ledger) =>
			ledger.reserve(`${request}`, accountsOf(request), { ...estimate, ...(isDue && { due }) }, TTL_MS),
		);
		const possible = isTaken ? ['reserved'] : this.#model.possibleAnswers(request, images, nowMs);
		if (answer !== 'cut short') expect(possible).toContain(answer.kind);
		if (isTaken || (answer !== 'cut short' && answer.kind === 'refused')) return;
		const state = answer === 'cut short' ? 'unpromised' : 'held';
		const untilMs = nowMs + TTL_MS;
		const known = {
			atMs: nowMs,
			untilMs,
			estimate: images,
			state,
			isDue,
			images: 0,
			beyond: 0,
		} as const;
		this.#model.known.set(request, known);
	}

	async settle(request: number, images: number, crash: Crash): Promise<void> {
		const before = this.#model.known.get(request);
		if (before?.state === 'unpromised') return;
		const isSecond = before?.state === 'settled' || before?.state === 'undecided';
		// Cut short before, it is made again with what it was made with.
		const used = before?.state === 'undecided' ? before.images : images;
		const settling = this.#call(crash, (ledger) =>
			ledger.settle(`${request}`, [{ model: 'flash', images: used, microDollars: costOf(request) }]),
		);
		if (before === undefined) return expect(settling).rejects.toThrow('no reservation');
		const state = (await settling) === 'cut short' ? 'undecided' : 'settled';
		const beyond = before.state === 'held' ? Math.max(0, used - before.estimate) : used;
		if (!isSecond) this.#know(request, { state, images, beyond, ...(before.state === 'gone' && { untilMs: 0 }) });
		else if (before.state === 'undecided') this.#know(request, { state });
	}

	async refund(request: number, crash: Crash): Promise<void> {
		const answer = await this.#call(crash, (ledger) => ledger.refund(`${request}`));
		const { state, images = 0 } = this.#model.known.get(request) ?? {};
		// Its room may have been given back, so what is settled of it later comes on top.
		if (state === 'undecided') this.#know(request, { beyond: images });
		if (state === 'held' || state === 'perhaps')
			this.#know(request, { state: answer === 'cut short' ? 'perhaps' : 'gone' });
		if (state === 'estimated' || state === 'ending')
			this.#know(request, { state: answer === 'cut short' ? 'ending' : 'takenBack' });
		if (state === 'unpromised' && answer !== 'cut short') this.#know(request, { untilMs: 0 });
	}

	async sweep(crash: Crash): Promise<void> {
		const answer = await this.#call(crash, (ledger) => ledger.sweep());
		const nowMs = this.#clock.now();
		this.#model.end(({ untilMs, isDue }) => isDue && untilMs <= nowMs, answer === 'cut short');
	}

	async reclaim(crash: Crash): Promise<void> {
		const answer = await this.#call(crash, (ledger) => ledger.reclaim(new Set([OWNER])));
		this.#model.end(() => true, answer === 'cut short');
	}

	async setClock(byMs: number): Promise<void> {
		await this.#clock.advance(byMs);
		this.#latestMs = Math.max(this.#latestMs, this.#clock.now());
		this.#model.passTo(this.#clock.now());
	}

	/** What people would be told now is what can be. */
	async check(): Promise<void> {
		const standings = await this.#ledger.standing(accounts);
		expect(standings.flatMap((standing) => this.#model.objection(standing, this.#clock.now()) ?? [])).toEqual([]);
	}

	/** Once everything has expired and was swept, exactly what was settled counts, for all of its accounts, once. */
	async checkEnd(): Promise<void> {
		await this.setClock(this.#latestMs + TTL_MS - this.#clock.now());
		await this.#ledger.sweep();
		expect(await this.#ledger.sweep()).toBe(0);
		for await (const [, page] of this.#store.records('ledger-accounts').entries()) withoutHolds.parse(page);

		const totals = new Map(await Promise.all(accounts.map(async (one) => [one, await this.#totalOf(one)] as const)));
		for (const [request, known] of this.#model.known) {
			const digits = accounts.map((one) => Math.floor((totals.get(one)?.microDollars ?? 0) / costOf(request)) % 4);
			const digit = Math.max(...digits);
			expect(possibleDigits(known), `request ${request}, ${known.state}`).toContain(digit);
			expect(digits).toEqual(accounts.map((one) => (accountsOf(request).includes(one) ? digit : 0)));
			this.#know(request, { state: digit === 0 ? 'gone' : 'settled', ...(digit === 2 && { images: 0 }) });
		}
		for (const { atMs } of this.#model.known.values()) {
			await this.setClock(atMs - this.#clock.now());
			await this.check();
		}
	}

	#open(store: Omit<LedgerDependencies, 'clock'> = this.#store): Ledger {
		return createLedger({ ...store, clock: this.#clock, ownerId: OWNER });
	}

	async #totalOf(account: (typeof accounts)[number]) {
		const { months } = await this.#ledger.history(account);
		return sumAmounts(months.flatMap(({ uses }) => uses));
	}

	#know(request: number, changed: Partial<Known>): void {
		const known = this.#model.known.get(request);
		if (known !== undefined) this.#model.known.set(request, { ...known, ...changed });
	}

	async #call<T>(crash: Crash, work: (ledger: Ledger) => Promise<T>): Promise<T | 'cut short'> {
		if (crash === null) return work(this.#ledger);
		try {
			return await work(this.#open(breakAt(this.#store, crash)));
		} catch (error) {
			if (!(error instanceof StoreError)) throw error;
			this.#ledger = this.#open();
			return crash.isMadeAgain ? work(this.#ledger) : 'cut short';
		}
	}
}
