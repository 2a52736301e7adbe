import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { createLedger } from '../../src/studio/quota/ledger/create-ledger.ts';
import { holdProcessLease } from '../../src/studio/quota/process-lease.ts';
import { silentLog } from '../store/open-temporary.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { type BotProcess, type Surroundings, startBotProcess, startSurroundings } from './bot-process.ts';
import { readLedger } from './read-ledger.ts';

const MORTAL = new URL('./processes/mortal.ts', import.meta.url).href;

/** What the next start does before it takes any work. */
async function recover({ dataDir }: Surroundings): Promise<void> {
	const clock = fakeClock(Date.now());
	await using store = await openStore({ dataDir, clock, log: silentLog });
	const ledger = createLedger({ ...store, clock });
	await using _lease = await holdProcessLease({
		store,
		clock,
		log: silentLog,
		ownerId: 'next',
		isAlone: true,
		async reclaim(ownerIds) {
			await ledger.reclaim(ownerIds);
			return true;
		},
	});
}

/** Runs the bot until it was killed, and says what is in the ledger at once and after the next start. */
async function playUntilKilled(
	[write, moment]: readonly [write: number, moment: 'at' | 'after'],
	play: (bot: BotProcess, around: Surroundings) => Promise<unknown>,
): Promise<{ atOnce: string; started: string; calls: number }> {
	await using around = await startSurroundings();
	await using bot = startBotProcess(around.env, [MORTAL, `${write}`, 'ledger-', moment]);
	await bot.said('"ready"');
	await play(bot, around);
	expect(await bot.end('SIGKILL')).toBe('SIGKILL');
	const atOnce = await readLedger(around);
	await recover(around);
	return { atOnce, started: await readLedger(around), calls: around.gemini.calls.length };
}

/** The four accounts when no picture was asked for, when one may be in the making, and when one was made. */
const NOTHING = '– | – | – | –';
const ALL_HELD = 'held | held | held | held';
const ALL_PAID = '1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢';
/** What the house owes Google when nobody got the picture. */
const HOUSE_PAID = '1 for 4.11¢ | 1 for 4.11¢ | – | –';
/** The same for a call whose end nobody saw. */
const HOUSE_PAID_ESTIMATE = '0 for 4.56¢ | 0 for 4.56¢ | – | –';

/** A call without a picture, which has no price but that of its words. */
const FAILED_FOR_HOUSE = '0 for 0.68¢ | 0 for 0.68¢ | – | –';
const FAILED_FOR_ALL = '0 for 0.68¢ | 0 for 0.68¢ | 0 for 0.68¢ | 0 for 0.68¢';

const imagine = ({ alice }: Surroundings) => alice.slash('imagine', { prompt: 'a fox' });

describe('kill -9 in the middle of a picture', { concurrent: true }, () => {
	test.for([
		['at', 1, NOTHING, NOTHING, 0],
		['at', 6, NOTHING, NOTHING, 0],
		['after', 6, ALL_HELD, HOUSE_PAID_ESTIMATE, 0],
		['at', 7, ALL_HELD, HOUSE_PAID_ESTIMATE, 1],
		['at', 9, ALL_HELD, HOUSE_PAID_ESTIMATE, 1],
		['after', 9, '1 for 4.11¢ | 1 for 4.11¢ | held | held', HOUSE_PAID, 1],
		['at', 10, '1 for 4.11¢ | 1 for 4.11¢ | held | held', HOUSE_PAID, 1],
		['at', 12, '1 for 4.11¢ | 1 for 4.11¢ | held | held', HOUSE_PAID, 1],
		['after', 12, ALL_PAID, ALL_PAID, 1],
	] as const)(
		'%s write %i of the ledger: %s; at the next start: %s',
		async ([moment, write, atOnce, started, calls], { expect }) => {
			const killed = await playUntilKilled([write, moment], async (bot, around) => {
				await imagine(around);
				await bot.ended;
			});
			expect(killed).toEqual({ atOnce, started, calls });
		},
	);

	test.for([
		[9, '0 for 0.68¢ | 0 for 0.68¢ | held | held', FAILED_FOR_HOUSE],
		[12, FAILED_FOR_ALL, FAILED_FOR_ALL],
	] as const)(
		'that did not come, after write %i: %s; at the next start: %s',
		async ([write, atOnce, started], { expect }) => {
			const killed = await playUntilKilled([write, 'after'], async (bot, around) => {
				around.gemini.next({ finish: 'NO_IMAGE' });
				await imagine(around);
				await bot.ended;
			});
			expect(killed).toEqual({ atOnce, started, calls: 1 });
		},
	);

	test.for<readonly [string, (bot: BotProcess, around: Surroundings) => Promise<unknown>, string, string, number]>([
		['while "thinking…" is on its way', killAcknowledging, NOTHING, NOTHING, 0],
		['while a given picture is fetched', killFetching, NOTHING, NOTHING, 0],
		['while Gemini draws', killDrawing, ALL_HELD, HOUSE_PAID_ESTIMATE, 1],
		['while the answer comes in', killReceiving, ALL_HELD, HOUSE_PAID_ESTIMATE, 1],
		['before another try, after one that was free', killRetrying, NOTHING, NOTHING, 1],
		[
			'while a picture waits for one that was asked for before',
			killWaiting,
			'held + 2 for 8.30¢ | held + 2 for 8.30¢ | held + held + 1 for 4.11¢ | held + held + 1 for 4.11¢',
			'2 for 14.54¢ | 2 for 14.54¢ | 1 for 4.11¢ | 1 for 4.11¢',
			3,
		],
		['while the picture is on its way to Discord', killDelivering, ALL_PAID, ALL_PAID, 1],
	])('%s', async ([, play, atOnce, started, calls], { expect }) => {
		expect(await playUntilKilled([0, 'after'], play)).toEqual({ atOnce, started, calls });
	});
});

