import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startDiscord } from '../simulator/discord/start.ts';
import { startGemini } from '../simulator/gemini/start.ts';
import { temporaryFolder } from '../store/open-temporary.ts';
import { guarded } from '../support/child.ts';
import { compileCache } from '../support/compile-cache.ts';
import { fakeClock } from '../support/fake-clock.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const BE_PATIENT = new URL('../support/processes/be-patient.ts', import.meta.url).href;

/**
 * The bot as operators run it, in a process of its own, with nothing in its environment but `env` and what makes
 * it start faster. It has all the time in
 * the world, so that it does the same on a busy machine.
 */
export function startBotProcess(env: Readonly<Record<string, string>>, preload?: readonly [string, ...string[]]) {
	const [script, ...args] = preload ?? [];
	const imports = [BE_PATIENT, ...(script === undefined ? [] : [script])].flatMap((module) => ['--import', module]);
	const child = guarded(
		spawn(process.execPath, [...imports, MAIN, ...args], {
			env: { ...compileCache, ...env },
			stdio: ['ignore', 'pipe', 'inherit'],
		}),
	);
	const lines: string[] = [];
	const readers = new Set<() => void>();
	createInterface(child.stdout).on('line', (line) => {
		lines.push(line);
		for (const read of [...readers]) read();
	});
	const ended = once(child, 'close').then((): NodeJS.Signals | null => child.signalCode);
	const end = (signal: NodeJS.Signals) => {
		child.kill(signal);
		return ended;
	};
	return {
		pid: child.pid,
		signal: (signal: NodeJS.Signals) => child.kill(signal),
		/** With the signal that ended it. */
		ended,
		end,
		/** Resolves once a line that it wrote holds `text`; rejects when it ends first. */
		said: (text: string) =>
			new Promise<void>((resolve, reject) => {
				const read = () => {
					if (!lines.some((line) => line.includes(text))) return;
					readers.delete(read);
					resolve();
				};
				readers.add(read);
				read();
				void ended.then(() => reject(new Error(`the bot ended before it said "${text}":\n${lines.join('\n')}`)));
			}),
		async [Symbol.asyncDispose]() {
			await end('SIGKILL');
		},
	};
}
export type BotProcess = ReturnType<typeof startBotProcess>;

/**
 * What bot processes need around them: a Discord and a Gemini that never lose patience, and a folder.
 *
 * @param clock the time that Discord's ids carry.
 */
export async function startSurroundings(clock = fakeClock()) {
	await using started = new AsyncDisposableStack();
	const discord = started.use(await startDiscord({ clock, rateLimits: false }));
	const gemini = started.use(await startGemini({ clock, signatureChars: 400 }));
	const guild = discord.guild({ name: 'Greenhouse' });
	const channel = guild.channel('pictures');
	const folder = started.use(await temporaryFolder());
	const env = {
		DISCORD_TOKEN: discord.token,
		GEMINI_API_KEY: gemini.apiKey,
		DISCORD_API_URL: discord.apiUrl,
		GEMINI_BASE_URL: gemini.url,
		HTTP_PORT: '',
		DATA_DIR: folder.path,
	};
	const running = started.move();
	return {
		discord,
		gemini,
		guild,
		channel,
		alice: discord.user('alice').in(channel),
		bob: discord.user('bob').in(channel),
		dataDir: folder.path,
		clock,
		env,
		[Symbol.asyncDispose]: () => running.disposeAsync(),
	};
}
export type Surroundings = Awaited<ReturnType<typeof startSurroundings>>;
