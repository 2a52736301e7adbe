import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { openMemoryStore } from '../../src/store/open.ts';
import { accountsOf } from '../../src/studio/accounts.ts';
import { createBookings } from '../../src/studio/bookings.ts';
import { createGate } from '../../src/studio/gate.ts';
import { createLedger } from '../../src/studio/ledger/create-ledger.ts';
import { guildRules } from '../../src/studio/rules.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { memoryJournal } from '../support/memory-journal.ts';
import { drawn, imageRequest, MODELS } from '../support/requests.ts';

const RULES = guildRules.parse({ v: 1 });
const GUILD = '100000000000000009';

/** A gate for one picture a day, and what was locked and read behind it. */
function openGate() {
	const clock = fakeClock();
	const store = openMemoryStore({ clock });
	const touched: string[] = [];
	const ledger = createLedger({
		clock,
		reportUnreadable: store.reportUnreadable,
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
				entries: (prefix) => records.entries(prefix),
			};
		},
	});
	const log = createLog('silent');
	const bookings = createBookings({ ledger, journal: memoryJournal(), clock, log });
	const limits = { user: [{ window: 'day', of: 'images', most: 1 }], guild: [], bot: [] } as const;
	const gate = createGate({ ledger, bookings, limits, models: MODELS, clock, log });
	const asker = { ...imageRequest().asker, guildId: GUILD };
	return { gate, touched, ledger, limits, request: imageRequest({ asker }) };
}

test('a person who is refused takes no lock, and the pages of the house are not looked at', async () => {
	const { gate, touched, request } = openGate();
	{
		await using admission = await gate.admit(request, RULES);
		await admission.call(MODELS.flash, async () => drawn(), new AbortController().signal);
	}
	expect(touched).toContain('ledger-account:bot:all');
	touched.length = 0;
	await expect(gate.admit({ ...request, id: '100000000000000077' }, RULES)).rejects.toThrow('leaves 0 pictures');
	const { userId } = request.asker;
	expect(touched).toEqual([`user:${userId}`, `user:${GUILD}/${userId}`]);
});

test('a call that the person has no room for does not lock the pages of the house', async () => {
	const { gate, touched, request, ledger, limits } = openGate();
	await using admission = await gate.admit(request, RULES);
	// Taken by another of their requests in between.
	const { person } = accountsOf(request.asker, RULES, limits);
	await ledger.reserve('other', person, { images: 1, microDollars: 0 }, 60_000);
	touched.length = 0;
	let calls = 0;
	const send = async () => {
		calls++;
		return drawn();
	};
	const outcome = await admission.call(MODELS.flash, send, new AbortController().signal);
	expect(outcome).toMatchObject({ kind: 'over-limit', usage: undefined });
	expect(calls).toBe(0);
	expect(touched.filter((key) => key.includes('bot:all'))).toEqual([]);
});
