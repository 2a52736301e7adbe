import { AsyncLocalStorage } from 'node:async_hooks';
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** The request that the running code belongs to, kept across every `await`. */
const currentRequest = new AsyncLocalStorage<string>();

/** Puts `requestId`, the id of a Discord event, into every line that `work` logs, however deep. */
export const withRequestId = <T>(requestId: string, work: () => T): T => currentRequest.run(requestId, work);

/** For work that serves several requests: keeps the id of the one that happened to start it out of its lines. */
export const withoutRequestId = <T>(work: () => T): T => currentRequest.exit(work);

const SECRETS = ['token', 'apiKey', 'authorization', 'headers', 'prompt', 'data', 'bytes', 'files', 'attachments'];

/**
 * One line of JSON per event, on standard output.
 *
 * Fields named like a secret, a prompt or file bytes are redacted, one and two levels deep. Errors from discord.js and
 * the Gemini SDK carry the whole request, so only their name, message, code, status and stack are kept.
 *
 * A line carries the `requestId` it was given, or else that of the request it is logged for; see `withRequestId`.
 */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
	const options = {
		level,
		redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
		serializers: { err: describeError },
		mixin() {
			const requestId = currentRequest.getStore();
			return requestId === undefined ? {} : { requestId };
		},
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
