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
import { DeliveryOrder, type DeliverySlot } from '../sessions/delivery-order.ts';
import type { Thoughts } from '../sessions/thoughts.ts';
import type { TurnRecorder } from '../sessions/turn-recorder.ts';
import { priceUsage } from './cost.ts';
import { deliverResults, type GeneratedResult } from './deliver-results.ts';
import { describeForAdmins } from './describe-for-admins.ts';
import type { GenerateWithFallback } from './fallback.ts';
import { type Advance, findAdvance, notBegun, resultIdOf } from './kept-results.ts';
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
	readonly models: Models;
	readonly clock: Clock;
	readonly log: Logger;
}

/** A request to carry out, perhaps after another process. */
export interface AcceptedJob {
	readonly draft: RequestDraft;
	/** Counts the processes that worked on it, from 1. */
	readonly attempt: number;
	/** Whether what is missing is still to be made; otherwise the person is told that it was not. */
	readonly isWanted: boolean;
	/** What other processes recorded of it. */
	readonly pictures: readonly GeneratedPicture[];
}

export type ImageGenerator = ReturnType<typeof createImageGenerator>;

type SendCall = (call: ModelCall) => Promise<BilledCall>;

/** What ends the work on a job, and whose turn it is to be shown. */
interface Course {
	readonly slot: DeliverySlot;
	readonly signal: AbortSignal;
	readonly closing: AbortSignal;
}

