import type { LocalDiscord } from '../../test/simulator/discord/start.ts';
import type { LocalGemini } from '../../test/simulator/gemini/start.ts';
import type { FaultName } from '../protocol.ts';

/** How long a slow answer takes, in milliseconds. */
const SLOW_MS = 8000;
/** What a 429 asks the bot to wait, in milliseconds. */
const RETRY_AFTER_MS = 2000;

/** What is asked to go wrong with the next request that it can befall. */
export function arm(name: FaultName, { discord, gemini }: { discord: LocalDiscord; gemini: LocalGemini }): void {
	switch (name) {
		case 'rate-limit':
			gemini.next({ rateLimited: { retryAfterMs: RETRY_AFTER_MS } });
			break;
		case 'overloaded':
			gemini.next({ status: 503 });
			break;
		case 'blocked':
			gemini.next({ blocked: 'PROHIBITED_CONTENT' });
			break;
		case 'slow':
			gemini.next({ delayMs: SLOW_MS });
			break;
		case 'too-large':
			discord.faults.next(
				{ method: 'PATCH', route: /^\/webhooks\/.*\/messages\// },
				{ status: 413, code: 40_005, body: { message: 'Request entity too large', code: 40_005 } },
			);
			break;
		case 'dead-token':
			discord.faults.next(
				{ method: 'PATCH', route: /^\/webhooks\/.*\/messages\// },
				{ status: 401, code: 50_027, body: { message: 'Invalid Webhook Token', code: 50_027 } },
			);
			break;
	}
}
