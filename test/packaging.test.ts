import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../src/clock.ts';
import { environment } from '../src/config.ts';
import { serveHealth } from '../src/health.ts';
import { guarded } from './support/child.ts';
import { freePort } from './support/free-port.ts';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const packageJson = z
	.object({
		scripts: z.record(z.string(), z.string()),
		dependencies: z.record(z.string(), z.string()),
		devDependencies: z.record(z.string(), z.string()),
		allowScripts: z.record(z.string(), z.boolean()),
	})
	.parse(JSON.parse(read('package.json')));

const lockfile = z
	.object({
		packages: z.record(
			z.string(),
			z.object({
				hasInstallScript: z.boolean().optional(),
				optionalDependencies: z.record(z.string(), z.string()).default({}),
			}),
		),
	})
	.parse(JSON.parse(read('package-lock.json')));

/** The instructions of the last stage, which is the image that runs. */
const dockerfile = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
const lastStage = dockerfile.slice(dockerfile.findLastIndex((line) => line.startsWith('FROM ')));
const argumentsOf = (instruction: string, lines = lastStage) =>
	lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

test('tests run on the Node 24 that npm install brings', () => {
	expect(process.version).toBe(`v${packageJson.devDependencies['node']}`);
	expect(process.version).toMatch(/^v24\./);
});

test('every dependency is pinned to one version', () => {
	const ranges = Object.values({ ...packageJson.dependencies, ...packageJson.devDependencies });
	expect(ranges.filter((range) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([]);
});

test('every package with an install script was judged, and only the runtime may run its own', () => {
	const withScripts = Object.entries(lockfile.packages)
		.filter(([, { hasInstallScript }]) => hasInstallScript === true)
		.map(([path]) => path.replace(/^.*node_modules\//, ''));
	expect(withScripts.filter((name) => packageJson.allowScripts[name] === undefined)).toEqual([]);
	expect(Object.keys(packageJson.allowScripts).filter((name) => packageJson.allowScripts[name])).toEqual(['node']);
});

test('the lockfile carries no download address', () => {
	expect(read('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/registry/);
});

test('the lockfile knows the packages of every platform, without which `npm ci` refuses it', () => {
	const wanted = Object.values(lockfile.packages).flatMap(({ optionalDependencies }) =>
		Object.keys(optionalDependencies),
	);
	const known = new Set(Object.keys(lockfile.packages).map((path) => path.replace(/^.*node_modules\//, '')));
	expect(wanted.length).toBeGreaterThan(0);
	expect(wanted.filter((name) => !known.has(name))).toEqual([]);
});

test('the image is the official Node 24 in both stages', () => {
	expect(argumentsOf('FROM', dockerfile)).toEqual(['node:24-bookworm-slim AS dependencies', 'node:24-bookworm-slim']);
});

test('the image holds production dependencies only, and only paths that exist are copied into it', () => {
	expect(argumentsOf('RUN', dockerfile)).toContain('npm ci --omit=dev');
	expect(argumentsOf('RUN').join()).not.toContain('npm');
	const copied = argumentsOf('COPY', dockerfile)
		.filter((line) => !line.startsWith('--from'))
		.flatMap((line) => line.split(' ').slice(0, -1));
	expect(copied).toContain('src');
	expect(copied.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
	const kept = read('.dockerignore')
		.split('\n')
		.filter((line) => line.startsWith('!'));
	expect(copied.filter((path) => !kept.includes(`!${path}`))).toEqual([]);
});

test('the container runs the bot itself, as an ordinary user, so that SIGTERM reaches it', () => {
	expect(argumentsOf('USER')).toEqual(['node']);
	const [command] = argumentsOf('CMD');
	const words = z.array(z.string()).parse(JSON.parse(command ?? ''));
	expect(words).toEqual(['node', 'src/main.ts']);
	expect(packageJson.scripts['start']).toContain(words.join(' ').replace('node ', ''));
});

/** Runs the image's health check here, on the port given; resolves with its exit code. */
async function checkHealth(port: string): Promise<number | null> {
	const words = z.array(z.string()).parse(JSON.parse(argumentsOf('HEALTHCHECK')[0]?.split('CMD ')[1] ?? ''));
	const [, ...parameters] = words;
	const child = guarded(spawn(process.execPath, parameters, { env: { HTTP_PORT: port }, stdio: 'ignore' }));
	const [code] = await once(child, 'exit');
	return typeof code === 'number' ? code : null;
}

test('the health check passes while the bot serves /healthz, fails when it does not, and rests when that is off', async () => {
	const health = await serveHealth(0, {
		isReady: () => false,
		probe: async () => {},
		metrics: { contentType: 'text/plain', read: async () => '' },
		clock: systemClock,
	});
	const port = String(health.port);
	expect(await checkHealth(port)).toBe(0);
	await health[Symbol.asyncDispose]();
	expect(await checkHealth(String(await freePort()))).toBe(1);
	// Off, or on a port that nobody can know.
	for (const unasked of ['', ' ', '0']) expect(await checkHealth(unasked)).toBe(0);
});

test('the image exposes the port that the bot listens on by default', () => {
	const port = String(environment.shape.HTTP_PORT.parse(undefined));
	expect(argumentsOf('HEALTHCHECK').join()).toContain(`?? '${port}'`);
	expect(argumentsOf('EXPOSE')).toEqual([port]);
});
