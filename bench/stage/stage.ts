import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { type Child, startChild } from './child.ts';

const here = (file: string) => new URL(file, import.meta.url);

/** What all scenarios share. */
export interface Bench {
	readonly signal: AbortSignal;
	/** Whether it is only to be seen that everything works, in a minute. */
	readonly isQuick: boolean;
	readonly gemini: PreparedGemini;
}

/** What is measured, and what it is held against. */
export const SUBJECTS = ['bot', 'floor'] as const;
export type Subject = (typeof SUBJECTS)[number];

const nothing = z.undefined();

export async function startGemini(signal: AbortSignal) {
	const child = startChild(here('./prepared-gemini.ts'), { signal });
	return {
		url: await child.ask('url', z.string()),
		/** Every answer begins so long after its request had arrived. */
		takes: (modelMs: number) => child.ask('behave', nothing, { modelMs }),
		/** Answers are held back from now on, until `release`. */
		holdFor: (count: number) => child.ask('behave', nothing, { holdFor: count }),
		/** Resolves when as many calls wait as was said. */
		complete: () => child.ask('complete', nothing),
		release: () => child.ask('release', nothing),
		/** The sizes of the requests since the last time, in bytes and in order. */
		requestBytes: () => child.ask('requestBytes', z.array(z.number())),
		[Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
	};
}
export type PreparedGemini = Awaited<ReturnType<typeof startGemini>>;

const measured = z.object({
	/** Of all threads. */
	cpuMs: z.number(),
	rssBytes: z.number(),
	peakRssBytes: z.number(),
	/** What became durable, a group of commits of SQLite or a file, and when, in milliseconds since the epoch. */
	writes: z.array(z.object({ kind: z.enum(['commit', 'flush']), atMs: z.number() })),
});

const shown = z.array(
	z.object({
		ackMs: z.number(),
		/** From the command until the picture was seen. */
		shownMs: z.number(),
		/** In milliseconds since the epoch. */
		shownAtMs: z.number(),
		/** How many REST calls had come by then. */
		calls: z.number(),
	}),
);

export interface StageOptions {
	/** Where the bot keeps its data. Default: a new folder, which is removed. */
	readonly dataDir?: string;
	/** What the bot is in when it starts. Default: nothing. */
	readonly servers?: { readonly count: number; readonly channels: number; readonly roles: number };
	/** Leaves the bot the caches of discord.js. Default: no. */
	readonly hasOwnCaches?: boolean;
}

/** A bot or the floor between a local Discord and the prepared Gemini, each in a process of its own. */
export async function setStage(subject: Subject, bench: Bench, options: StageOptions = {}) {
	await using built = new AsyncDisposableStack();
	const discord = built.use(startChild(here('./discord.ts'), bench));
	const where = await discord.ask('where', z.object({ apiUrl: z.string(), token: z.string() }));
	const folder = options.dataDir ?? built.use(await mkdtempDisposable(path.join(tmpdir(), 'plantain-bench-'))).path;
	if (options.servers !== undefined) await discord.ask('populate', nothing, options.servers);
	const startedAtMs = performance.now();
	const around = {
		...where,
		geminiUrl: bench.gemini.url,
		dataDir: folder,
		hasOwnCaches: options.hasOwnCaches ?? false,
	};
	const child = built.use(start[subject](around, bench.signal));
	/** What people do there waits for nothing any more when the process is gone. */
	const ask = <T>(name: string, schema: z.ZodType<T>, argument?: unknown) =>
		Promise.race([discord.ask(name, schema, argument), child.lost]);
	await ask('registered', nothing);
	const startMs = performance.now() - startedAtMs;
	const stage = built.move();
	return {
		/** From the start of the process until its commands were registered. */
		startMs,
		/** Begins to measure. */
		begin: () => child.ask('begin', nothing),
		/** What happened in the process since then. */
		report: () => child.ask('report', measured),
		/** So many people ask for pictures in the same moment. @throws Error when one doesn't come. */
		imagine: (what: { readonly count: number; readonly people?: number; readonly size: string }) =>
			ask('imagine', shown, { people: what.count, ...what }),
		/** Makes the picture, with as many pixels, that people edit. */
		drawUpload: (pixels: { readonly width: number; readonly height: number }) => ask('drawUpload', nothing, pixels),
		/** So many people edit it in the same moment. @throws Error when one doesn't come. */
		edit: (count: number) => ask('edit', shown, count),
		/** What somebody else's `/help` takes to be acknowledged, so often, or else until all pictures came. */
		probe: (times?: number) => ask('probe', z.array(z.number()), times),
		/** A conversation of so many turns; what each took until it was seen. */
		talk: (turns: number) => ask('talk', z.array(z.number()), turns),
		/** So many people in each server write a message each. */
		chat: (messages: number) => ask('chat', nothing, messages),
		/** Resolves once nothing comes from the bot any more. */
		settle: () => ask('settle', nothing),
		/** How many REST calls came so far. */
		calls: () => ask('calls', z.number()),
		/** How often the bot connected to the gateway. */
		connections: () => ask('connections', z.number()),
		[Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
	};
}
export type Stage = Awaited<ReturnType<typeof setStage>>;

interface Surroundings {
	readonly apiUrl: string;
	readonly token: string;
	readonly geminiUrl: string;
	readonly dataDir: string;
	readonly hasOwnCaches: boolean;
}

/** Measures from within whatever it is loaded into. */
const execArgv = ['--import', here('./inside.ts').href];

const start: Readonly<Record<Subject, (around: Surroundings, signal: AbortSignal) => Child>> = {
	bot: ({ apiUrl, token, geminiUrl, dataDir, hasOwnCaches }, signal) =>
		startChild(here('../../src/main.ts'), {
			env: {
				DISCORD_TOKEN: token,
				DISCORD_API_URL: apiUrl,
				GEMINI_API_KEY: 'local-gemini-key',
				GEMINI_BASE_URL: geminiUrl,
				DATA_DIR: dataDir,
				HTTP_PORT: '',
				// What goes wrong is seen on the side of Discord, and under load that is much.
				LOG_LEVEL: 'fatal',
				// Near a limit calls would come one after the other.
				QUOTA_USER_CONCURRENT: '20',
				QUOTA_USER_IMAGES_PER_MINUTE: '1000000',
				QUOTA_USER_IMAGES_PER_DAY: '1000000',
				QUOTA_BOT_USD_PER_DAY: '1000000',
				// While the local Discord tells one shard of thousands of servers, it would not greet another in time.
				SHARD_COUNT: '1',
			},
			execArgv: hasOwnCaches ? [...execArgv, '--import', here('./own-caches.ts').href] : execArgv,
			signal,
		}),
	floor: ({ apiUrl, token, geminiUrl }, signal) =>
		startChild(here('../floor.ts'), { args: [apiUrl, token, geminiUrl], execArgv, signal }),
};

/** Both, each with a Discord of its own, of which only one is used at a time. */
export async function setBoth(bench: Bench) {
	await using built = new AsyncDisposableStack();
	const bot = built.use(await setStage('bot', bench));
	const floor = built.use(await setStage('floor', bench));
	const both = built.move();
	return { bot, floor, [Symbol.asyncDispose]: () => both[Symbol.asyncDispose]() };
}

/** Does the same with both in turns, A B A B, so many times; what came of it. */
export async function alternate<T>(
	stages: Readonly<Record<Subject, Stage>>,
	times: number,
	run: (stage: Stage) => Promise<T>,
): Promise<Record<Subject, T[]>> {
	const results: Record<Subject, T[]> = { bot: [], floor: [] };
	for (let time = 0; time < times; time++)
		for (const subject of SUBJECTS) results[subject].push(await run(stages[subject]));
	return results;
}
