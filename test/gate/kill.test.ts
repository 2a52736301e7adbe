import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startBot } from '../../src/main.ts';
import { openStore } from '../../src/store/open.ts';
import { Books } from '../../src/studio/ledger/books.ts';
import { createLedger } from '../../src/studio/ledger/create-ledger.ts';
import { silentLog } from '../store/open-temporary.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { type BotProcess, type Surroundings, startBotProcess, startSurroundings } from './bot-process.ts';

const MORTAL = new URL('./processes/mortal.ts', import.meta.url).href;

/** How long room is held for a request, in milliseconds. */
const HOLD_MS = 60 * 60_000;

/** One process for each step, and none of them in a hurry. */
const PATIENT = { timeout: 60_000 } as const;

/** What stands in the ledger: for the bot, the server, alice, and alice in this server. */
async function readLedger({ dataDir, guild, alice }: Surroundings, laterMs: number): Promise<string> {
	const clock = fakeClock(Date.now() + laterMs);
	await using store = await openStore({ dataDir, clock, log: silentLog });
	await createLedger({ ...store, clock }).sweep();
	const books = new Books((namespace) => store.records(namespace));
	const keys = ['bot:all', `guild:${guild.id}`, `user:${alice.user.id}`, `user:${guild.id}/${alice.user.id}`];
	const cells = keys.map(async (key) => {
		const { holds, spent } = await books.page(key);
		const uses = spent.month.flatMap((month) => month.uses);
		const cents = uses.map(({ images, microDollars }) => `${images} for ${(microDollars / 10_000).toFixed(2)}¢`);
		return [...holds.map(() => 'held'), ...cents].join(' + ') || '–';
	});
	return (await Promise.all(cells)).join(' | ');
}

/** Runs the bot until it was killed, and says what is in the ledger at once and when the room has expired. */
async function playUntilKilled(
	dies: number,
	play: (bot: BotProcess, around: Surroundings) => Promise<unknown>,
): Promise<{ atOnce: string; expired: string; calls: number }> {
	await using around = await startSurroundings();
	await using bot = startBotProcess(around.env, [MORTAL, `${dies}`]);
	await bot.said('"ready"');
	await play(bot, around);
	expect(await bot.end('SIGKILL')).toBe('SIGKILL');
	return {
		atOnce: await readLedger(around, 0),
		expired: await readLedger(around, HOLD_MS),
		calls: around.gemini.calls.length,
	};
}

/** The four accounts when no picture was asked for, when one may be in the making, and when one was made. */
const NOTHING = '– | – | – | –';
const ALL_HELD = 'held | held | held | held';
const ALL_PAID = '1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢';
/** What the house owes Google when nobody got the picture. */
const HOUSE_PAID = '1 for 4.11¢ | 1 for 4.11¢ | – | –';

const imagine = ({ alice }: Surroundings) => alice.slash('imagine', { prompt: 'a fox' });

describe('kill -9 in the middle of a picture', { concurrent: true, ...PATIENT }, () => {
	test.for([
		[1, NOTHING, NOTHING],
		[2, 'held | – | – | –', NOTHING],
		[3, 'held | held | – | –', NOTHING],
		[4, 'held | held | – | –', NOTHING],
		[5, 'held | held | held | –', NOTHING],
		[6, ALL_HELD, NOTHING],
		[7, ALL_HELD, HOUSE_PAID],
		[8, '1 for 4.11¢ | held | held | held', HOUSE_PAID],
		[9, '1 for 4.11¢ | 1 for 4.11¢ | held | held', HOUSE_PAID],
		[10, '1 for 4.11¢ | 1 for 4.11¢ | held | held', ALL_PAID],
		[11, '1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢ | held', ALL_PAID],
		[12, ALL_PAID, ALL_PAID],
	] as const)('after write %i of the ledger: %s; an hour later: %s', async ([write, atOnce, expired], { expect }) => {
		const killed = await playUntilKilled(write, async (bot, around) => {
			await imagine(around);
			await bot.ended;
		});
		expect(killed).toEqual({ atOnce, expired, calls: write > 6 ? 1 : 0 });
	});

	test.for([
		[7, ALL_HELD, '0 for 0.68¢ | 0 for 0.68¢ | – | –'],
		[9, '0 for 0.68¢ | 0 for 0.68¢ | held | held', '0 for 0.68¢ | 0 for 0.68¢ | – | –'],
		[10, '0 for 0.68¢ | 0 for 0.68¢ | – | held', '0 for 0.68¢ | 0 for 0.68¢ | – | –'],
		[11, '0 for 0.68¢ | 0 for 0.68¢ | – | –', '0 for 0.68¢ | 0 for 0.68¢ | – | –'],
	] as const)(
		'that did not come, after write %i: %s; an hour later: %s',
		async ([write, atOnce, expired], { expect }) => {
			const killed = await playUntilKilled(write, async (bot, around) => {
				around.gemini.next({ finish: 'NO_IMAGE' });
				await imagine(around);
				await bot.ended;
			});
			expect(killed).toEqual({ atOnce, expired, calls: 1 });
		},
	);

	test.for<readonly [string, (bot: BotProcess, around: Surroundings) => Promise<unknown>, string, string, number]>([
		['while "thinking…" is on its way', killAcknowledging, NOTHING, NOTHING, 0],
		['while a given picture is fetched', killFetching, ALL_HELD, NOTHING, 0],
		['while Gemini draws', killDrawing, ALL_HELD, NOTHING, 1],
		['while the answer comes in', killReceiving, ALL_HELD, NOTHING, 1],
		['before another try', killRetrying, ALL_HELD, NOTHING, 1],
		['while the picture is on its way to Discord', killDelivering, ALL_PAID, ALL_PAID, 1],
	])('%s', async ([, play, atOnce, expired, calls], { expect }) => {
		expect(await playUntilKilled(0, play)).toEqual({ atOnce, expired, calls });
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
}

async function killDelivering(bot: BotProcess, around: Surroundings): Promise<void> {
	const { discord } = around;
	discord.faults.next({ method: 'PATCH', route: /^\/webhooks\// }, 'stall');
	await imagine(around);
	await discord.until(() => discord.requests.some(({ method }) => method === 'PATCH'));
	await bot.said('ledger write 12');
}

test('after a restart the room of a killed request is still held, and an hour later it is free', PATIENT, async () => {
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
		const early = await alice.slash('imagine', { prompt: 'too early' });
		expect((await early.finished()).content).toContain('Your limit of 1 pictures for this month leaves 0 pictures');
	}
	const clock = fakeClock(Date.now() + HOLD_MS);
	const surroundings = { clock, random: () => 0.5, log: createLog('silent'), onFatal: () => {} };
	await using stopping = new AsyncDisposableStack();
	const bot = await startBot(loadConfig(env), surroundings);
	stopping.defer(() => bot.stop());
	const late = await alice.slash('imagine', { prompt: 'an hour later' });
	expect((await late.finished()).attachments).toHaveLength(1);
	expect(gemini.calls).toHaveLength(2);
});
