import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const SECRETS = ['token', 'apiKey', 'authorization', 'headers', 'prompt', 'data', 'bytes', 'files', 'attachments'];

/**
 * One line of JSON per event, on standard output.
 *
 * Fields named like a secret, a prompt or file bytes are redacted, one and two levels deep. Errors from discord.js and
 * the Gemini SDK carry the whole request, so only their name, message, code, status and stack are kept.
 */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
	const options = {
		level,
		redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
		serializers: { err: describeError },
	};
	return destination === undefined ? pino(options) : pino(options, destination);
}

/** What may be logged of an error; interaction tokens in webhook URLs are cut out of its texts. */
export function describeError(error: unknown): Record<string, unknown> {
	if (!(error instanceof Error)) return { message: `not an Error but ${typeof error}` };
	const { name, message, stack } = error;
	return {
		name,
		message: withoutTokens(message),
		...('code' in error ? { code: error.code } : {}),
		...('status' in error ? { status: error.status } : {}),
		...(stack === undefined ? {} : { stack: withoutTokens(stack) }),
		...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
	};
}

const withoutTokens = (text: string) =>
	text.replace(/((?:webhooks|interactions)\/\d+\/)[\w.=%-]+/g, '$1[redacted]').slice(0, 4000);
