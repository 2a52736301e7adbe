import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openStore } from '../../../../src/store/open.ts';
import { createLedger } from '../../../../src/studio/quota/ledger/create-ledger.ts';
import { silentLog, temporaryFolder } from '../../../store/open-temporary.ts';
import { guarded } from '../../../support/child.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { ann, bot, perDay, TTL_MS } from './accounts.ts';

const accounts = [ann(5), bot(perDay(5))];

/** A process reserves two pictures and settles one, or refunds both; it is killed after so many writes. */
async function killAfterWrite(number: number, end: 'settle' | 'refund') {
	await using folder = await temporaryFolder();
	const script = fileURLToPath(new URL('./processes/die.ts', import.meta.url));
	const child = guarded(spawn(process.execPath, [script, folder.path, `${number}`, end], { stdio: 'inherit' }));
	const [, signal] = await once(child, 'exit');

	const clock = fakeClock();
	await using store = await openStore({ dataDir: folder.path, clock, log: silentLog });
	const ledger = createLedger({ ...store, clock });
	const used = async () => (await ledger.standing(accounts)).map((standing) => standing.used);
	const atOnce = await used();
	await clock.advance(TTL_MS);
	const expired = await used();
	await ledger.sweep();
	return { signal, atOnce, expired, swept: await used() };
}

test('kill -9 after any write between reserving and settling leaves the ledger right after expiry', async () => {
	const killed = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((number) => killAfterWrite(number, 'settle')));
	const [none, both] = [
		[0, 0],
		[1, 1],
	];
	expect(killed).toEqual([
		{ signal: 'SIGKILL', atOnce: [0, 0], expired: none, swept: none },
		{ signal: 'SIGKILL', atOnce: [2, 0], expired: none, swept: none },
		{ signal: 'SIGKILL', atOnce: [2, 2], expired: none, swept: none },
		{ signal: 'SIGKILL', atOnce: [2, 2], expired: both, swept: both },
		{ signal: 'SIGKILL', atOnce: [1, 2], expired: both, swept: both },
		{ signal: 'SIGKILL', atOnce: [1, 1], expired: both, swept: both },
		{ signal: null, atOnce: [1, 1], expired: both, swept: both },
	]);
});

test('kill -9 after any write of a refund leaves nothing used after expiry', async () => {
	const killed = await Promise.all([4, 5].map((number) => killAfterWrite(number, 'refund')));
	const none = [0, 0];
	expect(killed).toEqual([
		{ signal: 'SIGKILL', atOnce: [0, 2], expired: none, swept: none },
		{ signal: 'SIGKILL', atOnce: none, expired: none, swept: none },
	]);
});
