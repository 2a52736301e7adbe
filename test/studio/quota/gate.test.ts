import { describe, expect, test } from 'vitest';
import { WithdrawnError } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import type { ConfiguredLimits } from '../../../src/quota-variables.ts';
import type { Outcome } from '../../../src/studio/generation/outcome.ts';
import type { Metrics } from '../../../src/studio/metrics.ts';
import { accountsOf } from '../../../src/studio/quota/accounts.ts';
import { HOLD_MS, MOST_WAIT_MS } from '../../../src/studio/quota/billing.ts';
import { createBookings } from '../../../src/studio/quota/bookings.ts';
import { createGate } from '../../../src/studio/quota/gate.ts';
import { createLedger } from '../../../src/studio/quota/ledger/create-ledger.ts';
import { guildRules } from '../../../src/studio/rules/guild-rules.ts';
import { en } from '../../../src/words/en/index.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryJournal } from '../../support/memory-journal.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { noMetrics } from '../../support/no-metrics.ts';
import { drawn, imageRequest, MODELS } from '../../support/requests.ts';

const ONE_PICTURE = { user: [{ window: 'day', of: 'images', most: 1 }], guild: [], bot: [] } as const;
const ONE_DOLLAR = { user: [], guild: [], bot: [{ window: 'day', of: 'microDollars', most: 1_000_000 }] } as const;
const RULES = guildRules.parse({ v: 1 });
const GUILD = '100000000000000009';

/** A gate for one picture a day, or for a dollar, and what was locked, read and written behind it. */
function openGate(limits: ConfiguredLimits = ONE_PICTURE, metrics: Metrics = noMetrics) {
	const clock = fakeClock();
	const store = openMemoryStore({ clock });
	const touched: string[] = [];
	const written: string[] = [];
	const ledger = createLedger({
		clock,
		reportUnreadable: store.reportUnreadable,
		setTogether(writes, lease) {
			written.push(...writes.map(({ key }) => key));
			return store.setTogether(writes, lease);
		},
		locks: {
			withLock(keys, work) {
				touched.push(...keys);
				return store.locks.withLock(keys, work);
			},
		},
		records(namespace) {
			const records = store.records(namespace);
			return {
				get(key) {
					touched.push(key);
					return records.get(key);
				},
				set: (...write) => records.set(...write),
				add: (...write) => records.add(...write),
				delete: (key) => records.delete(key),
				entries: (prefix) => records.entries(prefix),
			};
		},
	});
	const log = createLog('silent');
	const bookings = createBookings({ ledger, journal: memoryJournal(), clock, log });
	const gate = createGate({ ledger, bookings, limits, models: MODELS, metrics, clock, log });
	const asker = { ...imageRequest().asker, guildId: GUILD };
	return { gate, touched, written, ledger, limits, clock, request: imageRequest({ asker }) };
}

test('a person who is refused takes no lock, and the pages of the house are not looked at', async () => {
	const { gate, touched, request } = openGate();
	{
		await using admission = await gate.admit(request, RULES);
		const answer = await admission.call(MODELS.flash, async () => drawn(), new AbortController().signal);
		await answer.book(true);
	}
	expect(touched).toContain('ledger-account:bot:all');
	touched.length = 0;
	await expect(gate.admit({ ...request, id: '100000000000000077' }, RULES)).rejects.toThrow(
		'You have 0 of 1 picture left today.',
	);
	const { userId } = request.asker;
	expect(touched).toEqual([`user:${userId}`, `user:${GUILD}/${userId}`]);
});

test('a call that the person has no room for holds nothing of the house, not even for a moment', async () => {
	const { gate, written, request, ledger, limits } = openGate();
	await using admission = await gate.admit(request, RULES);
	// Taken by another of their requests in between.
	const { person } = accountsOf(request.asker, RULES, limits);
	await ledger.reserve('other', person, { images: 1, microDollars: 0 }, 60_000);
	written.length = 0;
	let calls = 0;
	const send = async () => {
		calls++;
		return drawn();
	};
	const { outcome } = await admission.call(MODELS.flash, send, new AbortController().signal);
	expect(outcome).toMatchObject({ kind: 'over-limit', usage: undefined });
	expect(calls).toBe(0);
	expect(written).toEqual([]);
});

