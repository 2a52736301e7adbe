const STATUS_NAMES: ReadonlyMap<number, string> = new Map([
	[400, 'INVALID_ARGUMENT'],
	[401, 'UNAUTHENTICATED'],
	[403, 'PERMISSION_DENIED'],
	[404, 'NOT_FOUND'],
	[409, 'ABORTED'],
	[429, 'RESOURCE_EXHAUSTED'],
	[499, 'CANCELLED'],
	[500, 'INTERNAL'],
	[503, 'UNAVAILABLE'],
	[504, 'DEADLINE_EXCEEDED'],
]);

export interface RefusalOptions {
	/** Google's own name of the status. The default follows from the HTTP status. */
	readonly googleStatus?: string;
	readonly details?: readonly object[];
}

/** An HTTP error with Google's JSON body. */
export class Refusal extends Error {
	readonly status: number;
	readonly body: object;

	constructor(status: number, message: string, { googleStatus, details }: RefusalOptions = {}) {
		super(message);
		this.status = status;
		this.body = {
			error: {
				code: status,
				message,
				status: googleStatus ?? STATUS_NAMES.get(status) ?? 'UNKNOWN',
				...(details === undefined ? {} : { details }),
			},
		};
	}
}

const SERVICE = 'generativelanguage.googleapis.com';

/** The detail that carries a machine-readable reason, such as `API_KEY_INVALID`. */
export const errorInfo = (reason: string) => ({
	'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
	reason,
	domain: 'googleapis.com',
	metadata: { service: SERVICE },
});

/** The 400 that a wrong API key gets: not a 401. */
export const invalidKey = () =>
	new Refusal(400, 'API key not valid. Please pass a valid API key.', {
		details: [
			errorInfo('API_KEY_INVALID'),
			{
				'@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
				locale: 'en-US',
				message: 'API key not valid. Please pass a valid API key.',
			},
		],
	});

export const unknownModel = (model: string, apiVersion: string) =>
	new Refusal(
		404,
		`models/${model} is not found for API version ${apiVersion}, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
	);

export const unprocessableImage = () =>
	new Refusal(400, 'Unable to process input image. Please retry with a different image.');

/** A quota that has run out, as the script asks for it. */
export interface RateLimit {
	/** Told to the client in a RetryInfo detail; without it there is no such detail. */
	readonly retryAfterMs?: number;
	/** The quota's size. `0` is what a key without billing gets. The default is 10. */
	readonly limit?: number;
	/** A quota per day, which no short wait brings back. The default is one per minute. */
	readonly perDay?: boolean;
}

export function rateLimited(model: string, { retryAfterMs, limit = 10, perDay = false }: RateLimit): Refusal {
	const metric = `${SERVICE}/generate_requests_per_model${perDay ? '_per_day' : ''}`;
	const delay = retryAfterMs === undefined ? undefined : `${retryAfterMs / 1000}s`;
	const advice = 'You exceeded your current quota, please check your plan and billing details.';
	const message = `${advice}\n* Quota exceeded for metric: ${metric}, limit: ${limit}, model: ${model}`;
	return new Refusal(429, delay === undefined ? message : `${message}\nPlease retry in ${delay}.`, {
		details: [
			{
				'@type': 'type.googleapis.com/google.rpc.Help',
				links: [
					{
						description: 'Learn more about Gemini API quotas',
						url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
					},
				],
			},
			{
				'@type': 'type.googleapis.com/google.rpc.QuotaFailure',
				violations: [
					{
						quotaMetric: metric,
						quotaId: `GenerateRequestsPer${perDay ? 'Day' : 'Minute'}PerProjectPerModel`,
						quotaDimensions: { location: 'global', model },
						quotaValue: String(limit),
					},
				],
			},
			...(delay === undefined ? [] : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: delay }]),
		],
	});
}
