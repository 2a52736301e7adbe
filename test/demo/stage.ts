import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock as clock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startBot } from '../../src/main.ts';
import { startDiscord } from '../simulator/discord/start.ts';
import type { Channel } from '../simulator/discord/world/channel.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import { startGemini } from '../simulator/gemini/start.ts';

/** How long one picture may take, in milliseconds: a little more than the bot itself waits. */
const RETRY_BUDGET_MS = 200_000;
/** Where the pictures are left, from the folder that the demo runs in. */
export const PICTURES_FOLDER = 'demo-pictures';

/** The bot with its real wiring on a stage: a local Discord, and a local Gemini unless there is a key for the real one. */
export async function setStage(env: Readonly<Record<string, string | undefined>>) {
	await using built = new AsyncDisposableStack();
	const dataDir = await mkdtemp(path.join(tmpdir(), 'plantain-demo-'));
	built.defer(() => rm(dataDir, { recursive: true }));
	const discord = built.use(await startDiscord({ clock, rateLimits: false }));
	const gemini = built.use(await startGemini({ clock }));
	const key = env['GEMINI_API_KEY'] || env['GOOGLE_API_KEY'];
	const isOffline = key === undefined || key === '';
	const config = loadConfig({
		DISCORD_TOKEN: discord.token,
		DISCORD_API_URL: discord.apiUrl,
		...(isOffline
			? { GEMINI_API_KEY: gemini.apiKey, GEMINI_BASE_URL: gemini.url }
			: { GEMINI_API_KEY: key, GEMINI_BASE_URL: env['GEMINI_BASE_URL'] }),
		DATA_DIR: dataDir,
		// Two people play in seconds what would take them an afternoon.
		QUOTA_USER_IMAGES_PER_MINUTE: '60',
		QUOTA_USER_IMAGES_PER_DAY: '60',
		HTTP_PORT: '0',
		LOG_LEVEL: 'warn',
	});
	const log = createLog(config.logLevel);
	const boot = () => startBot(config, { clock, random: Math.random, log, onFatal: (reason) => log.fatal(reason) });
	const channel = discord.guild({ name: 'Greenhouse' }).channel('pictures');
	let bot = await boot();
	built.defer(() => bot.stop());

	/** Waits for what should happen, but not for ever; tells whether it did. */
	async function within(happening: Promise<unknown>): Promise<boolean> {
		const done = new AbortController();
		const late = clock.sleep(RETRY_BUDGET_MS, done.signal).then(
			() => false,
			() => false,
		);
		const came = await Promise.race([happening.then(() => true), late]);
		done.abort();
		return came;
	}

	const stage = built.move();
	return {
		discord,
		gemini,
		isOffline,
		channel,
		alice: discord.user('alice').in(channel),
		bob: discord.user('bob').in(channel),
		within,
		/** What the bot answered a message with. */
		async answerTo(message: Message): Promise<Message | undefined> {
			const answers = () => [...message.channel.messages.values()].filter(({ repliesTo }) => repliesTo === message);
			await within(discord.until(() => answers().length > 0));
			return answers()[0];
		},
		async restart() {
			await bot.stop();
			bot = await boot();
		},
		[Symbol.asyncDispose]: () => stage.disposeAsync(),
	};
}
export type Stage = Awaited<ReturnType<typeof setStage>>;

/** Leaves the pictures of some channels as files, and returns a line about each. */
export async function savePictures(channels: readonly Channel[]): Promise<string[]> {
	await mkdir(PICTURES_FOLDER, { recursive: true });
	const files = channels.flatMap(({ messages }) => [...messages.values()].flatMap(({ attachments }) => attachments));
	return Promise.all(
		files.map(async ({ name, type, width, height, bytes }, index) => {
			const place = path.join(PICTURES_FOLDER, `${String(index + 1).padStart(2, '0')}-${name}`);
			await writeFile(place, bytes);
			return `${place}  ${type}, ${width}×${height}, ${Math.round(bytes.byteLength / 1000)} kB`;
		}),
	);
}