/** Carries out a request: checks it, calls the model, records the turns and delivers the results. */
export function createImageGenerator(deps: Dependencies) {
	const { generateWithFallback, imageModel, turnRecorder, references, delivery, jobRecords } = deps;
	const { policy, rules: allRules, gate, duplicateGuard, models, clock, log, turns } = deps;
	const deliveryOrder = new DeliveryOrder();

	/**
	 * Resolves when the person has been answered. A job that another process began is gone on with: what that kept is
	 * shown, and only what is missing is generated.
	 *
	 * @throws UndeliveredError when the person could not be reached in any way.
	 * @throws UserError when the request is refused. @throws StoreError when the store fails.
	 * @throws WithdrawnError when the signal aborted with one; nothing more is shown then.
	 * @throws ClosedError when the signal aborted with one; what came is kept, and the next process shows it.
	 *
	 * @param signal ends everything except calls that were sent: those cost money, and their answers say how much.
	 * @param closing ends those too.
	 */
	async function generate(job: AcceptedJob, signal: AbortSignal, closing: AbortSignal): Promise<void> {
		const { draft, attempt } = job;
		const { conversation } = draft;
		using slot = deliveryOrder.enter(conversation.kind === 'new' ? draft.id : conversation.sessionId, draft.id);
		const course = { slot, signal, closing };
		await (attempt === 1 ? draw(job, notBegun(draft), course) : goOn(job, course));
	}

	/** Shows what other processes kept, and makes what is missing while that is wanted. */
	async function goOn(job: AcceptedJob, course: Course): Promise<void> {
		const { draft, isWanted, pictures } = job;
		const { replyTo } = draft;
		const advance = await findAdvance(draft, pictures, deps);
		const isUntouched = advance.shown === undefined && advance.kept.length === 0;
		// It was told why there is no picture.
		if (isUntouched && replyTo.kind === 'interaction' && !(await delivery.isThinking(replyTo))) return;
		if (advance.missing.length === 0 || !isWanted) return conclude(draft, advance, GIVEN_UP, course);
		try {
			await draw(job, advance, course);
		} catch (error) {
			if (!(error instanceof UserError) || isUntouched) throw error;
			await conclude(draft, advance, { ...GIVEN_UP, kind: 'over-limit', says: error.says }, course);
		}
	}

	/** Generates what is missing, and shows it with what is kept. */
	async function draw({ draft, attempt }: AcceptedJob, advance: Advance, course: Course): Promise<void> {
		const { conversation, replyTo } = draft;
		const { slot, signal, closing } = course;
		const rules = await policy.rulesFor(draft.asker);
		const request = applyRules(draft, rules, models);
		if (conversation.kind === 'continue' && (await turns.roomFor(conversation.sessionId)).kind === 'full')
			throw new UserError(({ requests }) => requests.sessionFull);
		if (attempt === 1) await duplicateGuard.check(request);
		const working = new AbortController();
		let hasPicture = false;
		// A call that was sent goes on unseen, and must not hold up anybody who asked later.
		const onAbort = () => {
			if (!isWithdrawn(signal)) return;
			working.abort();
			slot[Symbol.dispose]();
		};
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			await using admission = await gate.admit({ ...request, count: advance.missing.length }, rules, attempt);
			if (replyTo.kind === 'message') void delivery.showWorking(replyTo.channelId, working.signal);
			const send: SendCall = async (call) => {
				const billed = await admission.call(call.model, () => imageModel.generate(call, closing), signal);
				if (slot.hasToWait()) await billed.awaitDecision();
				return billed;
			};
			const generating = await startAll(request, rules, { send, signal, indexes: advance.missing });
			const delivering = Promise.allSettled([
				deliver(generating, { request, rules, advance }, course).finally(() => working.abort()),
			]);
			const generated = await Promise.allSettled(generating);
			hasPicture = generated.some((one) => one.status === 'fulfilled' && one.value.result.outcome.kind === 'images');
			const [delivered] = await delivering;
			if (delivered.status === 'rejected') throw delivered.reason;
			log.info({ requestId: request.id }, 'answered');
		} finally {
			signal.removeEventListener('abort', onAbort);
			working.abort();
			// A request without a picture may be repeated at once.
			if (!hasPicture || isWithdrawn(signal))
				await duplicateGuard
					.clear(request)
					.catch((err: unknown) => log.warn({ err }, 'the duplicate guard could not be cleared'));
		}
	}

	/** Shows what is kept, and the outcome in place of what is missing. */
	async function conclude(draft: RequestDraft, advance: Advance, outcome: Outcome, course: Course): Promise<void> {
		const { model: alias = USUAL_SETTINGS.model, aspect = USUAL_SETTINGS.aspect } = draft.chosen;
		const request = { ...draft, settings: { ...draft.chosen, model: alias, aspect } };
		const model = models[alias];
		const generating = advance.missing.map(async (index): Promise<GeneratedResult> => {
			const result = { id: resultIdOf(draft.id, index), request, outcome, model, tookMs: 0, notes: [] };
			return { result, keep: () => Promise.resolve({ isTurn: false, hasThoughts: false }) };
		});
		const rules = await allRules.of(draft.asker.guildId);
		await deliver(generating, { request, rules, advance }, course);
		log.info({ requestId: draft.id }, 'answered after another process');
	}

	async function deliver(
		generating: readonly Promise<GeneratedResult>[],
		{ request, rules, advance }: { request: ImageRequest; rules: GuildRules; advance: Advance },
		{ slot, signal }: Course,
	): Promise<void> {
		const isLeaving = () => signal.aborted && !isWithdrawn(signal);
		const awaitSlot = async () => {
			await slot.untilFirst();
			if (isWithdrawn(signal)) throw signal.reason;
		};
		const kept = advance.kept.map((result) => Promise.resolve(result));
		const options = { request, rules, awaitSlot, isLeaving, shown: advance.shown };
		await deliverResults([...kept, ...generating], options, deps);
		if (isLeaving()) throw signal.reason;
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

	/** In this order, whoever goes on after this process shows the picture if it is kept, and then books it. */
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
			await jobRecords
				.addPicture(request.id, picture)
				.catch((err: unknown) => log.error({ err, resultId: id }, 'a picture is not in the record of its job'));
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
const GIVEN_UP = { kind: 'cancelled', serviceSays: 'its process ended', usage: undefined } as const;

const EMPTY_CONTEXT: PromptContext = { history: [], user: [], isFreshStart: false, notes: [], contributed: [] };
