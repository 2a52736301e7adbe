import type { Clock } from '../../clock.ts';
import { WithdrawnError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Message } from '../../words/words.ts';
import { estimateCost, mostCost, priceUsage } from '../generation/cost.ts';
import type { Model } from '../generation/models.ts';
import type { Outcome } from '../generation/outcome.ts';
import type { Metrics } from '../metrics.ts';
import type { Settings } from '../requests/request.ts';
import type { Booking, Bookings } from './bookings.ts';
import type { Use } from './ledger/account-record.ts';
import type { Ledger, Reserved } from './ledger/ledger.ts';
import type { Account } from './ledger/limits.ts';
import { describeRefusal } from './refusal.ts';

/** How long room is held for a call, in milliseconds: longer than the call, its answer and its booking may take. */
export const HOLD_MS = 60 * 60_000;

/** How long a call may wait for others to be booked, in milliseconds; leaves time to answer the person. */
export const MOST_WAIT_MS = 5 * 60_000;

/** How often a waiting call checks whether another process has booked something, in milliseconds. */
const ASK_AGAIN_MS = 2000;

interface BillingDependencies {
	readonly ledger: Ledger;
	readonly bookings: Bookings;
	readonly metrics: Pick<Metrics, 'spent'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/** A call to a model that is about to be made. */
export interface PlannedCall {
	/** Unique for each call, retries included. */
	readonly id: string;
	readonly accounts: { readonly person: readonly Account[]; readonly house: readonly Account[] };
	readonly model: Model;
	readonly settings: Settings;
	readonly input: { readonly chars: number; readonly images: number };
}

/**
 * The outcome of a call. Holds room for the picture on the person's accounts until it is decided whether they see it.
 */
export interface BilledCall {
	readonly outcome: Outcome;
	/** What the house pays, and the person if they see the picture; for whoever goes on after this process. */
	readonly bookings: { readonly house: readonly Booking[]; readonly person: readonly Booking[] };
	/** Call it when the decision takes a while, so that no other call waits for it. Never rejects. */
	awaitDecision(): Promise<void>;
	/** Decides, the first time it is called, and resolves when everything is booked. Never rejects. */
	book(isShown: boolean): Promise<void>;
	/** Decides that it does not count for the person at all, because the bot itself ended it. Never rejects. */
	release(): Promise<void>;
}

export interface Billing {
	/**
	 * Holds room, makes the call, and books it for the house; for the person too if there is nothing to show.
	 *
	 * @throws StoreError when the ledger fails; nothing was called.
	 */
	run(call: PlannedCall, send: () => Promise<Outcome>, signal: AbortSignal): Promise<BilledCall>;
}

export function createBilling({ ledger, bookings, metrics, clock, log }: BillingDependencies): Billing {
	/** Resolves at the next booking. */
	let change = Promise.withResolvers<void>();

	function announceChange(): void {
		change.resolve();
		change = Promise.withResolvers();
	}

	async function book(entries: readonly Booking[]): Promise<void> {
		await bookings.book(entries);
		announceChange();
	}

	/** Tries again until no other call is in the way. */
	async function reserveInTurn(reserve: () => Promise<Reserved>, signal: AbortSignal): Promise<Reserved> {
		const untilMs = clock.now() + MOST_WAIT_MS;
		for (;;) {
			const booked = change.promise;
			const answer = await reserve();
			if (answer.kind !== 'busy' || signal.aborted || clock.now() >= untilMs) return answer;
			const waiting = new AbortController();
			const wake = () => waiting.abort();
			signal.addEventListener('abort', wake, { once: true });
			await Promise.race([booked, clock.sleep(ASK_AGAIN_MS, waiting.signal).catch(() => {})]);
			signal.removeEventListener('abort', wake);
			wake();
		}
	}

	/** Why the call must not be made; `undefined` when room is held for it. */
	async function refuse(call: PlannedCall, signal: AbortSignal): Promise<Outcome | undefined> {
		const { id, accounts, model, settings, input } = call;
		const microDollars = estimateCost(model, settings, input);
		const most = { microDollars: mostCost(model, settings) };
		const wanted = {
			person: { images: 1, microDollars, most: { ...most, failedCalls: 1 } },
			house: { images: 1, microDollars, most, due: [{ images: 0, microDollars, model: model.alias }] },
		};
		let left = (['person', 'house'] as const).map((payer) => ({
			id: `${id}:${payer}`,
			accounts: accounts[payer],
			wanted: wanted[payer],
			ttlMs: HOLD_MS,
		}));
		const reserve = async () => {
			const { made, last } = await ledger.reserveInOrder(left);
			left = left.slice(made);
			return last;
		};
		const answer = await reserveInTurn(reserve, signal);
		if (signal.aborted) return { kind: 'cancelled', serviceSays: 'cancelled before the call', usage: undefined };
		if (answer.kind === 'reserved') return undefined;
		const says: Message = answer.kind === 'busy' ? ({ requests }) => requests.waitedTooLong : describeRefusal(answer);
		return { kind: 'over-limit', says, serviceSays: 'not called, because of a limit', usage: undefined };
	}

	/** Holds room for as many further pictures as fit; returns how many. */
	async function holdMore({ id, accounts }: PlannedCall, wanted: number): Promise<number> {
		const all = [...accounts.person, ...accounts.house];
		for (let images = wanted; images > 0; ) {
			const answer = await ledger.reserve(`${id}:more`, all, { images, microDollars: 0 }, HOLD_MS);
			if (answer.kind === 'reserved') return images;
			images = Math.min(images - 1, answer.kind === 'refused' ? answer.left : 0);
		}
		return 0;
	}

	/** The outcome with as many pictures as there is room for. */
	async function keepWithinLimits(call: PlannedCall, outcome: Outcome): Promise<Outcome> {
		const drawn = countPictures(outcome);
		if (outcome.kind !== 'images' || drawn <= 1) return outcome;
		const more = await holdMore(call, drawn - 1).catch(async (err: unknown) => {
			log.error({ err, call: call.id }, 'room for further pictures could not be held');
			await book([{ id: `${call.id}:more`, uses: [] }]);
			return 0;
		});
		return withPictures(outcome, 1 + more);
	}

	/** Books the call for the house, and for the person once it is decided what they see. */
	function settle(call: PlannedCall, outcome: Outcome, isWanted: boolean): BilledCall {
		const houseDue = houseBooking(call, outcome);
		const house = book([houseDue]);
		for (const { microDollars } of houseDue.uses) metrics.spent(call.model.alias, microDollars);
		let person: Promise<void> | undefined;
		const decide = (due: readonly Booking[]) => {
			person ??= house.then(() => book(due));
			return person;
		};
		const bookPerson = (isShown: boolean) => decide(personBookings(call, outcome, isShown));
		const release = () => decide(personBookings(call, outcome, false).map(({ id }) => ({ id, uses: [] })));
		if (isWanted && outcome.kind === 'cancelled') void release();
		else if (!isWanted || countPictures(outcome) === 0) void bookPerson(false);
		return {
			outcome,
			bookings: { house: [houseDue], person: personBookings(call, outcome, true) },
			book: bookPerson,
			release,
			async awaitDecision() {
				if (person !== undefined) return;
				const amount = { images: 1, microDollars: costOf(call, outcome) };
				await ledger
					.adjust(`${call.id}:person`, amount)
					.then(announceChange)
					.catch((err: unknown) =>
						log.warn({ err, call: call.id }, 'a hold could not be adjusted; other calls may have to wait'),
					);
			},
		};
	}

	return {
		async run(call, send, signal) {
			const giveBack = () =>
				book([
					{ id: `${call.id}:house`, uses: [] },
					{ id: `${call.id}:person`, uses: [] },
				]);
			try {
				const refusal = await refuse(call, signal);
				if (refusal !== undefined) {
					const given = giveBack();
					return {
						outcome: refusal,
						bookings: NOTHING,
						awaitDecision: () => given,
						book: () => given,
						release: () => given,
					};
				}
			} catch (error) {
				await giveBack();
				throw error;
			}
			const answer = await send();
			const isWanted = !(signal.reason instanceof WithdrawnError);
			return settle(call, isWanted ? await keepWithinLimits(call, answer) : answer, isWanted);
		},
	};
}

const NOTHING = { house: [], person: [] };

const isBilled = (outcome: Outcome) => outcome.usage !== undefined || countPictures(outcome) > 0;

/** The house pays for every call that was sent; by estimate where the service did not say what it cost. */
function houseBooking(call: PlannedCall, outcome: Outcome): Booking {
	return { id: `${call.id}:house`, uses: isBilled(outcome) ? [firstPicture(call, outcome)] : [] };
}

/** The person pays what is known, or for a picture, but never for a picture that is not shown. */
function personBookings(call: PlannedCall, outcome: Outcome, isShown: boolean): Booking[] {
	const { id, model } = call;
	const pictures = countPictures(outcome);
	const isShownPicture = isShown && pictures > 0;
	const shown = firstPicture(call, outcome);
	const microDollars = outcome.usage === 'unknown' ? 0 : shown.microDollars;
	const failed: Use = { ...shown, images: 0, microDollars, failedCalls: 1 };
	const more: Use = { images: pictures - 1, microDollars: 0, model: model.alias };
	return [
		{ id: `${id}:person`, uses: isBilled(outcome) ? [isShownPicture ? shown : failed] : [] },
		...(pictures > 1 ? [{ id: `${id}:more`, uses: isShownPicture ? [more] : [] }] : []),
	];
}

/** Further pictures of the same answer cost nothing extra. */
const firstPicture = (call: PlannedCall, outcome: Outcome): Use => ({
	images: Math.min(1, countPictures(outcome)),
	microDollars: costOf(call, outcome),
	model: call.model.alias,
});

/** In micro-dollars: as counted by the service, otherwise as estimated for what was drawn. */
function costOf({ model, settings, input }: PlannedCall, outcome: Outcome): number {
	const { usage } = outcome;
	if (usage === undefined) return 0;
	if (usage !== 'unknown') return priceUsage(model, usage).total;
	const leftOut = outcome.kind === 'images' ? (outcome.leftOut ?? 0) : 0;
	return estimateCost(model, settings, input, Math.max(1, countPictures(outcome) + leftOut));
}

const countPictures = (outcome: Outcome): number =>
	outcome.kind === 'images' ? outcome.pieces.filter(({ kind }) => kind === 'picture').length : 0;

/**
 * The outcome with at most so many pictures. The conversation continues from what was shown, so the others are not sent
 * back; the parts that stay are unchanged.
 */
function withPictures(outcome: Outcome & { readonly kind: 'images' }, most: number): Outcome {
	const leftOut = countPictures(outcome) - most;
	if (leftOut <= 0) return outcome;
	let [pieces, parts] = [most, most];
	return {
		...outcome,
		pieces: outcome.pieces.filter(({ kind }) => kind !== 'picture' || pieces-- > 0),
		parts: outcome.parts.filter(({ picture }) => picture === undefined || parts-- > 0),
		leftOut,
	};
}
