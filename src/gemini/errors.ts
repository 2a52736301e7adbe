import { ApiError } from '@google/genai';
import { z } from 'zod';
import type { Outcome, Retry } from '../studio/generation/outcome.ts';

const googleError = z.object({
	error: z.object({
		message: z.string().catch(''),
		status: z.string().catch(''),
		details: z.array(z.record(z.string(), z.unknown()).catch({})).catch([]),
	}),
});
type GoogleError = z.output<typeof googleError>['error'];

/**
 * Turns a failed call into an outcome. Pure and total: it accepts any thrown value.
 *
 * @param aborted why the call was aborted; the SDK throws the same `AbortError` for our deadline and for a cancelled
 * request.
 * @param isSent whether the request was handed to the network.
 */
export function describeFailure(
	error: unknown,
	aborted: 'timed-out' | 'cancelled' | undefined,
	isSent: boolean,
): Outcome {
	// Google doesn't bill a call that ends with an HTTP error. Source: Gemini API, billing.
	const isFree = !isSent || error instanceof ApiError || hasNotConnected(error);
	const usage = isFree ? undefined : 'unknown';
	if (aborted !== undefined) return { kind: aborted, serviceSays: aborted, usage };
	if (error instanceof ApiError) return describeApiError(error.status, readGoogleError(error.message));
	const facts = { serviceSays: describeThrown(error), usage } as const;
	const again = { afterMs: undefined };
	if (error instanceof SyntaxError) return { kind: 'garbled', retry: again, ...facts };
	if (isLostConnection(error)) return { kind: 'unreachable', retry: again, ...facts };
	return { kind: 'garbled', retry: 'never', ...facts };
}

function describeApiError(httpStatus: number, said: GoogleError): Outcome {
	const facts = { serviceSays: withoutKeys(`${httpStatus} ${said.status} ${said.message}`.trim()), usage: undefined };
	switch (httpStatus) {
		case 400:
			if (hasReason(said, 'API_KEY_INVALID') || said.status === 'FAILED_PRECONDITION')
				return { kind: 'key-refused', ...facts };
			if (/thought.signature/i.test(said.message)) return { kind: 'signature-refused', ...facts };
			return { kind: 'bad-request', ...facts };
		case 401:
		case 403:
			return { kind: 'key-refused', ...facts };
		case 404:
			return { kind: 'model-gone', ...facts };
		case 429:
			return { kind: 'rate-limited', retry: retryOf(said), ...facts };
		case 500:
			return { kind: 'overloaded', retry: atMost(3, retryOf(said)), ...facts };
		case 504:
			return { kind: 'overloaded', retry: atMost(2, retryOf(said)), ...facts };
		case 408:
		case 502:
		case 503:
			return { kind: 'overloaded', retry: retryOf(said), ...facts };
		default:
			return { kind: httpStatus >= 500 ? 'overloaded' : 'bad-request', retry: 'never', ...facts };
	}
}

/** A fault is worth two retries, a deadline one. Source: Gemini API, error codes. */
const atMost = (mostCalls: number, retry: Retry): Retry => (retry === 'never' ? retry : { ...retry, mostCalls });

/** `ApiError.message` is Google's JSON body, sometimes with text in front; anything else is taken as plain text. */
function readGoogleError(message: string): GoogleError {
	try {
		return googleError.parse(JSON.parse(message.slice(message.indexOf('{')))).error;
	} catch {
		return { message, status: '', details: [] };
	}
}

/** Waiting a few seconds doesn't help against a daily quota or one of zero. */
function retryOf(said: GoogleError): Retry {
	const violations = z.array(
		z
			.object({ quotaId: z.string().catch(''), quotaValue: z.coerce.string().catch('') })
			.catch({ quotaId: '', quotaValue: '' }),
	);
	const quotas = said.details.flatMap((detail) => violations.safeParse(detail['violations']).data ?? []);
	const isHopeless = quotas.some(({ quotaId, quotaValue }) => quotaValue === '0' || /PerDay/i.test(quotaId));
	if (isHopeless || /limit: 0\b/.test(said.message)) return 'never';
	const delay = said.details.map((detail) => detail['retryDelay']).find((value) => typeof value === 'string');
	const seconds = Number(delay?.replace(/s$/, ''));
	return { afterMs: Number.isFinite(seconds) ? Math.ceil(seconds * 1000) : undefined };
}

const hasReason = (said: GoogleError, reason: string) => said.details.some((detail) => detail['reason'] === reason);

/** undici hides what happened to the socket in `cause`. */
function causeOf(error: unknown): { readonly code: string; readonly message: string } | undefined {
	if (!(error instanceof Error && error.cause instanceof Error)) return undefined;
	const { cause } = error;
	return { code: 'code' in cause ? String(cause.code) : '', message: cause.message };
}

function describeThrown(error: unknown): string {
	if (!(error instanceof Error)) return `threw a ${typeof error}`;
	const cause = causeOf(error);
	return withoutKeys([error.name, error.message, cause?.code, cause?.message].filter(Boolean).join(' '));
}

/** In the middle of a body there is only a message, without a cause. */
const isLostConnection = (error: unknown) =>
	error instanceof TypeError && (causeOf(error) !== undefined || error.message === 'terminated');

/** Codes from undici and the system for a connection that was never made, so nothing can have been sent. */
const NOT_CONNECTED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'UND_ERR_CONNECT_TIMEOUT',
]);

const hasNotConnected = (error: unknown) => NOT_CONNECTED.has(causeOf(error)?.code ?? '');

/** When Google refuses a key, it quotes the key. */
const withoutKeys = (text: string) => text.replace(/api_key:[\w-]+|AIza[\w-]+/g, '[key]').slice(0, 1000);
