import type { Clock } from '../../clock.ts';
import { UserError, WithdrawnError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { wordsFor } from '../../words/languages.ts';
import type { Message } from '../../words/words.ts';
import type { Delivery, Result } from '../delivery.ts';
import type { BilledCall } from '../quota/billing.ts';
import type { Gate } from '../quota/gate.ts';
import type { DuplicateGuard } from '../requests/duplicate-guard.ts';
import type { GeneratedPicture, JobRecords } from '../requests/job-records.ts';
import { type ImageRequest, type RequestDraft, USUAL_SETTINGS } from '../requests/request.ts';
import type { GuildRules, Rules } from '../rules/guild-rules.ts';
import { applyRules, type Policy } from '../rules/policy.ts';
import { type DeliveryOrder, type DeliverySlot, NO_ORDER } from '../sessions/delivery-order.ts';
import type { Thoughts } from '../sessions/thoughts.ts';
import type { TurnRecorder } from '../sessions/turn-recorder.ts';
import { priceUsage } from './cost.ts';
import { deliverResults, type GeneratedResult } from './deliver-results.ts';
import { describeForAdmins } from './describe-for-admins.ts';
import type { GenerateWithFallback } from './fallback.ts';
import { findProgress, notBegun, type Progress, recordPicture, resultIdOf } from './kept-results.ts';
import type { Models } from './models.ts';
import type { Outcome } from './outcome.ts';
import type { ImageModel, ModelCall } from './ports.ts';
import { buildPromptContext, type PromptContext, type PromptContextDependencies } from './prompt-context.ts';

interface Dependencies extends PromptContextDependencies {
	readonly imageModel: ImageModel;
	readonly generateWithFallback: GenerateWithFallback;
	readonly turnRecorder: TurnRecorder;
	readonly delivery: Delivery;
	readonly policy: Policy;
	readonly rules: Pick<Rules, 'of'>;
	readonly jobRecords: Pick<JobRecords, 'addPicture'>;
	readonly thoughts: Pick<Thoughts, 'of'>;
	readonly gate: Gate;
	readonly duplicateGuard: DuplicateGuard;
	readonly deliveryOrder: DeliveryOrder;
	readonly models: Models;
	readonly clock: Clock;
	readonly log: Logger;
}

/** A request to carry out, perhaps one that another process began. */
export interface AcceptedJob {
	readonly draft: RequestDraft;
	/** It was accepted by another process, or earlier by this one. */
	readonly isResumed: boolean;
	/** Counts how often work on it began, from 1. */
	readonly attempt: number;
	/** Whether what is missing is generated when it is resumed; otherwise the person is told that it was not. */
	readonly mayRegenerate: boolean;
	/** The pictures that were recorded for it before. */
	readonly pictures: readonly GeneratedPicture[];
}

export type ImageGenerator = ReturnType<typeof createImageGenerator>;

type SendCall = (call: ModelCall) => Promise<BilledCall>;

/** The place of a job in the order of delivery, and the signals that end it. */
interface RunContext {
	readonly slot: DeliverySlot;
	readonly signal: AbortSignal;
	readonly closing: AbortSignal;
}

/** What to deliver, and how. */
interface DeliveryPlan {
	readonly request: ImageRequest;
	readonly rules: GuildRules;
	readonly progress: Progress;
	/** What has to be done before a failure is told. */
	readonly beforeFailure?: Promise<void>;
}

/** Carries out a request: checks it, calls the model, records the turns and delivers the results. */
export function createImageGenerator(deps: Dependencies) {
	const { generateWithFallback, imageModel, turnRecorder, references, delivery } = deps;
	const { policy, rules: allRules, gate, duplicateGuard, deliveryOrder, models, clock, log, turns } = deps;

	/**
	 * Resolves when the person has been answered. For a resumed job, the pictures that are kept are shown, and only the
	 * missing ones are generated.
	 *
	 * @throws UndeliveredError when the person could not be reached in any way.
	 * @throws UserError when the request is refused. @throws StoreError when the store fails.
	 * @throws WithdrawnError when the signal aborted with one, or another process has the job; nothing more is shown.
	 * @throws ClosedError when the signal aborted with one before everything was shown; the next process shows the rest.
	 *
	 * @param signal ends everything except calls that were sent: those cost money, and their answers say how much.
	 * @param closing ends those too.
	 */
	async function generate(job: AcceptedJob, signal: AbortSignal, closing: AbortSignal): Promise<void> {
		const { draft, isResumed } = job;
		const { conversation } = draft;
		using slot = conversation.kind === 'new' ? NO_ORDER : await deliveryOrder.enter(conversation.sessionId, draft.id);
		const run = { slot, signal, closing };
		await (isResumed ? resume(job, run) : draw(job, notBegun(draft), run));
	}

	/** Shows the pictures that are kept, and generates the missing ones while that is wanted. */
	async function resume(job: AcceptedJob, run: RunContext): Promise<void> {
		const { draft, mayRegenerate, pictures } = job;
		const { replyTo } = draft;
		const progress = await findProgress(draft, pictures, deps);
		const isUntouched = progress.shown === undefined && progress.kept.length === 0;
		// The person has already been told why there is no picture.
		if (isUntouched && replyTo.kind === 'interaction' && !(await delivery.isThinking(replyTo))) return;
		if (progress.missing.length === 0 || !mayRegenerate) return conclude(draft, progress, ABANDONED, run);
		try {
			await draw(job, progress, run);
		} catch (error) {
			if (!(error instanceof UserError) || isUntouched) throw error;
			await conclude(draft, progress, { ...ABANDONED, kind: 'over-limit', says: error.says }, run);
		}
	}

	/** Generates what is missing, and shows it with what is kept. */
	async function draw({ draft, attempt, isResumed }: AcceptedJob, progress: Progress, run: RunContext): Promise<void> {
		const { conversation, replyTo } = draft;
		const { slot, signal, closing } = run;
		const rules = await policy.rulesFor(draft.asker);
		const request = applyRules(draft, rules, models);
		if (conversation.kind === 'continue' && (await turns.roomFor(conversation.sessionId)).kind === 'full')
			throw new UserError(({ requests }) => requests.sessionFull);
		if (!isResumed) await duplicateGuard.check(request);
		const working = new AbortController();
		let hasPicture = false;
		/** A request without a picture may be repeated at once. */
		const allowRepetition = () =>
			duplicateGuard.clear(request).catch((err: unknown) => log.warn({ err }, 'the same wish cannot be repeated yet'));
		// A call that was sent goes on unseen, and must not hold up anybody who asked later.
		const onAbort = () => {
			if (!isWithdrawn(signal)) return;
			working.abort();
			slot[Symbol.dispose]();
		};
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			await using admission = await gate.admit({ ...request, count: progress.missing.length }, rules, attempt);
			if (replyTo.kind === 'message') void delivery.showWorking(replyTo.channelId, working.signal);
			const send: SendCall = async (call) => {
				const billed = await admission.call(call.model, () => imageModel.generate(call, closing), signal);
				// Whoever is told of a failure and asks again finds their room given back.
				if (billed.outcome.kind !== 'images') await billed.book(false);
				else if (await slot.hasToWait()) await billed.awaitDecision();
				return billed;
			};
			const generating = await startAll(request, rules, { send, signal, indexes: progress.missing });
			const generated = Promise.allSettled(generating).then(async (all) => {
				hasPicture = all.some((one) => one.status === 'fulfilled' && one.value.result.outcome.kind === 'images');
				if (!hasPicture) await allowRepetition();
			});
			const delivering = deliver(generating, { request, rules, progress, beforeFailure: generated }, run);
			const [delivered] = await Promise.allSettled([delivering.finally(() => working.abort()), generated]);
			if (delivered.status === 'rejected') throw delivered.reason;
			log.info('answered');
		} finally {
			signal.removeEventListener('abort', onAbort);
			working.abort();
			if (!hasPicture || isWithdrawn(signal)) await allowRepetition();
		}
	}

	/** Shows what is kept, and the outcome in place of what is missing. */
	async function conclude(draft: RequestDraft, progress: Progress, outcome: Outcome, run: RunContext): Promise<void> {
		const { model: alias = USUAL_SETTINGS.model, aspect = USUAL_SETTINGS.aspect } = draft.chosen;
		const request = { ...draft, settings: { ...draft.chosen, model: alias, aspect } };
		const model = models[alias];
		const generating = progress.missing.map(async (index): Promise<GeneratedResult> => {
			const result = { id: resultIdOf(draft.id, index), request, outcome, model, tookMs: 0, notes: [] };
			return { result, keep: () => Promise.resolve({ isTurn: false, hasThoughts: false }) };
		});
		const rules = await allRules.of(draft.asker.guildId);
		await deliver(generating, { request, rules, progress }, run);
		log.info('answered');
	}

	async function deliver(
		generating: readonly Promise<GeneratedResult>[],
		{ request, rules, progress, beforeFailure }: DeliveryPlan,
		{ slot, signal }: RunContext,
	): Promise<void> {
		const isShuttingDown = () => signal.aborted && !isWithdrawn(signal);
		const awaitSlot = async () => {
			await slot.untilFirst(signal);
			if (isWithdrawn(signal)) throw signal.reason;
		};
		const kept = progress.kept.map((result) => Promise.resolve(result));
		const options = { request, rules, awaitSlot, isShuttingDown, beforeFailure, shown: progress.shown };
		const isUnfinished = await deliverResults([...kept, ...generating], options, deps);
		if (isUnfinished) throw signal.reason;
	}

	/** Loads the references once and starts generating the pictures of these indexes side by side. */
	async function startAll(
		request: ImageRequest,
		rules: GuildRules,
		{ send, signal, indexes }: Readonly<{ send: SendCall; signal: AbortSignal; indexes: readonly number[] }>,
	): Promise<Promise<GeneratedResult>[]> {
		const startedAtMs = clock.now();
		const loaded = await references.load(request.references, signal);
		if (loaded.kind === 'refused') throw new UserError(loaded.says);
		const { pictures } = loaded;
		const { nickname, inputTypes } = models[request.settings.model];
		const unsupported = pictures.find(({ mimeType }) => !inputTypes.includes(mimeType));
		if (unsupported !== undefined)
			throw new UserError(({ requests }) => requests.typeUnsupported({ model: nickname, type: unsupported.mimeType }));
		const { settings } = request;
		const { houseStyle, systemInstruction, safety } = rules;

		const generateOne = async (index: number): Promise<GeneratedResult> => {
			let context: PromptContext = EMPTY_CONTEXT;
			let lastCall: BilledCall | undefined;
			const sendAndKeep = async (call: ModelCall) => {
				lastCall = await send(call);
				return lastCall.outcome;
			};
			const attempt = (mode: 'exact' | 'fresh') =>
				generateWithFallback(
					async (model) => {
						context = await buildPromptContext({ request, pictures, model, houseStyle, signal }, mode, deps);
						const { history, user } = context;
						return { model, settings, systemInstruction, safety, history, user };
					},
					request,
					{ mayFallBack: rules.mayFallBack, allowed: rules.models, signal, send: sendAndKeep },
				);
			let generated = await attempt('exact');
			const { kind } = generated.outcome;
			// A history that is refused once is always refused; without it the same prompt may pass.
			if (kind === 'signature-refused' || (kind === 'bad-request' && context.history.length > 0))
				generated = await attempt('fresh');
			const id = resultIdOf(request.id, index);
			const notes = [...context.notes, ...describeLeftOut(generated.outcome)];
			const result = { id, request, ...generated, notes, tookMs: clock.now() - startedAtMs };
			logResult(result, rules);
			// Lets go of the history, which may be megabytes.
			const sent = { ...context, history: [] };
			return { result, keep: () => keep(result, sent, lastCall) };
		};
		return indexes.map(generateOne);
	}

	/**
	 * Records the picture first, then keeps it, then charges the person: a process that resumes the job books whatever is
	 * recorded and kept.
	 *
	 * @throws WithdrawnError when another process has the job.
	 */
	async function keep(
		result: GeneratedResult['result'],
		context: PromptContext,
		call: BilledCall | undefined,
	): Promise<Pick<Result, 'hasThoughts' | 'isTurn'>> {
		const { id, request, outcome } = result;
		const bookings = call?.bookings;
		if (outcome.kind === 'images' && bookings !== undefined) {
			const { sources } = outcome;
			const picture = { id, bookings, ...(sources === undefined ? {} : { sources }) };
			if (!(await recordPicture(request.id, picture, deps))) {
				await call?.release();
				throw new WithdrawnError('another process has the job');
			}
		}
		const isTurn = await turnRecorder.keepTurn(result, context);
		void call?.book(true);
		return { isTurn, hasThoughts: await turnRecorder.keepThoughts(result) };
	}

	function logResult(
		{ id, model, outcome, tookMs, request }: GeneratedResult['result'],
		{ logChannelId }: GuildRules,
	): void {
		const { kind, serviceSays, usage } = outcome;
		const cost = typeof usage === 'object' ? priceUsage(model, usage) : undefined;
		log.info({ resultId: id, model: model.id, kind, serviceSays, usage, cost, tookMs }, 'generated');
		if (logChannelId === undefined || kind === 'over-limit') return;
		const words = wordsFor(request.replyTo.guildLocale);
		const price = usage === 'unknown' ? words.answers.unknownCost : words.format.dollars(cost?.total ?? 0);
		void delivery.note(logChannelId, describeForAdmins(request, { model: model.nickname, price, kind }, words));
	}

	return { generate };
}

function describeLeftOut(outcome: Outcome): Message[] {
	const left = outcome.kind === 'images' ? (outcome.leftOut ?? 0) : 0;
	return left === 0 ? [] : [({ answers }) => answers.leftOut({ left })];
}

const isWithdrawn = (signal: AbortSignal) => signal.reason instanceof WithdrawnError;

/** What becomes of a picture that is not made any more. */
const ABANDONED = { kind: 'cancelled', serviceSays: 'its process ended', usage: undefined } as const;

const EMPTY_CONTEXT: PromptContext = { history: [], user: [], isFreshStart: false, notes: [], contributed: [] };