async function killAcknowledging(_: BotProcess, around: Surroundings): Promise<void> {
	const { discord } = around;
	discord.faults.next({ method: 'POST', route: /callback$/ }, 'stall');
	await imagine(around);
	await discord.until(() => discord.requests.some(({ path }) => path.endsWith('/callback')));
}

async function killFetching(_: BotProcess, { alice, discord }: Surroundings): Promise<void> {
	discord.faults.next({ route: /attachments\// }, 'stall');
	await alice.slash('edit', { prompt: 'with a hat', image: { name: 'fox.png', bytes: Buffer.from('a fox') } });
	await discord.until(() => discord.requests.some(({ path }) => /attachments\//.test(path)));
}

async function killDrawing(_: BotProcess, around: Surroundings): Promise<void> {
	around.gemini.next({ hold: true });
	await imagine(around);
	await around.gemini.inFlight();
}

async function killReceiving(_: BotProcess, around: Surroundings): Promise<void> {
	around.gemini.next({ stall: true });
	await imagine(around);
	await around.gemini.inFlight();
}

async function killRetrying(bot: BotProcess, around: Surroundings): Promise<void> {
	around.gemini.next({ rateLimited: { retryAfterMs: 60_000 } });
	await imagine(around);
	await bot.said('trying again');
	await bot.said('ledger write 10');
}

/** The second of two replies is drawn, and waits for the first to be shown. */
async function killWaiting(bot: BotProcess, { alice, gemini }: Surroundings): Promise<void> {
	const picture = await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	await bot.said('ledger write 12');
	gemini.next({ hold: true });
	await alice.reply(picture, 'a red scarf');
	await gemini.inFlight();
	await alice.reply(picture, 'a blue coat');
	await bot.said('ledger write 29');
}

async function killDelivering(bot: BotProcess, around: Surroundings): Promise<void> {
	const { discord } = around;
	discord.faults.next({ method: 'PATCH', route: /^\/webhooks\// }, 'stall');
	await imagine(around);
	await discord.until(() => discord.requests.some(({ method }) => method === 'PATCH'));
	await bot.said('ledger write 12');
}

test('what a killed process held for a person is given back by the time that the next one is ready', async () => {
	await using around = await startSurroundings();
	const { alice, gemini } = around;
	const env = { ...around.env, QUOTA_USER_IMAGES_PER_MONTH: '1' };
	{
		await using bot = startBotProcess(env);
		await bot.said('"ready"');
		await killDrawing(bot, around);
	}
	{
		await using bot = startBotProcess(env);
		await bot.said('"ready"');
		const again = await alice.slash('imagine', { prompt: 'again' });
		expect((await again.finished()).attachments).toHaveLength(1);
		expect(gemini.calls).toHaveLength(2);
		await bot.end('SIGTERM');
		expect(await readLedger(around)).toBe('1 for 8.67¢ | 1 for 8.67¢ | 1 for 4.11¢ | 1 for 4.11¢');
	}
});
