import { KeptError, PartlyBrokenError, UndeliveredError, WithdrawnError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Delivery, Posted, Result } from '../delivery.ts';
import type { ImageRequest } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import type { TurnRecorder } from '../sessions/turn-recorder.ts';
import { asTheyCome } from './as-they-come.ts';

/** A result that is not delivered yet. */
export interface GeneratedResult {
	readonly result: Omit<Result, 'hasThoughts' | 'isTurn'>;
	/** Records it and charges the person, because the result is about to be shown. */
	readonly keep: () => Promise<Pick<Result, 'hasThoughts' | 'isTurn'>>;
}

/** How a request's results reach the person. */
interface DeliveryOptions {
	readonly request: ImageRequest;
	readonly rules: GuildRules;
	/** Resolves when everything asked for earlier has been delivered. */
	readonly awaitSlot: () => Promise<void>;
	/** The message that shows the first result, where another process showed that. */
	readonly shown: Posted | undefined;
	/** Resolves when a failure may be told. @defaultValue at once */
	readonly beforeFailure?: Promise<void> | undefined;
	/** Whether pictures are only kept from now on, for the next process to show. */
	readonly isShuttingDown: () => boolean;
}

interface Dependencies {
	readonly turnRecorder: TurnRecorder;
	readonly delivery: Pick<Delivery, 'deliver'>;
	readonly log: Logger;
}

/**
 * Records and delivers results as they come, and reports the failures once at the end. Returns whether something was
 * not shown or reported because the bot is shutting down.
 *
 * @throws KeptError when a picture was kept but could not be shown. @throws PartlyBrokenError when something broke after
 * at least one picture was made. @throws WithdrawnError when another process has the job. @throws whatever broke
 * otherwise.
 */
export async function deliverResults(
	generating: readonly Promise<GeneratedResult>[],
	{ request, rules, awaitSlot, shown, beforeFailure, isShuttingDown }: DeliveryOptions,
	{ turnRecorder, delivery, log }: Dependencies,
): Promise<boolean> {
	/** Where the next picture goes. */
	let target = shown === undefined ? request.replyTo : await turnRecorder.targetAfter(request, shown, rules);
	let place: 'first' | 'more' = shown === undefined ? 'first' : 'more';
	/** Why the first picture that could not be shown was not. */
	let failure: UndeliveredError | undefined;
	/** The turns of all pictures that could not be shown. */
	const unshown: string[] = [];
	/** The results of calls that gave no picture. */
	const failed: Result[] = [];
	/** Unexpected errors. */
	const broken: unknown[] = [];
	/** Whether something is left for the next process to show or to report. */
	let isUnfinished = false;
	/** How many pictures were made, and so charged. */
	let made = 0;
	/** How many pictures were not made because something broke. */
	let unmade = 0;

	async function deliverOne({ result, keep }: GeneratedResult): Promise<void> {
		const isPicture = result.outcome.kind === 'images';
		made += Number(isPicture);
		const recorded = { ...result, ...(await keep()) };
		if (isShuttingDown()) isUnfinished = true;
		else if (isPicture) await tryToShow(recorded);
		else failed.push(recorded);
	}

	/** One result that breaks must not keep the others from being delivered. */
	async function tryToDeliver(generated: GeneratedResult): Promise<void> {
		try {
			await deliverOne(generated);
		} catch (error) {
			if (error instanceof WithdrawnError) throw error;
			broken.push(error);
		}
	}

	/** Shows a picture; one that cannot be shown must not keep the others from being shown. */
	async function tryToShow(result: Result): Promise<void> {
		try {
			await show(result);
		} catch (error) {
			if (!(error instanceof UndeliveredError)) throw error;
			failure ??= error;
			if (result.isTurn) unshown.push(result.id);
			log.error({ err: error, resultId: result.id }, 'a picture could not be shown');
			if (error.posted.length === 0) return;
			place = 'more';
			if (result.isTurn) await turnRecorder.link(result.id, error.posted);
		}
	}

	/** The first picture may open a thread, where the next ones are shown. */
	async function show(result: Result): Promise<void> {
		const isFirst = place === 'first';
		const posted = await delivery.deliver(target, result, place);
		place = 'more';
		if (!result.isTurn) return;
		await turnRecorder.link(result.id, posted);
		if (!isFirst || result.outcome.kind !== 'images' || posted[0] === undefined) return;
		target = (await turnRecorder.moveToThread(request, posted[0], rules)) ?? target;
	}

	/** Shows one failed result for all of them, and throws for what could not be shown or broke. */
	async function finish(): Promise<void> {
		const { count } = request;
		const [first] = failed;
		await beforeFailure;
		if (first !== undefined && failure === undefined)
			await show(count === 1 ? first : { ...first, missing: { count: failed.length, of: count } });
		if (failure !== undefined)
			throw new KeptError({ obstacle: failure.obstacle, isRest: place === 'more', turnIds: unshown, unmade }, failure);
		if (broken.length > 0) throw made > 0 ? new PartlyBrokenError(unmade, broken[0]) : broken[0];
	}

	let thrown: unknown;
	try {
		for await (const generated of asTheyCome(generating)) {
			await awaitSlot();
			if (generated.status === 'rejected') {
				unmade++;
				broken.push(generated.reason);
			} else await tryToDeliver(generated.value);
		}
		const unreported = failed.length + broken.length + Number(failure !== undefined);
		if (unreported > 0 && isShuttingDown()) return true;
		await finish();
		return isUnfinished;
	} catch (error) {
		thrown = error instanceof PartlyBrokenError ? error.cause : error;
		throw error;
	} finally {
		// What is thrown is logged by whoever answers the person.
		for (const err of broken) if (err !== thrown) log.error({ err }, 'a picture failed');
	}
}
