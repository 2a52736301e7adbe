import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock as clock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { startBot } from '../../src/main.ts';
import { type LocalDiscord, startDiscord } from '../simulator/discord/start.ts';
import { type LocalGemini, startGemini } from '../simulator/gemini/start.ts';

/** How long the demo waits for one picture before it gives up, in milliseconds: a little more than the bot does. */
const PATIENCE_MS = 200_000;
const FOLDER = 'demo-pictures';

const dataDir = await mkdtemp(path.join(tmpdir(), 'plantain-demo-'));
await using cleaning = new AsyncDisposableStack();
cleaning.defer(() => rm(dataDir, { recursive: true }));
await using discord = await startDiscord({ clock });
await using gemini = await startGemini({ clock });
const key = process.env['GEMINI_API_KEY'] || process.env['GOOGLE_API_KEY'];
const isOffline = key === undefined || key === '';

console.log(
	isOffline
		? 'Plantain, offline: Discord and Gemini are stand-ins on this machine, and so are the pictures.\nSet GEMINI_API_KEY to see the real Gemini draw (that costs a few cents).\n'
		: 'Plantain with the real Gemini (your key pays); Discord is a stand-in on this machine.\n',
);

const config = loadConfig({
	DISCORD_TOKEN: discord.token,
	DISCORD_API_URL: discord.apiUrl,
	...(isOffline
		? { GEMINI_API_KEY: gemini.apiKey, GEMINI_BASE_URL: gemini.url }
		: { GEMINI_API_KEY: key, GEMINI_BASE_URL: process.env['GEMINI_BASE_URL'] }),
	DATA_DIR: dataDir,
	HTTP_PORT: '0',
	LOG_LEVEL: 'warn',
});
const log = createLog(config.logLevel);
const bot = await startBot(config, { clock, random: Math.random, log, onFatal: (reason) => log.fatal(reason) }).catch(
	(error: unknown) => {
		console.error(error instanceof Error ? error.message : error);
		process.exit(1);
	},
);
try {
	process.exitCode = (await play(discord, gemini)) ? 0 : 1;
} finally {
	await bot.stop();
}

/** Plays the scenes and tells whether every picture that was asked for came. */
async function play(discord: LocalDiscord, gemini: LocalGemini): Promise<boolean> {
	const channel = discord.guild({ name: 'Greenhouse' }).channel('pictures');
	const alice = discord.user('alice').in(channel);
	const bob = discord.user('bob').in(channel);

	const scenes = [await alice.slash('imagine', { prompt: 'a fox asleep in the snow, early light' })];
	await finished(scenes);
	scenes.push(
		await bob.slash('imagine', { prompt: 'a lighthouse as a paper cut-out', model: 'pro', aspect: '16:9', size: '2K' }),
		await alice.slash('imagine', { prompt: 'a birthday card for bob', private: true }),
	);
	await finished(scenes);
	const wanted = scenes.length;
	if (isOffline) {
		gemini.next({ blocked: 'PROHIBITED_CONTENT' });
		scenes.push(await bob.slash('imagine', { prompt: 'something that Gemini will not draw' }));
		await finished(scenes);
	}

	console.log(`#${channel.name}\n${channel.transcript({ times: true })}\n`);
	await mkdir(FOLDER, { recursive: true });
	const files = scenes.flatMap((scene) => scene.response()?.attachments ?? []);
	for (const file of files) {
		const place = path.join(FOLDER, file.name);
		await writeFile(place, file.bytes);
		console.log(`${place}  ${file.type}, ${file.width}×${file.height}, ${Math.round(file.bytes.byteLength / 1000)} kB`);
	}
	if (files.length < wanted) console.error(`Only ${files.length} of ${wanted} pictures came.`);
	return files.length >= wanted;
}

/** Waits until every interaction was answered, but not for ever. */
async function finished(scenes: readonly { finished(): Promise<unknown> }[]): Promise<void> {
	const done = new AbortController();
	await Promise.race([
		Promise.all(scenes.map((scene) => scene.finished())),
		clock.sleep(PATIENCE_MS, done.signal).catch(() => {}),
	]);
	done.abort();
}
