import { KeptError, PartlyBrokenError, UndeliveredError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Delivery, Result } from '../delivery.ts';
import type { ImageRequest, ReplyTarget } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import type { TurnRecorder } from '../sessions/turn-recorder.ts';
import { asTheyCome } from './as-they-come.ts';
import type { PromptContext } from './prompt-context.ts';

/** A result that is neither recorded nor delivered yet. */
export interface GeneratedResult {
	readonly result: Omit<Result, 'hasThoughts' | 'isTurn'>;
	/** What was sent for it. */
	readonly context: PromptContext;
	/** Charges the person, because the result is about to be shown. */
	readonly charge: () => void;
}

/**
 * Records and delivers results as they come, and reports the failures once at the end.
 *
 * @throws KeptError when a picture was kept but could not be shown. @throws PartlyBrokenError when something broke after
 * at least one picture was made. @throws whatever broke otherwise.
 */
export type DeliverResults = (
	generating: readonly Promise<GeneratedResult>[],
	delivery: {
		readonly request: ImageRequest;
		readonly rules: GuildRules;
		/** Resolves when everything asked for earlier has been delivered. */
		readonly awaitSlot: () => Promise<void>;
	},
) => Promise<void>;

/** How far the delivery of one request has come. */
interface Progress {
	readonly request: ImageRequest;
	readonly rules: GuildRules;
	/** Where the next picture goes. */
	target: ReplyTarget;
	place: 'first' | 'more';
	/** Why the first picture that could not be shown was not. */
	failure: UndeliveredError | undefined;
	/** The turns whose pictures could not be shown. */
	readonly unshown: string[];
	/** The results of calls that gave no picture. */
	readonly failed: Result[];
	/** Unexpected errors. */
	readonly broken: unknown[];
	/** Pictures that were made, and so charged, and pictures that were not because something broke. */
	made: number;
	unmade: number;
}

export function createResultDelivery({
	turnRecorder,
	delivery,
	log,
}: {
	readonly turnRecorder: TurnRecorder;
	readonly delivery: Pick<Delivery, 'deliver'>;
	readonly log: Logger;
}): DeliverResults {
	async function deliverOne({ result, context, charge }: GeneratedResult, progress: Progress): Promise<void> {
		charge();
		const isPicture = result.outcome.kind === 'images';
		progress.made += Number(isPicture);
		const isTurn = await turnRecorder.keepTurn(result, context);
		const recorded = { ...result, isTurn, hasThoughts: await turnRecorder.keepThoughts(result) };
		if (isPicture) await tryToShow(recorded, progress);
		else progress.failed.push(recorded);
	}

	/** Shows a picture; one that cannot be shown must not keep the others from being shown. */
	async function tryToShow(result: Result, progress: Progress): Promise<void> {
		try {
			await show(result, progress);
		} catch (error) {
			if (!(error instanceof UndeliveredError)) throw error;
			progress.failure ??= error;
			if (result.isTurn) progress.unshown.push(result.id);
			log.error({ err: error, resultId: result.id }, 'a picture could not be shown');
			if (error.posted.length === 0) return;
			progress.place = 'more';
			if (result.isTurn) await turnRecorder.link(result.id, error.posted);
		}
	}

	/** The first picture may open a thread, where the next ones are shown. */
	async function show(result: Result, progress: Progress): Promise<void> {
		const { request, rules, target, place } = progress;
		const posted = await delivery.deliver(target, result, place);
		progress.place = 'more';
		if (!result.isTurn) return;
		await turnRecorder.link(result.id, posted);
		if (place === 'more' || result.outcome.kind !== 'images' || posted[0] === undefined) return;
		progress.target = (await turnRecorder.moveToThread(request, posted[0], rules)) ?? target;
	}

	/** Shows one failed result for all of them, and throws for what could not be shown or broke. */
	async function finish(progress: Progress): Promise<void> {
		const { request, failed, failure: cause, unshown: turnIds, broken, made, unmade } = progress;
		const { count } = request;
		const [first] = failed;
		if (first !== undefined && cause === undefined)
			await show(count === 1 ? first : { ...first, missing: { count: failed.length, of: count } }, progress);
		if (cause !== undefined)
			throw new KeptError({ obstacle: cause.obstacle, isRest: progress.place === 'more', turnIds, unmade }, cause);
		if (broken.length > 0) throw made > 0 ? new PartlyBrokenError(unmade, broken[0]) : broken[0];
	}

	return async (generating, { request, rules, awaitSlot }) => {
		const progress: Progress = {
			request,
			rules,
			target: request.replyTo,
			place: 'first',
			failure: undefined,
			unshown: [],
			failed: [],
			broken: [],
			made: 0,
			unmade: 0,
		};
		const { broken } = progress;
		let thrown: unknown;
		try {
			for await (const generated of asTheyCome(generating)) {
				await awaitSlot();
				if (generated.status === 'rejected') {
					progress.unmade++;
					broken.push(generated.reason);
				} else await deliverOne(generated.value, progress).catch((error: unknown) => broken.push(error));
			}
			await finish(progress);
		} catch (error) {
			thrown = error instanceof PartlyBrokenError ? error.cause : error;
			throw error;
		} finally {
			// What is thrown is logged by whoever answers the person.
			for (const err of broken) if (err !== thrown) log.error({ err, requestId: request.id }, 'a picture failed');
		}
	};
}
