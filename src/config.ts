import { z } from 'zod';
import { blankAsUnset, optionalVariable } from './env.ts';
import { StartError } from './errors.ts';
import { type ConfiguredLimits, quotaVariables, toLimits } from './quota-variables.ts';
import { shardCount, shardIds, toShards } from './shard-variables.ts';
import { SNOWFLAKE } from './snowflake.ts';

const defaulted = <T extends z.ZodType>(schema: T, value: string) =>
	z.preprocess((raw) => blankAsUnset(raw) ?? value, schema);
/** Sent in a header, where any other character would fail every request with an error that quotes the secret. */
const secret = z
	.string({ error: 'is required' })
	.trim()
	.regex(/^[\x21-\x7e]+$/, 'must be one word of plain characters');
const required = z.preprocess(blankAsUnset, secret);

const httpUrl = z
	.url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
	.transform((url) => url.replace(/\/+$/, ''));
const snowflake = z.string().regex(SNOWFLAKE, 'must be a Discord id');
const modelId = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be a Gemini model id');

/** `HTTP_PORT=` turns the server off, so a blank value doesn't mean "not set" here. */
const httpPort = z
	.string()
	.trim()
	.default('8080')
	.refine((raw) => raw === '' || (/^\d+$/.test(raw) && Number(raw) <= 65_535), 'must be a port')
	.transform((raw) => (raw === '' ? undefined : Number(raw)));

const discordIds = z
	.string()
	.transform((text) => text.split(/[\s,]+/).filter((id) => id !== ''))
	.pipe(z.array(snowflake, 'must be Discord ids with commas between'));

/** Every variable the bot reads, with its description. Tests check `.env.example` and the README's table against it. */
export const environment = z.object({
	DISCORD_TOKEN: required.describe('The bot token, from the Bot page of the Discord developer portal.'),
	GEMINI_API_KEY: optionalVariable(secret).describe(
		'A Gemini API key with billing. `GOOGLE_API_KEY` works too. Not needed with a Google Cloud project.',
	),
	GOOGLE_API_KEY: optionalVariable(secret).describe('Another name for `GEMINI_API_KEY`, which wins.'),
	GOOGLE_CLOUD_PROJECT: optionalVariable(z.string().trim()).describe(
		'Uses Gemini on Vertex AI in this project instead, with the credentials of the machine.',
	),
	GOOGLE_CLOUD_LOCATION: defaulted(z.string().trim(), 'global').describe('The Vertex AI location.'),
	DEV_GUILD_ID: optionalVariable(snowflake).describe(
		'Registers the commands in this server at once, and removes those registered everywhere.',
	),
	HTTP_PORT: httpPort.describe('Port of /healthz, /readyz and /metrics: `0` picks a free one, empty turns it off.'),
	LOG_LEVEL: defaulted(
		z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { error: 'must be a pino level' }),
		'info',
	).describe('How much is logged.'),
	DATA_DIR: defaulted(z.string().trim(), './data').describe(
		'Where sessions, quotas and pictures are kept, by one process at a time.',
	),
	REDIS_URL: optionalVariable(z.url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' })).describe(
		'Keeps records in this Redis (with `maxmemory-policy noeviction`) instead of a file under `DATA_DIR`.',
	),
	BLOB_STORE: optionalVariable(z.string().trim().startsWith('s3://', 'must be an s3:// address')).describe(
		'Keeps pictures in this bucket, or a folder of it, instead of `DATA_DIR`: `s3://key:secret@host/bucket/folder?region=…`.',
	),
	OWNER_IDS: optionalVariable(discordIds).describe(
		'Discord ids, with commas between, of who may use `/settings` and `/usage` anywhere.',
	),
	ALLOWED_GUILD_IDS: optionalVariable(discordIds).describe(
		'The servers, with commas between, that the bot works in, also for people who installed it; all if unset.',
	),
	ALLOW_DIRECT_MESSAGES: optionalVariable(z.stringbool({ error: 'must be true or false' })).describe(
		'Whether it works in direct messages; `false` if unset where `ALLOWED_GUILD_IDS` is set, else `true`.',
	),
	QUOTA_USER_CONCURRENT: defaulted(
		z.coerce.number('must be a number').int('must be whole').min(1, 'must be at least 1').max(20, 'is too large'),
		'2',
	).describe('Requests of one person that run at once; ten more may wait.'),
	SAFETY: optionalVariable(
		z.enum(['BLOCK_LOW_AND_ABOVE', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_ONLY_HIGH', 'BLOCK_NONE', 'OFF'], {
			error: "must be one of Gemini's thresholds",
		}),
	).describe('How strictly Gemini blocks: one of its thresholds, such as `BLOCK_ONLY_HIGH`; its own default if unset.'),
	HISTORY_MAX_MB: defaulted(
		z.coerce.number('must be a number').min(1, 'must be 1 to 60').max(60, 'must be 1 to 60'),
		'40',
	).describe('Most megabytes of a session that are sent again with each turn; older turns are left out.'),
	RETENTION_DAYS: defaulted(z.coerce.number('must be a number').min(1, 'must be at least 1'), '30').describe(
		'Days after its last use that a session is kept.',
	),
	SHUTDOWN_SECONDS: defaulted(
		z.coerce.number('must be a number').min(0, 'must be 0 to 600').max(600, 'must be 0 to 600'),
		'25',
	).describe('Seconds that running requests get when the bot is stopped; the next start goes on with the rest.'),
	SHARD_COUNT: defaulted(shardCount, 'auto').describe(
		'How many gateway connections (shards) the bot has in all; `auto` takes what Discord recommends, in one process.',
	),
	SHARDS: defaulted(shardIds, 'all').describe(
		'The shards that this process connects, such as `0-3,7`; other processes on the same `REDIS_URL` connect the rest.',
	),
	DISCORD_API_URL: optionalVariable(httpUrl).describe('Another Discord endpoint: a proxy or a stand-in.'),
	GEMINI_BASE_URL: optionalVariable(httpUrl).describe('Another Gemini endpoint: a gateway or a stand-in.'),
	MODEL_PRO: optionalVariable(modelId).describe('The model id behind `pro`.'),
	MODEL_FLASH: optionalVariable(modelId).describe('The model id behind `flash`.'),
	MODEL_LITE: optionalVariable(modelId).describe('The model id behind `lite`.'),
	MODEL_CLASSIC: optionalVariable(modelId).describe('The model id behind `classic`.'),
});

