import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock as clock } from '../src/clock.ts';
import { type LocalDiscord, startDiscord } from '../test/simulator/discord/start.ts';
import type { Channel } from '../test/simulator/discord/world/channel.ts';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { type PreparedGemini, startPreparedGemini } from './prepared-gemini.ts';
import { ackMs, probeUntil } from './probes.ts';

/** Discord's is 41 seconds; a client gives its connection up when one heartbeat was not answered before the next. */
const HEARTBEAT_INTERVAL_MS = 2000;

/** What one run came to: figures by name, in the order in which they are shown. */
export type Figures = Readonly<Record<string, number>>;

/**
 * As many 4K answers as there are bodies arrive in the same moment, each for another person, while others use `/help`.
 *
 * @throws when `signal` aborts first, or the bot does not last.
 */
export async function measureLargeAnswers(bodies: readonly Uint8Array[], signal: AbortSignal): Promise<Figures> {
	await using started = new AsyncDisposableStack();
	const discord = started.use(await startDiscord({ clock, heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS }));
	const gemini = started.use(await startPreparedGemini(bodies));
	const dataDir = started.use(await mkdtempDisposable(path.join(tmpdir(), 'plantain-bench-')));
	const channel = discord.guild().channel('pictures');
	const bot = started.use(
		startBotProcess(
			{
				DISCORD_TOKEN: discord.token,
				DISCORD_API_URL: discord.apiUrl,
				GEMINI_API_KEY: 'local-gemini-key',
				GEMINI_BASE_URL: gemini.url,
				DATA_DIR: dataDir.path,
				HTTP_PORT: '',
				LOG_LEVEL: 'error',
				// Near a budget they would come one after the other.
				QUOTA_BOT_USD_PER_DAY: '1000',
			},
			signal,
		),
	);
	return await Promise.race([bot.lost, storm({ discord, gemini, bot, channel, count: bodies.length })]);
}

interface Stage {
	readonly discord: LocalDiscord;
	readonly gemini: PreparedGemini;
	readonly bot: BotProcess;
	readonly channel: Channel;
	readonly count: number;
}

async function storm({ discord, gemini, bot, channel, count }: Stage): Promise<Figures> {
	await discord.until(() => discord.commands().length > 0);
	const asked = await Promise.all(
		Array.from({ length: count }, (_, index) =>
			discord
				.user(`person-${index}`)
				.in(channel)
				.slash('imagine', { prompt: `a fox, number ${index}`, size: '4K' }),
		),
	);
	await gemini.complete;
	await bot.begin();
	const outside = monitorEventLoopDelay({ resolution: 1 });
	outside.enable();
	const startedAtMs = performance.now();
	gemini.release();
	const delivering = Promise.all(asked.map((one) => one.finished())).then(() => performance.now() - startedAtMs);
	const probes = await probeUntil(delivering, () => discord.user('impatient').in(channel).slash('help'));
	const deliveredMs = await delivering;
	outside.disable();
	const inside = await bot.report();
	if (asked.some((one) => one.response()?.attachments.length !== 1)) throw new Error('a picture did not come');
	return {
		'event loop delay, median (ms)': inside.delayP50Ms,
		'event loop delay, 99th percentile (ms)': inside.delayP99Ms,
		'event loop delay, longest (ms)': inside.delayMaxMs,
		'event loop busy (ms)': inside.loopBusyMs,
		'processor time (ms)': inside.cpuMs,
		'slowest acknowledgement (ms)': Math.max(...probes.map(ackMs)),
		acknowledgements: probes.length,
		'gateway connections lost': discord.gateway.identifies + discord.gateway.resumes - 1,
		'peak memory (MB)': inside.peakRssBytes / 1e6,
		'all delivered after (ms)': deliveredMs,
		'longest event loop delay of the stand-ins (ms)': outside.max / 1e6,
	};
}
