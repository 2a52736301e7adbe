import { ApiError } from '@google/genai';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeFailure } from '../../src/gemini/errors.ts';

const apiError = (status: number, error: object) =>
	new ApiError({ status, message: JSON.stringify({ error: { code: status, ...error } }) });

const quota = (violation: object, retryDelay?: string) => ({
	status: 'RESOURCE_EXHAUSTED',
	message: 'You exceeded your current quota.',
	details: [
		{ '@type': 'type.googleapis.com/google.rpc.Help', links: [] },
		{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [violation] },
		...(retryDelay === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }]),
	],
});

describe('an error of the service', () => {
	test.each([
		[400, { status: 'INVALID_ARGUMENT', message: 'Bad ratio' }, 'bad-request'],
		[
			400,
			{ status: 'INVALID_ARGUMENT', message: 'API key not valid.', details: [{ reason: 'API_KEY_INVALID' }] },
			'key-refused',
		],
		[400, { status: 'FAILED_PRECONDITION', message: 'User location is not supported.' }, 'key-refused'],
		[400, { status: 'INVALID_ARGUMENT', message: 'Corrupted thought signature.' }, 'signature-refused'],
		[
			400,
			{
				status: 'INVALID_ARGUMENT',
				message: 'Image part is missing a thought_signature in content position 2, part position 1.',
			},
			'signature-refused',
		],
		[
			400,
			{ status: 'INVALID_ARGUMENT', message: 'Unable to submit request because Thought signature is not valid..' },
			'signature-refused',
		],
		[401, { status: 'UNAUTHENTICATED', message: '' }, 'key-refused'],
		[403, { status: 'PERMISSION_DENIED', message: '' }, 'key-refused'],
		[404, { status: 'NOT_FOUND', message: '' }, 'model-gone'],
		[413, {}, 'bad-request'],
	])('with status %i and %j is %s, which is never tried again', (status, body, kind) => {
		expect(describeFailure(apiError(status, body), undefined, true)).toMatchObject({ kind, usage: undefined });
		expect(describeFailure(apiError(status, body), undefined, true)).not.toHaveProperty('retry.afterMs');
	});

	test.each([408, 500, 502, 503, 504])(
		'with status %i is overloaded and may be tried again after our own pause',
		(status) => {
			expect(describeFailure(apiError(status, { status: 'X' }), undefined, true)).toMatchObject({
				kind: 'overloaded',
				retry: { afterMs: undefined },
			});
		},
	);

	test('with status 501 is overloaded and never tried again', () => {
		expect(describeFailure(apiError(501, {}), undefined, true)).toMatchObject({ kind: 'overloaded', retry: 'never' });
	});

	test.each([
		['34.4s', 34_400],
		['10.670123s', 10_671],
		['0s', 0],
		[undefined, undefined],
		['soon', undefined],
	])('with status 429 and retryDelay %j may be tried again after %j ms', (retryDelay, afterMs) => {
		const outcome = describeFailure(
			apiError(429, quota({ quotaId: 'RequestsPerMinute', quotaValue: '10' }, retryDelay)),
			undefined,
			true,
		);
		expect(outcome).toMatchObject({ kind: 'rate-limited', retry: { afterMs } });
	});

	test.each([
		['a quota of zero', quota({ quotaId: 'RequestsPerMinute', quotaValue: '0' }, '10s')],
		['a quota of zero as a number', quota({ quotaId: 'RequestsPerMinute', quotaValue: 0 }, '10s')],
		['a quota per day', quota({ quotaId: 'GenerateRequestsPerDayPerProject', quotaValue: '100' }, '10s')],
		[
			'"limit: 0" in words',
			{ status: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded, limit: 0, model: x. Please retry in 10s.' },
		],
	])('with status 429 and %s is never tried again', (_, body) => {
		expect(describeFailure(apiError(429, body), undefined, true)).toMatchObject({
			kind: 'rate-limited',
			retry: 'never',
		});
	});

	test('with HTML for a body keeps its status', () => {
		const error = new ApiError({ status: 503, message: '<html>busy</html>' });
		expect(describeFailure(error, undefined, true)).toMatchObject({
			kind: 'overloaded',
			serviceSays: expect.stringContaining('busy'),
		});
	});

	test('in the middle of a stream, behind a few words, is read all the same', () => {
		const error = new ApiError({
			status: 429,
			message: `got status: X. ${JSON.stringify({ error: quota({ quotaValue: '0' }) })}`,
		});
		expect(describeFailure(error, undefined, true)).toMatchObject({ retry: 'never' });
	});
});

test.each([
	[
		'a dropped socket',
		new TypeError('fetch failed', { cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }) }),
		'unreachable',
	],
	['a socket dropped in the middle', new TypeError('terminated'), 'unreachable'],
	[
		'nobody listening',
		new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code: 'ECONNREFUSED' }) }),
		'unreachable',
	],
	['broken JSON', new SyntaxError('Unexpected end of JSON input'), 'garbled'],
	['a fault of our own', new TypeError('x is not a function'), 'garbled'],
])('%s is %s', (_, error, kind) => {
	expect(describeFailure(error, undefined, true).kind).toBe(kind);
});

test.each(['timed-out', 'cancelled'] as const)('an abort is what its cause was: %s', (cause) => {
	expect(describeFailure(new DOMException('This operation was aborted', 'AbortError'), cause, true).kind).toBe(cause);
});

describe('what a call that failed cost', () => {
	const lost = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code }) });

	test.each([
		['that found nobody listening', lost('ECONNREFUSED')],
		['whose address has no name', lost('ENOTFOUND')],
		['that got no connection in time', lost('UND_ERR_CONNECT_TIMEOUT')],
		['that was refused', apiError(400, {})],
		['that the service could not do', apiError(500, {})],
	])('%s is nothing, though it was tried', (_, error) => {
		expect(describeFailure(error, undefined, true).usage).toBeUndefined();
	});

	test.each([
		['whose connection was reset', lost('ECONNRESET')],
		['whose socket was closed', lost('UND_ERR_SOCKET')],
		['whose body was cut off', new TypeError('terminated')],
		['whose body is no JSON', new SyntaxError('Unexpected end of JSON input')],
	])('%s is not known, unless it never left', (_, error) => {
		expect(describeFailure(error, undefined, true).usage).toBe('unknown');
		expect(describeFailure(error, undefined, false).usage).toBeUndefined();
	});

	test.each(['timed-out', 'cancelled'] as const)('that was %s is not known, unless it never left', (cause) => {
		const error = new DOMException('This operation was aborted', 'AbortError');
		expect(describeFailure(error, cause, true).usage).toBe('unknown');
		expect(describeFailure(error, cause, false).usage).toBeUndefined();
	});
});

test('nothing that can be thrown makes it throw or yield images', () => {
	const thrown = fc.oneof(
		fc.anything(),
		fc
			.record({ status: fc.integer(), body: fc.json() })
			.map(({ status, body }) => new ApiError({ status, message: body })),
		fc.record({ status: fc.constantFrom(400, 429, 503), body: fc.json(), details: fc.array(fc.json()) }).map(
			({ status, body, details }) =>
				new ApiError({
					status,
					message: `{"error":{"message":${body},"status":${body},"details":[${details.join(',')}]}}`,
				}),
		),
		fc.string().map((message) => new Error(message)),
	);
	fc.assert(
		fc.property(thrown, (error) => {
			expect(describeFailure(error, undefined, true).kind).not.toBe('images');
		}),
		{ numRuns: 1000 },
	);
});
