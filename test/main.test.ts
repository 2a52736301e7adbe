import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startDiscord } from './simulator/discord/start.ts';
import { startGemini } from './simulator/gemini/start.ts';
import { guarded } from './support/child.ts';
import { compileCache } from './support/compile-cache.ts';
import { fakeClock } from './support/fake-clock.ts';

const MAIN = new URL('../src/main.ts', import.meta.url).pathname;
const PATIENT: readonly string[] = ['--import', new URL('./support/processes/be-patient.ts', import.meta.url).href];

/** The bot as a process of its own, with nothing in its environment but `env` and what makes it start faster. */
function runMain(env: Readonly<Record<string, string>>, nodeOptions: readonly string[] = [], clock = PATIENT) {
	const child: ChildProcess = guarded(
		spawn(process.execPath, [...clock, ...nodeOptions, MAIN], {
			env: { ...compileCache, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
		}),
	);
	const output = child.stdout === null ? Promise.resolve('') : text(child.stdout);
	const ready = new Promise<void>((resolve) => {
		child.stdout?.on('data', (lines) => String(lines).includes('"ready"') && resolve());
	});
	const exited = once(child, 'exit').then(([code]: unknown[]) => code);
	return { child, output, ready, exited };
}

async function startServices() {
	const closing = new AsyncDisposableStack();
	const clock = fakeClock();
	const dataDir = await mkdtemp(path.join(tmpdir(), 'plantain-'));
	closing.defer(() => rm(dataDir, { recursive: true }));
	const discord = closing.use(await startDiscord({ clock }));
	const gemini = closing.use(await startGemini({ clock, signatureChars: 400 }));
	const env = {
		DISCORD_TOKEN: discord.token,
		GEMINI_API_KEY: gemini.apiKey,
		DISCORD_API_URL: discord.apiUrl,
		GEMINI_BASE_URL: gemini.url,
		DATA_DIR: dataDir,
		HTTP_PORT: '',
	};
	return { discord, gemini, env, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

/** What an operator reads: the messages of the lines that were logged. */
const messagesOf = (output: string) =>
	output
		.split('\n')
		.filter(Boolean)
		.map((line): unknown => JSON.parse(line))
		.map((line) => Object(line).msg);

test('without its variables the bot exits with 1 and one line that names them', async () => {
	const { output, exited } = runMain({});
	expect(await exited).toBe(1);
	expect(messagesOf(await output)).toEqual([
		'The environment is not right:\n  DISCORD_TOKEN is required\n  GEMINI_API_KEY is required',
	]);
});

test.each([
	['a wrong Discord token', { DISCORD_TOKEN: 'wrong' }, /^Discord refuses the token/],
	['a wrong Gemini key', { GEMINI_API_KEY: 'wrong' }, /^Gemini refuses the credentials \(GEMINI_API_KEY\)/],
	['no Discord at that address', { DISCORD_API_URL: 'http://127.0.0.1:1/api' }, /^Discord cannot be reached/],
])('with %s the bot exits with 1 and one clear line without a stack', async (_, wrong, line) => {
	await using services = await startServices();
	const { output, exited } = runMain({ ...services.env, ...wrong });
	expect(await exited).toBe(1);
	expect(messagesOf(await output)).toEqual([expect.stringMatching(line)]);
	expect(await output).not.toContain('    at ');
});

test('with a Gemini that cannot be reached the bot starts all the same and says so in one line', async () => {
	await using services = await startServices();
	const { child, output, exited } = runMain({ ...services.env, GEMINI_BASE_URL: 'http://127.0.0.1:1' });
	await services.discord.until(() => services.discord.commands().length > 0);
	child.kill('SIGTERM');
	expect(await exited).toBe(0);
	expect(messagesOf(await output)[0]).toMatch(/^Gemini cannot be reached/);
	expect(await output).not.toContain('    at ');
});

test.each(['SIGTERM', 'SIGINT'] as const)(
	'%s in the middle of a picture: the picture comes, then the bot leaves with 0',
	async (signal) => {
		await using services = await startServices();
		const { discord, gemini, env } = services;
		const { child, output, ready, exited } = runMain(env);
		await ready;
		gemini.next({ hold: true });
		const scene = await discord
			.user('alice')
			.in(discord.guild().channel('pictures'))
			.slash('imagine', { prompt: 'a fox' });
		await gemini.inFlight();
		child.kill(signal);
		gemini.release();
		expect(await exited).toBe(0);
		expect(scene.response()?.attachments).toHaveLength(1);
		expect(messagesOf(await output)).toEqual([
			'registered commands',
			'ready',
			'acknowledged',
			'stopping',
			'generated',
			'answered',
			'stopped',
		]);
	},
);

test('a second process on one DATA_DIR waits ten seconds, then ends with 1 and one line', async () => {
	await using services = await startServices();
	const first = runMain(services.env);
	await services.discord.until(() => services.discord.commands().length > 0);
	// By the machine's own clock: its ten seconds are to pass.
	const second = runMain(services.env, [], []);
	expect(await second.exited).toBe(1);
	expect(messagesOf(await second.output)).toEqual([
		'Another process already keeps its records in DATA_DIR. Stop it first, give this one a folder of its own, or let both share a REDIS_URL.',
	]);
	expect(services.discord.gateway.sessions).toHaveLength(1);
	first.child.kill('SIGTERM');
	expect(await first.exited).toBe(0);
});

test.each([
	['a rejected promise that nobody listens to', 'Promise.reject(new Error("planted"))', /a promise was rejected/],
	['an error that nobody catches', 'throw new Error("planted")', /an error was thrown/],
])('%s ends the bot with 1, in good order and with its cause in the log', async (_, fault, line) => {
	await using services = await startServices();
	const { discord, gemini, env } = services;
	const planted = `data:text/javascript,process.once('SIGUSR2', () => { ${fault} })`;
	const { child, output, exited } = runMain(env, ['--import', planted]);
	await discord.until(() => discord.commands().length > 0);
	gemini.next({ hold: true });
	const scene = await discord
		.user('alice')
		.in(discord.guild().channel('pictures'))
		.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	child.kill('SIGUSR2');
	gemini.release();
	expect(await exited).toBe(1);
	expect(scene.response()?.attachments).toHaveLength(1);
	expect(messagesOf(await output)).toContainEqual(expect.stringMatching(line));
	expect(await output).toContain('planted');
});
