import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { createPersonIndex } from '../../src/studio/sessions/person-index.ts';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import { INTERACTION_TOKEN_TTL_MS } from '../simulator/discord/world/interaction.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import { silentLog } from '../store/open-temporary.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { type BotProcess, type Surroundings, startBotProcess, startSurroundings } from './bot-process.ts';
import { readLedger, readLedgerIn } from './read-ledger.ts';

const MORTAL = new URL('./processes/mortal.ts', import.meta.url).href;

const QUICK_LEASES = new URL('./processes/quick-leases.ts', import.meta.url).href;

const SORRY = "I had to restart before your picture was ready. You weren't charged; try again in a minute.";

/** The four accounts when nothing was charged, when one picture was made, and when it took a second call. */
const NOTHING = '– | – | – | –';
const ONE_CALL = '1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢';
const AFTER_UNSEEN_CALL = '1 for 8.67¢ | 1 for 8.67¢ | 1 for 4.11¢ | 1 for 4.11¢';
const AFTER_LOST_CALL = '2 for 8.21¢ | 2 for 8.21¢ | 1 for 4.11¢ | 1 for 4.11¢';

const imagine = ({ alice }: Surroundings, options = {}) => alice.slash('imagine', { prompt: 'a fox', ...options });

/** Runs the bot until `play` is done or it ends by itself, and kills it. */
async function runUntil<T>(
	{ env }: Surroundings,
	play: (bot: BotProcess) => Promise<T>,
	...preload: readonly string[]
): Promise<T> {
	await using bot = startBotProcess(env, [MORTAL, ...(preload.length === 0 ? ['0'] : preload)]);
	await bot.said('"ready"');
	const result = await play(bot);
	await bot.end('SIGKILL');
	return result;
}

/** Runs the bot until it has gone on with everything, and stops it in good order. */
const runAgain = <T>({ env }: Surroundings, play: (bot: BotProcess) => Promise<T>): Promise<T> =>
	(async () => {
		await using bot = startBotProcess(env);
		await bot.said('"ready"');
		const result = await play(bot);
		await bot.end('SIGTERM');
		return result;
	})();

/** Surroundings whose ids are as old as the requests are, by the clock of the bot's processes. */
const startNow = (ageMs = 0) => startSurroundings(fakeClock(Date.now() - ageMs));

const answeredAgain = async (bot: BotProcess, scene: Interaction): Promise<Message> => {
	const answer = await scene.finished();
	await bot.said('resuming a job');
	return answer;
};

const picturesIn = ({ channel }: Surroundings) =>
	[channel, ...channel.threads]
		.flatMap(({ messages }) => [...messages.values()])
		.flatMap(({ attachments, isDeleted }) => (isDeleted ? [] : attachments)).length;

