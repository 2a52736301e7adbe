import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { environment, loadConfig } from '../src/config.ts';
import { StartError } from '../src/errors.ts';
import { quotaVariables } from '../src/quota-variables.ts';

const shape = { ...environment.shape, ...quotaVariables.shape };

const GOOD = { DISCORD_TOKEN: 'token', GEMINI_API_KEY: 'key' };

const refusalOf = (env: Record<string, string>) => {
	try {
		loadConfig(env);
	} catch (error) {
		return error instanceof StartError ? error.message : error;
	}
	return undefined;
};

test('two variables are enough to start', () => {
	expect(loadConfig(GOOD)).toMatchObject({
		httpPort: 8080,
		logLevel: 'info',
		gemini: { access: { kind: 'key', apiKey: 'key' } },
	});
});

test('one message names every bad or missing variable and shows no value', () => {
	const message = refusalOf({
		DEV_GUILD_ID: 'hush1',
		HTTP_PORT: 'hush2',
		LOG_LEVEL: 'hush3',
		DISCORD_API_URL: 'hush4',
		MODEL_PRO: 'hush 5',
	});
	expect(message).toMatchInlineSnapshot(`
		"The environment is not right:
		  DISCORD_TOKEN is required
		  DEV_GUILD_ID must be a Discord id
		  HTTP_PORT must be a port
		  LOG_LEVEL must be a pino level
		  DISCORD_API_URL must be an http(s) URL
		  MODEL_PRO must be a Gemini model id
		  GEMINI_API_KEY is required"
	`);
	expect(message).not.toContain('hush');
});

test('a blank value means that the variable is not set', () => {
	const blanks = Object.fromEntries(Object.keys(shape).map((name) => [name, ' ']));
	const { HTTP_PORT: _, ...withoutPort } = blanks;
	expect(loadConfig({ ...withoutPort, ...GOOD })).toEqual(loadConfig(GOOD));
	expect(refusalOf({ ...GOOD, DISCORD_TOKEN: ' ' })).toContain('DISCORD_TOKEN');
});

test.each([
	['', undefined],
	['0', 0],
	['65535', 65_535],
])('HTTP_PORT=%j listens on %j', (raw, port) => {
	expect(loadConfig({ ...GOOD, HTTP_PORT: raw }).httpPort).toBe(port);
});

test.each(['65536', '-1', '80.5', 'http'])('HTTP_PORT=%j is refused', (raw) => {
	expect(refusalOf({ ...GOOD, HTTP_PORT: raw })).toContain('HTTP_PORT must be a port');
});

test.each<[env: Record<string, string>, isOpen: boolean]>([
	[{}, true],
	[{ ALLOWED_GUILD_IDS: ' ' }, true],
	[{ ALLOWED_GUILD_IDS: '100000000000000001' }, false],
	[{ ALLOWED_GUILD_IDS: '100000000000000001', ALLOW_DIRECT_MESSAGES: 'true' }, true],
	[{ ALLOW_DIRECT_MESSAGES: 'false' }, false],
])('with %j direct messages are open: %j', (env, isOpen) => {
	expect(loadConfig({ ...GOOD, ...env }).allowDirectMessages).toBe(isOpen);
});

test('ALLOW_DIRECT_MESSAGES is refused when it is neither true nor false', () => {
	expect(refusalOf({ ...GOOD, ALLOW_DIRECT_MESSAGES: 'perhaps' })).toContain(
		'ALLOW_DIRECT_MESSAGES must be true or false',
	);
});

const REDIS = { REDIS_URL: 'redis://localhost' };

test.each<[env: Record<string, string>, shards: unknown]>([
	[{}, 'auto'],
	[{ SHARD_COUNT: 'auto', SHARDS: 'all' }, 'auto'],
	[{ SHARD_COUNT: '1' }, { count: 1, ids: [0] }],
	[
		{ SHARD_COUNT: '3', SHARDS: 'all' },
		{ count: 3, ids: [0, 1, 2] },
	],
	[
		{ SHARD_COUNT: '2', SHARDS: '0-1' },
		{ count: 2, ids: [0, 1] },
	],
	[
		{ ...REDIS, SHARD_COUNT: '8', SHARDS: '7, 0-2,2' },
		{ count: 8, ids: [0, 1, 2, 7] },
	],
])('with %j the shards are %j', (env, shards) => {
	expect(loadConfig({ ...GOOD, ...env }).shards).toEqual(shards);
});

test.each<[env: Record<string, string>, line: string]>([
	...['0', '-1', '1.5', '10001', '1e3', 'all'].map((count): [Record<string, string>, string] => [
		{ SHARD_COUNT: count },
		'SHARD_COUNT must be auto or 1 to 10000',
	]),
	...['-1', '3-1', '1,', '0..3', 'auto', '0-99999'].map((ids): [Record<string, string>, string] => [
		{ ...REDIS, SHARD_COUNT: '8', SHARDS: ids },
		'SHARDS must be all, or shards such as 0-3,7',
	]),
	[{ ...REDIS, SHARDS: '0' }, 'SHARDS needs a number in SHARD_COUNT, the same for every process'],
	[{ ...REDIS, SHARD_COUNT: '2', SHARDS: '1-2' }, 'SHARDS must be below SHARD_COUNT'],
	[
		{ SHARD_COUNT: '2', SHARDS: '0' },
		'SHARDS needs REDIS_URL, because the processes with the other shards share their records',
	],
])('%j is refused in one line: %s', (env, line) => {
	expect(refusalOf({ ...GOOD, ...env })).toBe(`The environment is not right:\n  ${line}`);
});

test('GOOGLE_API_KEY works alone, and GEMINI_API_KEY wins over it', () => {
	expect(loadConfig({ DISCORD_TOKEN: 'token', GOOGLE_API_KEY: 'other' }).gemini.access).toEqual({
		kind: 'key',
		apiKey: 'other',
	});
	expect(loadConfig({ ...GOOD, GOOGLE_API_KEY: 'other' }).gemini.access).toEqual({ kind: 'key', apiKey: 'key' });
});

test('a Google Cloud project takes the place of the key', () => {
	const config = loadConfig({ DISCORD_TOKEN: 'token', GOOGLE_CLOUD_PROJECT: 'garden' });
	expect(config.gemini.access).toEqual({ kind: 'vertex', project: 'garden', location: 'global' });
});

test('.env.example names every variable once with its description, and starts the bot when the two keys are filled in', () => {
	const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
	const named = [...text.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
	expect(named).toEqual(Object.keys(shape));
	for (const [name, schema] of Object.entries(shape)) expect(text, name).toContain(schema.description);
	expect(loadConfig({ ...parseEnv(text), ...GOOD })).toEqual(loadConfig(GOOD));
});