const configSchema = environment
	.refine((env) => env.GEMINI_API_KEY !== undefined || env.GOOGLE_CLOUD_PROJECT !== undefined, {
		path: ['GEMINI_API_KEY'],
		message: 'is required',
		// Reported together with everything else that is wrong.
		when: () => true,
	})
	.superRefine(({ SHARD_COUNT: count, SHARDS: ids, REDIS_URL: redisUrl }, context) => {
		if (ids === 'all') return;
		const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['SHARDS'], message });
		// Processes that start at different times might be recommended different numbers.
		if (count === 'auto') refuse('needs a number in SHARD_COUNT, the same for every process');
		else if (ids.some((id) => id >= count)) refuse('must be below SHARD_COUNT');
		else if (ids.length !== count && redisUrl === undefined)
			refuse('needs REDIS_URL, because the processes with the other shards share their records');
	})
	.transform((env) => ({
		discord: { token: env.DISCORD_TOKEN, apiUrl: env.DISCORD_API_URL, devGuildId: env.DEV_GUILD_ID },
		shards: toShards(env.SHARD_COUNT, env.SHARDS),
		gemini: {
			access:
				env.GOOGLE_CLOUD_PROJECT === undefined
					? { kind: 'key' as const, apiKey: env.GEMINI_API_KEY ?? '' }
					: { kind: 'vertex' as const, project: env.GOOGLE_CLOUD_PROJECT, location: env.GOOGLE_CLOUD_LOCATION },
			baseUrl: env.GEMINI_BASE_URL,
			safety: env.SAFETY,
			modelIds: { pro: env.MODEL_PRO, flash: env.MODEL_FLASH, lite: env.MODEL_LITE, classic: env.MODEL_CLASSIC },
		},
		dataDir: env.DATA_DIR,
		redisUrl: env.REDIS_URL,
		blobStore: env.BLOB_STORE,
		ownerIds: env.OWNER_IDS ?? [],
		allowedGuildIds: env.ALLOWED_GUILD_IDS,
		allowDirectMessages: env.ALLOW_DIRECT_MESSAGES ?? env.ALLOWED_GUILD_IDS === undefined,
		userConcurrent: env.QUOTA_USER_CONCURRENT,
		historyBudgetBytes: env.HISTORY_MAX_MB * 1_000_000,
		retentionMs: env.RETENTION_DAYS * 24 * 60 * 60_000,
		shutdownMs: env.SHUTDOWN_SECONDS * 1000,
		httpPort: env.HTTP_PORT,
		logLevel: env.LOG_LEVEL,
	}));

/** What the operator configured, read once at startup. */
export type Config = Readonly<z.output<typeof configSchema>> & { readonly limits: ConfiguredLimits };

/**
 * Reads the environment.
 *
 * @throws StartError with one message that names every bad or missing variable, and never shows a value.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
	const apiKey = blankAsUnset(env['GEMINI_API_KEY']) ?? env['GOOGLE_API_KEY'];
	const parsed = configSchema.safeParse({ ...env, GEMINI_API_KEY: apiKey });
	const quotas = quotaVariables.safeParse(env);
	if (parsed.success && quotas.success) return { ...parsed.data, limits: toLimits(quotas.data) };
	const issues = [...(parsed.error?.issues ?? []), ...(quotas.error?.issues ?? [])];
	const lines = issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
	throw new StartError(`The environment is not right:\n${lines.join('\n')}`);
}