describe('a bot that is killed and started again', { concurrent: true }, () => {
	test.for<readonly [string, readonly string[], calls: number, ledger: string]>([
		['after the acknowledgement, with room held for the person', ['3'], 1, ONE_CALL],
		['when the picture is recorded and not kept', ['4', 'jobs:'], 2, AFTER_LOST_CALL],
		['when the picture is kept, and its session does not know it', ['1', 'turns:'], 1, ONE_CALL],
		['when the house has paid, and the person half', ['10'], 1, ONE_CALL],
	])('%s: the picture comes once and is charged once', async ([, preload, calls, ledger], { expect }) => {
		await using around = await startNow();
		const scene = await runUntil(
			around,
			async (bot) => {
				const asked = await imagine(around);
				await bot.ended;
				return asked;
			},
			...preload,
		);
		await runAgain(around, async (bot) => {
			expect((await answeredAgain(bot, scene)).attachments).toHaveLength(1);
			await bot.said('"msg":"answered');
		});
		expect(around.gemini.calls).toHaveLength(calls);
		expect(picturesIn(around)).toBe(1);
		expect(await readLedger(around)).toBe(ledger);
		await using store = await openStore({ dataDir: around.dataDir, clock: around.clock, log: silentLog });
		const session = await store.records('sessions').get(scene.id);
		expect(session).toMatchObject({ headId: scene.id, turnIds: [scene.id] });
	});

	test('when the picture is recorded and not kept, and again when the next is kept: the person pays once', async () => {
		await using around = await startNow();
		const untilKilled = (bot: BotProcess) => bot.ended;
		await runUntil(
			around,
			async (bot) => {
				await imagine(around);
				await bot.ended;
			},
			'4',
			'jobs:',
		);
		await runUntil(around, untilKilled, '1', 'turns:');
		await runAgain(around, (bot) => bot.said('"msg":"answered'));
		expect(picturesIn(around)).toBe(1);
		expect(await readLedger(around)).toBe(AFTER_LOST_CALL);
	});

	test('while Gemini draws: it is drawn again, for the person once', async () => {
		await using around = await startNow();
		const { gemini } = around;
		const scene = await runUntil(around, async () => {
			gemini.next({ hold: true });
			const asked = await imagine(around);
			await gemini.inFlight();
			return asked;
		});
		await runAgain(around, async (bot) => {
			expect((await answeredAgain(bot, scene)).attachments).toHaveLength(1);
			await bot.said('"msg":"answered');
		});
		expect(gemini.calls).toHaveLength(2);
		expect(await readLedger(around)).toBe(AFTER_UNSEEN_CALL);
	});

	test.for<readonly [string, RegExp, 'stall' | 'destroy-after-applying']>([
		['before it is posted', /^\/webhooks\//, 'stall'],
		['after it is posted, before that is known', /^\/webhooks\//, 'destroy-after-applying'],
	])('while the picture goes to Discord, %s: it is there once', async ([, route, fault], { expect }) => {
		await using around = await startNow();
		const { alice, discord, channel, gemini } = around;
		const scene = await runUntil(around, async (bot) => {
			discord.faults.next({ method: 'PATCH', route }, fault);
			const asked = await imagine(around);
			await discord.until(() => discord.requests.some(({ method }) => method === 'PATCH'));
			if (fault === 'stall') await bot.said('ledger write 12');
			else await asked.finished();
			return asked;
		});
		await runAgain(around, async (bot) => {
			const picture = await answeredAgain(bot, scene);
			await bot.said('"msg":"answered');
			expect(picture.thread).toBeDefined();
			const said = await alice.reply(picture, 'a red scarf');
			await discord.until(() => [...channel.messages.values()].some(({ repliesTo }) => repliesTo === said));
		});
		expect(gemini.calls).toHaveLength(2);
		expect(picturesIn(around)).toBe(2);
	});

	test('while a reply goes to Discord, after it is posted and before that is known: it is there once', async () => {
		await using around = await startNow();
		const { alice, discord, channel, gemini } = around;
		const answers = (to: Message) => [...channel.messages.values()].filter(({ repliesTo }) => repliesTo === to);
		const said = await runUntil(around, async (bot) => {
			const picture = await (await imagine(around)).finished();
			await bot.said('"msg":"answered');
			discord.faults.next({ method: 'POST', route: /\/messages$/ }, 'destroy-after-applying');
			const reply = await alice.reply(picture, 'a red scarf');
			await discord.until(() => answers(reply).length > 0);
			return reply;
		});
		await runAgain(around, (bot) => bot.said('"msg":"answered'));
		expect(answers(said)).toHaveLength(1);
		expect(gemini.calls).toHaveLength(2);
		expect(await readLedger(around)).toMatch(/^2 for .*\| 2 for \S+$/);
	});

	test('after the first of three pictures: the others follow it in its thread', async () => {
		await using around = await startNow();
		const { gemini, channel } = around;
		await runUntil(
			around,
			async (bot) => {
				gemini.next({}, { hold: true }, { hold: true });
				await imagine(around, { count: 3 });
				await gemini.inFlight(2);
				await bot.said('write 2');
			},
			'0',
			'session-places:',
		);
		await runAgain(around, (bot) => bot.said('"msg":"answered'));
		expect(gemini.calls).toHaveLength(5);
		expect([...channel.messages.values()].flatMap(({ attachments }) => attachments)).toHaveLength(1);
		expect(
			channel.threads.map(({ messages }) => [...messages.values()].flatMap((one) => one.attachments).length),
		).toEqual([2]);
		expect(await readLedger(around)).toBe('3 for 21.44¢ | 3 for 21.44¢ | 3 for 12.32¢ | 3 for 12.32¢');
	});

	test('by the same request three times: it is given up, and the person is told and not charged', async () => {
		await using around = await startNow();
		const { gemini } = around;
		gemini.always({ hold: true });
		const scene = await runUntil(around, async () => {
			const asked = await imagine(around);
			await gemini.inFlight();
			return asked;
		});
		for (const _ of [2, 3]) await runUntil(around, () => gemini.inFlight());
		await runAgain(around, async (bot) => {
			expect((await answeredAgain(bot, scene)).content).toBe(SORRY);
		});
		expect(gemini.calls).toHaveLength(3);
		expect(await readLedger(around)).toBe('0 for 13.68¢ | 0 for 13.68¢ | – | –');
	});

	test('a quarter of an hour too late: the person is told, and nothing is drawn', async () => {
		await using around = await startNow(INTERACTION_TOKEN_TTL_MS + 60_000);
		const { gemini } = around;
		const scene = await runUntil(around, async () => {
			gemini.next({ hold: true });
			const asked = await imagine(around);
			await gemini.inFlight();
			return asked;
		});
		await runAgain(around, async (bot) => {
			expect((await answeredAgain(bot, scene)).content).toBe(SORRY);
		});
		expect(gemini.calls).toHaveLength(1);
	});

	test('while "thinking…" was all that is known: the person is told', async () => {
		await using around = await startNow();
		const scene = await runUntil(
			around,
			async (bot) => {
				const asked = await imagine(around);
				await bot.ended;
				return asked;
			},
			'1',
			'claims:',
		);
		await runAgain(around, async (bot) => {
			expect((await answeredAgain(bot, scene)).content).toMatch(/^I had to restart before it was your turn/);
		});
		expect(around.gemini.calls).toHaveLength(0);
		expect(await readLedger(around)).toBe(NOTHING);
	});

	test.for([
		['stall', 'the kept picture'],
		['hold', 'another one'],
	] as const)(
		'once the interaction is over (%s): %s comes to the channel, and rings the person',
		async ([when], { expect }) => {
			await using around = await startNow();
			const { gemini, discord, channel, clock } = around;
			await runUntil(around, async (bot) => {
				if (when === 'hold') gemini.next({ hold: true });
				else discord.faults.next({ method: 'PATCH', route: /^\/webhooks\// }, 'stall');
				await imagine(around);
				if (when === 'hold') return gemini.inFlight();
				await discord.until(() => discord.requests.some(({ method }) => method === 'PATCH'));
				await bot.said('ledger write 12');
			});
			await clock.advance(INTERACTION_TOKEN_TTL_MS);
			await runAgain(around, (bot) => bot.said('"msg":"answered'));
			const posted = [...channel.messages.values()].filter(({ attachments }) => attachments.length > 0);
			expect(posted.map(({ pings }) => pings.users.map(({ name }) => name))).toEqual([['alice']]);
			expect(gemini.calls).toHaveLength(when === 'hold' ? 2 : 1);
		},
	);

	test('for somebody who has been forgotten since: nothing is drawn, shown or charged', async () => {
		await using around = await startNow();
		const { gemini, alice, clock, dataDir } = around;
		const scene = await runUntil(around, async () => {
			gemini.next({ hold: true });
			const asked = await imagine(around);
			await gemini.inFlight();
			return asked;
		});
		{
			await using store = await openStore({ dataDir, clock, log: silentLog });
			await createPersonIndex(store).forgetUntil(alice.user.id, `${BigInt(scene.id) + 1n}`);
		}
		await runAgain(around, (bot) => bot.said('resuming a job'));
		expect(scene.response()?.isThinking).toBe(true);
		expect(gemini.calls).toHaveLength(1);
		expect(await readLedger(around)).toBe('0 for 4.56¢ | 0 for 4.56¢ | – | –');
	});

	test('for somebody who has been blocked since: only they are told, and nothing is drawn', async () => {
		await using around = await startNow();
		const { gemini, alice, clock, dataDir, channel } = around;
		await runUntil(around, async () => {
			gemini.next({ hold: true });
			await imagine(around);
			await gemini.inFlight();
		});
		{
			await using store = await openStore({ dataDir, clock, log: silentLog });
			await store.records('blocked-people').set(alice.user.id, { v: 1 });
		}
		await runAgain(around, () => around.discord.until(() => /blocked you/.test(channel.transcript())));
		expect(channel.transcript().split('\n').slice(1)).toEqual([
			'bot   ← thinking…',
			'bot   ⌫ “thinking…”',
			"bot   ← (only alice sees this) This bot's operator has blocked you from making pictures.",
		]);
		expect(gemini.calls).toHaveLength(1);
	});

	test('after the answer, before the record was deleted: nothing is done again', async () => {
		await using around = await startNow();
		const { gemini, dataDir } = around;
		const run = (sql: string) => {
			using database = new DatabaseSync(path.join(dataDir, 'plantain.sqlite'));
			database.exec(sql);
		};
		const scene = await runUntil(around, async () => {
			gemini.next({ hold: true, finish: 'NO_IMAGE' });
			const asked = await imagine(around);
			await gemini.inFlight();
			run("CREATE TABLE kept AS SELECT * FROM records WHERE key LIKE 'jobs:%'");
			gemini.release();
			await asked.finished();
			return asked;
		});
		run('REPLACE INTO records SELECT * FROM kept');
		const answer = scene.response()?.content;
		await runAgain(around, (bot) => bot.said('resuming a job'));
		expect(scene.response()?.content).toBe(answer);
		expect(gemini.calls).toHaveLength(1);
	});
});

describeWithRedis('on Redis', () => {
	test('what a killed process worked on is taken over by one of the others', async () => {
		await using redis = await startRedis();
		await using around = await startNow();
		const { gemini } = around;
		// What the killed process holds must not be in the way.
		const env = { ...around.env, QUOTA_USER_IMAGES_PER_MONTH: '1' };
		await using running = new AsyncDisposableStack();
		const start = async () => {
			const bot = running.use(startBotProcess({ ...env, REDIS_URL: redis.url }, [QUICK_LEASES]));
			await bot.said('"ready"');
			return bot;
		};
		const first = await start();
		gemini.next({ hold: true });
		const scene = await imagine(around);
		await gemini.inFlight();
		const others = [await start(), await start()];
		await first.end('SIGKILL');
		expect((await scene.finished()).attachments).toHaveLength(1);
		await Promise.race(others.map((bot) => bot.said('"msg":"answered')));
		await Promise.all(others.map((bot) => bot.end('SIGTERM')));
		expect(gemini.calls).toHaveLength(2);
		expect(picturesIn(around)).toBe(1);
	});

	test('what a process that stops in good order leaves is taken over by another that runs already', async () => {
		await using redis = await startRedis();
		await using around = await startNow();
		const { gemini } = around;
		await using running = new AsyncDisposableStack();
		const env = { ...around.env, REDIS_URL: redis.url, SHUTDOWN_SECONDS: '0' };
		const start = async () => {
			const bot = running.use(startBotProcess(env, [QUICK_LEASES]));
			await bot.said('"ready"');
			return bot;
		};
		const first = await start();
		gemini.next({ hold: true });
		const scene = await imagine(around);
		await gemini.inFlight();
		const other = await start();
		await first.end('SIGTERM');
		await first.said('"msg":"stopped"');
		expect((await scene.finished()).attachments).toHaveLength(1);
		await other.said('"msg":"answered');
		await other.end('SIGTERM');
		expect(gemini.calls).toHaveLength(2);
	});

	test('a process that stood still meanwhile neither shows nor charges for its own picture', async () => {
		await using redis = await startRedis();
		await using around = await startNow();
		const { gemini, dataDir, clock } = around;
		await using running = new AsyncDisposableStack();
		const start = async () => {
			const bot = running.use(startBotProcess({ ...around.env, REDIS_URL: redis.url }, [QUICK_LEASES]));
			await bot.said('"ready"');
			return bot;
		};
		const slow = await start();
		gemini.next({ hold: true });
		const scene = await imagine(around);
		await gemini.inFlight();
		const other = await start();
		slow.signal('SIGSTOP');
		expect((await scene.finished()).attachments).toHaveLength(1);
		await other.said('"msg":"answered');
		slow.signal('SIGCONT');
		gemini.release();
		await slow.said('"msg":"generated"');
		await Promise.all([slow, other].map((bot) => bot.end('SIGTERM')));
		expect(gemini.calls).toHaveLength(2);
		expect(picturesIn(around)).toBe(1);
		await using store = await openStore({ dataDir, redisUrl: redis.url, clock, log: silentLog });
		expect(await readLedgerIn(store, around)).toBe(AFTER_LOST_CALL);
	});
});
