import { expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { silentLog } from '../store/open-temporary.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { readLedgerIn } from './read-ledger.ts';
import { callsFor, imagineHeld, personIn, picturesIn, startNow } from './restarting.ts';

const QUICK_LEASES = new URL('./processes/quick-leases.ts', import.meta.url).href;

describeWithRedis('on Redis', () => {
	test('what a process works on that stands still, is killed or stops in good order is taken over by another', async () => {
		await using redis = await startRedis();
		await using around = await startNow();
		const { gemini } = around;
		await using running = new AsyncDisposableStack();
		const start = async () => {
			// What the process held must not be in the way.
			const limits = { QUOTA_USER_IMAGES_PER_MONTH: '1', SHUTDOWN_SECONDS: '0' };
			const env = { ...around.env, ...limits, REDIS_URL: redis.url };
			const bot = running.use(startBotProcess(env, [QUICK_LEASES]));
			await bot.said('"ready"');
			return bot;
		};
		/** Has one process begin a request, then starts another and lets the first come to grief. */
		const takeOver = async (from: BotProcess, name: string, comeToGrief: (bot: BotProcess) => unknown) => {
			const person = personIn(around, name);
			const scene = await imagineHeld(around, person, 1);
			const next = await start();
			await comeToGrief(from);
			expect((await scene.finished()).attachments).toHaveLength(1);
			await next.said(`"requestId":"${scene.id}","msg":"answered"`);
			return { person, next };
		};
		const first = await start();
		const still = await takeOver(first, 'still', (bot) => bot.signal('SIGSTOP'));
		first.signal('SIGCONT');
		gemini.release();
		await first.said('"msg":"generated"');
		await first.end('SIGTERM');
		const killed = await takeOver(still.next, 'killed', (bot) => bot.end('SIGKILL'));
		gemini.release();
		const stopped = await takeOver(killed.next, 'stopped', async (bot) => {
			await bot.end('SIGTERM');
			await bot.said('"msg":"stopped"');
		});
		await stopped.next.end('SIGTERM');
		const { dataDir, clock } = around;
		await using store = await openStore({ dataDir, redisUrl: redis.url, clock, log: silentLog });
		for (const { person } of [still, killed, stopped]) {
			expect(callsFor(around, person)).toBe(2);
			expect(picturesIn(person.channel)).toHaveLength(1);
			expect(await readLedgerIn(store, { ...around, alice: person })).toMatch(/ \| 1 for 4.11¢ \| 1 for 4.11¢$/);
		}
	});
});
