import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { systemClock as clock } from '../src/clock.ts';
import { startDiscord } from '../test/simulator/discord/start.ts';
import { startBotProcess } from './bot-process.ts';
import { startPreparedGemini } from './prepared-gemini.ts';
import { ackMs, probeUntil } from './probes.ts';
import { describeMachine } from './report.ts';

const UPLOADS = 4;
/** Of a 50-megapixel phone. */
const SIZE = { width: 8160, height: 6144 };
/** The bench ends by itself after this long, in milliseconds, whatever happens. */
const MOST_MS = 180_000;

/** A WebP with detail everywhere: the kind that takes most time to decode. */
async function drawUpload(): Promise<Buffer> {
	const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
	const { data, info } = await sharp({ create: { width: 2040, height: 1536, channels: 3, background: '#000', noise } })
		.resize(SIZE)
		.raw()
		.toBuffer({ resolveWithObject: true });
	return sharp(data, { raw: info }).webp({ quality: 70, effort: 2 }).toBuffer();
}

/** People edit large pictures in the same moment, each their own, while somebody else uses `/help`. */
async function measureUploads(bytes: Buffer, signal: AbortSignal) {
	await using started = new AsyncDisposableStack();
	const discord = started.use(await startDiscord({ clock }));
	const gemini = started.use(await startPreparedGemini(Array.from({ length: UPLOADS }, () => Buffer.from('{}'))));
	const dataDir = started.use(await mkdtempDisposable(path.join(tmpdir(), 'plantain-bench-')));
	const channel = discord.guild().channel('pictures');
	const env = {
		DISCORD_TOKEN: discord.token,
		DISCORD_API_URL: discord.apiUrl,
		GEMINI_API_KEY: 'local-gemini-key',
		GEMINI_BASE_URL: gemini.url,
		DATA_DIR: dataDir.path,
		HTTP_PORT: '',
		LOG_LEVEL: 'error',
	};
	const bot = started.use(startBotProcess(env, signal));
	await Promise.race([bot.lost, discord.until(() => discord.commands().length > 0)]);
	await bot.begin();
	const startedAtMs = performance.now();
	for (let index = 0; index < UPLOADS; index++)
		await discord
			.user(`person-${index}`)
			.in(channel)
			.slash('edit', { prompt: 'a hat', image: { name: 'fox.webp', bytes } });
	const preparing = Promise.race([bot.lost, gemini.complete]).then(() => performance.now() - startedAtMs);
	const probes = await probeUntil(preparing, () => discord.user('impatient').in(channel).slash('help'));
	const inside = await bot.report();
	return {
		'all with Gemini after (ms)': Math.round(await preparing),
		'slowest acknowledgement (ms)': Math.max(...probes.map(ackMs)),
		acknowledgements: probes.length,
		'slowest look-up of a host (ms)': Math.round(inside.lookupMaxMs),
		'event loop delay, longest (ms)': Math.round(inside.delayMaxMs),
		'processor time (ms)': Math.round(inside.cpuMs),
		'peak memory (MB)': Math.round(inside.peakRssBytes / 1e6),
	};
}

console.log(describeMachine());
const upload = await drawUpload();
console.log(`${UPLOADS} WebPs of ${SIZE.width}×${SIZE.height}, ${(upload.length / 1e6).toFixed(1)} MB each, at once`);
console.table(await measureUploads(upload, AbortSignal.timeout(MOST_MS)));