test('what a call cost is booked even if it cannot be reported', async () => {
	const metrics = {
		...noMetrics,
		spent() {
			throw new Error('a broken counter');
		},
	};
	const { gate, request, ledger, limits, clock } = openGate(ONE_DOLLAR, metrics);
	await using admission = await gate.admit(request, RULES);
	const call = admission.call(MODELS.flash, async () => drawn(), new AbortController().signal);
	await expect(call).rejects.toThrow('a broken counter');
	await clock.advance(1);
	const [house] = accountsOf(request.asker, RULES, limits).house;
	expect(house && (await ledger.history(house)).today).toMatchObject([{ images: 1, model: 'flash' }]);
});

describe('a call that another process is in the way of', () => {
	/** A gate whose budget another process may use up. */
	async function openBusyGate() {
		const { gate, ledger, limits, request, clock } = openGate(ONE_DOLLAR);
		const { house } = accountsOf(request.asker, RULES, limits);
		const most = { microDollars: 900_000 };
		await ledger.reserve('theirs', house, { images: 1, microDollars: 40_000, most }, HOLD_MS);
		const admission = await gate.admit(request, RULES);
		const ended = new AbortController();
		const sent: number[] = [];
		const send = async () => {
			sent.push(clock.now());
			return drawn();
		};
		const outcome = admission.call(MODELS.flash, send, ended.signal).then((answer) => answer.outcome);
		await clock.sleepers();
		return { clock, ledger, limits, request, admission, outcome, sent, ended };
	}

	test('is made soon after that one has booked its own', async () => {
		const { clock, ledger, outcome, sent } = await openBusyGate();
		await clock.advance(60_000);
		expect(sent).toEqual([]);
		await ledger.settle('theirs', [{ images: 1, microDollars: 40_000, model: 'flash' }]);
		await clock.advance(2000);
		expect(await outcome).toMatchObject({ kind: 'images' });
		expect(sent).toHaveLength(1);
	});

	test('is given up after five minutes, and the person is told so and keeps their room', async () => {
		const { clock, ledger, outcome, sent, admission, limits, request } = await openBusyGate();
		await clock.advance(MOST_WAIT_MS);
		const given = await outcome;
		expect(given.kind === 'over-limit' && given.says(en)).toBe(
			"You're close to a limit, where I make pictures one at a time, and your turn didn't come. You weren't charged; try again in a few minutes.",
		);
		await admission[Symbol.asyncDispose]();
		const { person } = accountsOf(request.asker, RULES, limits);
		const limited = person.map((account) => ({ ...account, limits: ONE_PICTURE.user }));
		expect((await ledger.standing(limited)).map(({ used }) => used)).toEqual([0, 0]);
		expect(sent).toEqual([]);
	});

	test('is not waited for any more when nobody wants it', async () => {
		const { outcome, sent, ended } = await openBusyGate();
		ended.abort();
		expect(await outcome).toMatchObject({ kind: 'cancelled', usage: undefined });
		expect(sent).toEqual([]);
	});
});

test.each([
	['the bot stops', undefined, []],
	['the person withdraws', new WithdrawnError(), [1]],
])('a call that ends because %s counts for the person accordingly', async (_, reason, failedCalls) => {
	const { gate, ledger, request } = openGate();
	const withdrawing = new AbortController();
	{
		await using admission = await gate.admit(request, RULES);
		const send = async (): Promise<Outcome> => {
			if (reason !== undefined) withdrawing.abort(reason);
			return { kind: 'cancelled', serviceSays: 'cancelled', usage: 'unknown' };
		};
		await admission.call(MODELS.flash, send, withdrawing.signal);
	}
	const { today } = await ledger.history({ kind: 'user', id: request.asker.userId });
	expect(today.map((use) => use.failedCalls)).toEqual(failedCalls);
	expect((await ledger.history({ kind: 'bot', id: 'all' })).today).toHaveLength(1);
});
