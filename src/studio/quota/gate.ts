import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { ConfiguredLimits } from '../../quota-variables.ts';
import { estimateCost } from '../generation/cost.ts';
import { findFallback } from '../generation/fallback.ts';
import type { Model, Models } from '../generation/models.ts';
import type { Outcome } from '../generation/outcome.ts';
import type { Metrics } from '../metrics.ts';
import type { Asker, ImageRequest } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import { accountsOf } from './accounts.ts';
import { type BilledCall, createBilling } from './billing.ts';
import type { Bookings } from './bookings.ts';
import { type Amount, sumAmounts } from './ledger/account-record.ts';
import type { Ledger } from './ledger/ledger.ts';
import { findBlockingLimit, type Standing } from './ledger/limits.ts';
import { describeRefusal } from './refusal.ts';

/** How many pictures a session's history usually sends again, for the estimate. */
const USUAL_HISTORY_PICTURES = 10;

interface GateDependencies {
	readonly ledger: Ledger;
	readonly bookings: Bookings;
	readonly limits: ConfiguredLimits;
	readonly models: Models;
	readonly metrics: Pick<Metrics, 'spent'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * Permission to carry out one request. Disposing of it resolves when its calls are booked; those not booked as shown
 * are booked as not shown.
 */
export interface Admission extends AsyncDisposable {
	/**
	 * Makes one call if there is room for it on every account, and holds that room before the call is sent. Near a limit
	 * it waits until other calls are booked. Pictures beyond a limit are removed from the outcome.
	 *
	 * @param signal ends the wait; `send` itself ends a call that was sent.
	 * @throws StoreError when the ledger fails; nothing was called.
	 */
	call(model: Model, send: () => Promise<Outcome>, signal: AbortSignal): Promise<BilledCall>;
}

/** How a person stands with every limit that applies to them, and what they used anywhere since midnight UTC. */
export interface PersonalQuota {
	readonly standings: readonly Standing[];
	readonly spentToday: Amount;
}

/** Checks every request before anything is called, wherever it came from. */
export interface Gate {
	/**
	 * Checks that there is room for the whole request, on the person's accounts first.
	 *
	 * @param attempt counts the processes that worked on the request; each books its own calls. @defaultValue 1
	 * @throws UserError when a limit is reached. @throws StoreError when the ledger fails; nothing was charged.
	 */
	admit(request: ImageRequest, rules: GuildRules, attempt?: number): Promise<Admission>;
	/** @throws StoreError */
	quotaOf(asker: Asker, rules: GuildRules): Promise<PersonalQuota>;
}

export function createGate({ ledger, bookings, limits, models, metrics, clock, log }: GateDependencies): Gate {
	const billing = createBilling({ ledger, bookings, metrics, clock, log });

	async function admit(request: ImageRequest, rules: GuildRules, attempt = 1): Promise<Admission> {
		const { id, asker, prompt, settings, references, count, conversation } = request;
		const accounts = accountsOf(asker, rules, limits);
		const before = conversation.kind === 'new' ? 0 : USUAL_HISTORY_PICTURES;
		const input = { chars: prompt.length, images: references.length + before };
		const fallback = rules.mayFallBack ? findFallback(request, rules.models, models) : undefined;
		const estimates = [models[settings.model], ...(fallback === undefined ? [] : [fallback])].map((model) =>
			estimateCost(model, settings, input),
		);
		const estimate = { images: count, microDollars: count * Math.max(...estimates), most: { failedCalls: 1 } };
		for (const payers of [accounts.person, accounts.house]) {
			const refusal = findBlockingLimit(await ledger.standing(payers), estimate);
			if (refusal !== undefined) throw new UserError(describeRefusal(refusal));
		}
		const billedCalls: BilledCall[] = [];
		const prefix = attempt === 1 ? id : `${id}.${attempt}`;
		let calls = 0;
		return {
			async call(model, send, signal) {
				const call = { id: `${prefix}:${++calls}`, accounts, model, settings, input };
				const billed = await billing.run(call, send, signal);
				billedCalls.push(billed);
				return billed;
			},
			async [Symbol.asyncDispose]() {
				await Promise.all(billedCalls.map((billed) => billed.book(false)));
			},
		};
	}

	return {
		admit,
		async quotaOf(asker, rules) {
			const { person, house } = accountsOf(asker, rules, limits);
			const { today } = await ledger.history({ kind: 'user', id: asker.userId });
			return { standings: await ledger.standing([...person, ...house]), spentToday: sumAmounts(today) };
		},
	};
}
