import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../src/clock.ts';
import { type LocalDiscord, startDiscord } from '../../test/simulator/discord/start.ts';
import { type LocalGemini, startGemini } from '../../test/simulator/gemini/start.ts';
import { BotProcess } from './bot-process.ts';
import { type Cast, createCast } from './cast.ts';
import { startGeminiRelay } from './gemini-relay.ts';
import { Inside } from './inside.ts';
import { servePage } from './playground.ts';

export interface StartOptions {
	readonly clock: Clock;
	/** With it the real Gemini draws, at its owner's expense. */
	readonly geminiKey?: string | undefined;
	/** Where the real Gemini is. Default: Google's address. */
	readonly geminiUrl?: string | undefined;
	/** Length of the local Gemini's signatures, in base64 characters. Default: as long as the real ones. */
	readonly signatureChars?: number;
}

/** A running playground. */
export interface RunningPlayground extends AsyncDisposable {
	/** Where the page is. */
	readonly url: string;
	readonly discord: LocalDiscord;
	readonly gemini: LocalGemini;
	readonly cast: Cast;
	readonly bot: BotProcess;
}

/** Starts a local Discord, a local Gemini, the bot between them as a process of its own, and the page. */
export async function startPlayground(options: StartOptions): Promise<RunningPlayground> {
	const { clock, geminiKey, geminiUrl, signatureChars } = options;
	await using started = new AsyncDisposableStack();
	const dataDir = await mkdtemp(path.join(tmpdir(), 'plantain-playground-'));
	started.defer(() => rm(dataDir, { recursive: true, force: true }));
	const discord = started.use(await startDiscord({ clock, rateLimits: false, botName: 'Plantain' }));
	const gemini = started.use(await startGemini({ clock, ...(signatureChars !== undefined && { signatureChars }) }));
	const relay = geminiKey === undefined ? undefined : started.use(await startGeminiRelay(clock, geminiUrl));
	const cast = createCast(discord);
	const env = {
		DISCORD_TOKEN: discord.token,
		DISCORD_API_URL: discord.apiUrl,
		GEMINI_API_KEY: geminiKey ?? gemini.apiKey,
		GEMINI_BASE_URL: (relay ?? gemini).url,
		DATA_DIR: dataDir,
		HTTP_PORT: '',
		// Whoever plays does in minutes what would take others an afternoon.
		QUOTA_USER_IMAGES_PER_MINUTE: '60',
		QUOTA_USER_IMAGES_PER_DAY: '200',
		QUOTA_BOT_USD_PER_DAY: '50',
	};
	let publish = () => {};
	const bot = started.use(new BotProcess(env, () => publish()));
	const inside = new Inside({ discord, gemini, dataDir, realCalls: relay?.calls });
	const page = started.use(await servePage({ clock, discord, gemini, cast, bot, inside }));
	publish = page.publish;
	bot.start();
	const running = started.move();
	return { url: page.url, discord, gemini, cast, bot, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
