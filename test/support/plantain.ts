import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type Bot, startBot } from '../../src/main.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/studio/store.ts';
import { type DiscordOptions, type LocalDiscord, startDiscord } from '../simulator/discord/start.ts';
import type { Guild } from '../simulator/discord/world/guild.ts';
import { type GeminiOptions, type LocalGemini, startGemini } from '../simulator/gemini/start.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

export interface PlantainOptions {
	readonly discord?: Partial<DiscordOptions>;
	readonly gemini?: Partial<GeminiOptions>;
	/** More variables of the environment, some of which may need the server's id. */
	readonly env?: (guild: Guild) => Readonly<Record<string, string>>;
	/** What the bot is to find in its store when it starts. */
	readonly prepare?: (store: Store, guild: Guild) => Promise<unknown>;
}

/** The id of somebody in a server. */
export function memberId(guild: Guild, name: string): string {
	const member = [...guild.members.values()].find(({ user }) => user.name === name);
	if (member === undefined) throw new Error(`there is no ${name} in ${guild.name}`);
	return member.user.id;
}

/** The bot with its real wiring, between a local Discord and a local Gemini, in a server with a channel and two people. */
export async function startPlantain(options: PlantainOptions = {}) {
	await using started = new AsyncDisposableStack();
	const clock: FakeClock = fakeClock();
	const discord: LocalDiscord = started.use(await startDiscord({ clock, ...options.discord }));
	const gemini: LocalGemini = started.use(await startGemini({ clock, signatureChars: 400, ...options.gemini }));
	const guild = discord.guild({ name: 'Greenhouse' });
	const channel = guild.channel('pictures');
	const alice = discord.user('alice').in(channel);
	const bob = discord.user('bob').in(channel);

	const dataDir = await mkdtemp(path.join(tmpdir(), 'plantain-'));
	started.defer(() => rm(dataDir, { recursive: true }));
	const logLines: string[] = [];
	const readers = new Set<() => void>();
	const faults: string[] = [];
	const config = loadConfig({
		DISCORD_TOKEN: discord.token,
		GEMINI_API_KEY: gemini.apiKey,
		DISCORD_API_URL: discord.apiUrl,
		GEMINI_BASE_URL: gemini.url,
		DATA_DIR: dataDir,
		HTTP_PORT: '0',
		LOG_LEVEL: 'debug',
		...options.env?.(guild),
	});
	const log = createLog(config.logLevel, {
		write(line) {
			logLines.push(line);
			for (const read of [...readers]) read();
		},
	});
	const boot = async (): Promise<Bot> => {
		// Who starts the bot again here has no five seconds to wait.
		discord.gateway.skipIdentifySpacing();
		if (config.redisUrl !== undefined) await withStore((store) => store.records('identify-turns').delete('0'));
		return startBot(config, { clock, random: () => 0.5, log, onFatal: (reason) => void faults.push(reason) });
	};
	async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
		const { dataDir, redisUrl, blobStore } = config;
		await using store = await openStore({ dataDir, redisUrl, blobStore, clock, log: createLog('silent') });
		return await work(store);
	}
	const { prepare } = options;
	if (prepare !== undefined) await withStore((store) => prepare(store, guild));
	let bot = await boot();
	started.defer(() => bot.stop());

	const running = started.move();
	return {
		discord,
		gemini,
		clock,
		guild,
		channel,
		alice,
		bob,
		/** Where the bot keeps everything. */
		dataDir: config.dataDir,
		get bot() {
			return bot;
		},
		/** Stops the bot in good order and starts it again. */
		async restart() {
			await bot.stop();
			bot = await boot();
		},
		/** Stops the bot in good order, works on what it keeps, and starts it again. */
		async whileStopped<T>(work: (store: Store) => Promise<T>): Promise<T> {
			await bot.stop();
			const result = await withStore(work);
			bot = await boot();
			return result;
		},
		/** Starts one more process with the same environment; it is stopped with the first. */
		async startAnother(): Promise<Bot> {
			const another = await boot();
			running.defer(() => another.stop());
			return another;
		},
		/** Everything the bot logged, one JSON text per line. */
		logLines,
		/** Resolves once `count` lines that hold `text` have been logged. */
		logged: (text: string, count = 1) =>
			new Promise<void>((resolve) => {
				const read = () => {
					if (logLines.filter((line) => line.includes(text)).length < count) return;
					readers.delete(read);
					resolve();
				};
				readers.add(read);
				read();
			}),
		/** Reasons for which the bot said that it cannot go on. */
		faults,
		[Symbol.asyncDispose]: () => running.disposeAsync(),
	};
}
