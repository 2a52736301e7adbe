import { performance } from 'node:perf_hooks';
import { systemClock as clock } from '../src/clock.ts';
import { startDiscord } from '../test/simulator/discord/start.ts';
import { startGemini } from '../test/simulator/gemini/start.ts';
import { startWatchedBot } from './watched-bot.ts';

/** The bot on a folder of data, between a local Discord and a local Gemini, started and timed. */
export async function setStage(dataDir: string, signal: AbortSignal) {
	await using built = new AsyncDisposableStack();
	const discord = built.use(await startDiscord({ clock, rateLimits: false }));
	const gemini = built.use(await startGemini({ clock }));
	const startedAtMs = performance.now();
	const bot = built.use(
		startWatchedBot(
			{
				DISCORD_TOKEN: discord.token,
				DISCORD_API_URL: discord.apiUrl,
				GEMINI_API_KEY: gemini.apiKey,
				GEMINI_BASE_URL: gemini.url,
				DATA_DIR: dataDir,
				HTTP_PORT: '',
				QUOTA_USER_IMAGES_PER_MINUTE: '1000',
				QUOTA_USER_IMAGES_PER_DAY: '1000',
				QUOTA_BOT_USD_PER_DAY: '1000',
			},
			signal,
		),
	);
	const readyAtMs = await Promise.race([bot.lost, bot.logged('ready')]);
	const stage = built.move();
	return {
		discord,
		gemini,
		bot,
		startMs: readyAtMs - startedAtMs,
		[Symbol.asyncDispose]: () => stage.disposeAsync(),
	};
}
