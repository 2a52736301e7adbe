import { createHash } from 'node:crypto';

interface Rule {
	readonly limit: number;
	readonly windowMs: number;
}

interface Bucket {
	used: number;
	endsAtMs: number;
}

const MESSAGES: Rule = { limit: 5, windowMs: 5000 };
const WEBHOOKS: Rule = { limit: 5, windowMs: 2000 };
const ROUTINE: Rule = { limit: 50, windowMs: 1000 };
/** For everything that carries the bot's token. Source: Discord, topics/rate-limits. */
const GLOBAL: Rule = { limit: 50, windowMs: 1000 };

/**
 * How often a route may be used. Discord publishes no such table and tells each answer's bucket in its headers;
 * five messages in five seconds and five webhook calls in two are what bots observe.
 */
function ruleFor(method: string, route: string): Rule {
	if (route.startsWith('/webhooks/')) return WEBHOOKS;
	return method === 'POST' && route === '/channels/:channel/messages' ? MESSAGES : ROUTINE;
}

/** A request, as its limits look at it. */
export interface Counted {
	readonly method: string;
	/** As the route table has it: `/channels/:channel/messages`. */
	readonly route: string;
	/** What the path names. */
	readonly params: Readonly<Record<string, string | undefined>>;
	/** Whether it carries the bot's token and so counts toward the global limit. */
	readonly isBot: boolean;
}

export interface Allowance {
	/** What every answer tells of its bucket. */
	readonly headers: Readonly<Record<string, string>>;
	/** Given when the request is refused. */
	readonly refusedFor?: { readonly retryAfterMs: number; readonly isGlobal: boolean };
}

/**
 * Counts requests into buckets: by route, and within it by channel, guild or webhook token.
 *
 * It runs on the machine's own time and not on the world's clock, because clients wait out a bucket by theirs.
 */
export class RateLimits {
	readonly #buckets = new Map<string, Bucket>();
	readonly #nowMs: () => number;

	/** @param nowMs any steady time in milliseconds. */
	constructor(nowMs: () => number = () => performance.now()) {
		this.#nowMs = nowMs;
	}

	take({ method, route, params, isBot }: Counted): Allowance {
		const rule = ruleFor(method, route);
		const isWebhook = rule === WEBHOOKS;
		const name = isWebhook ? 'webhook' : `${method} ${route}`;
		const major = params['channel'] ?? params['guild'] ?? params['token'] ?? '';
		const global = isBot ? this.#use('global', GLOBAL) : undefined;
		const own = this.#use(`${name} ${major}`, rule);
		const resetAfterMs = own.endsAtMs - this.#nowMs();
		const headers = {
			'x-ratelimit-limit': String(rule.limit),
			'x-ratelimit-remaining': String(Math.max(0, rule.limit - own.used)),
			'x-ratelimit-reset': ((Date.now() + resetAfterMs) / 1000).toFixed(3),
			'x-ratelimit-reset-after': (resetAfterMs / 1000).toFixed(3),
			'x-ratelimit-bucket': createHash('md5').update(name).digest('hex'),
		};
		if (own.used > rule.limit) return { headers, refusedFor: { retryAfterMs: resetAfterMs, isGlobal: false } };
		if (global === undefined || global.used <= GLOBAL.limit) return { headers };
		return { headers, refusedFor: { retryAfterMs: global.endsAtMs - this.#nowMs(), isGlobal: true } };
	}

	#use(key: string, { windowMs }: Rule): Bucket {
		const nowMs = this.#nowMs();
		const known = this.#buckets.get(key);
		const bucket = known !== undefined && nowMs < known.endsAtMs ? known : { used: 0, endsAtMs: nowMs + windowMs };
		bucket.used += 1;
		this.#buckets.set(key, bucket);
		return bucket;
	}
}
