import type { Clock } from '../../clock.ts';
import { KeptError, PartlyBrokenError, UndeliveredError, UserError, WithdrawnError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { wordsFor } from '../../words/languages.ts';
import type { Message } from '../../words/words.ts';
import type { Delivery, Result } from '../delivery.ts';
import type { Answer } from '../quota/billing.ts';
import type { Gate } from '../quota/gate.ts';
import type { DuplicateGuard } from '../requests/duplicate-guard.ts';
import type { ImageRequest, ReplyTarget, RequestDraft } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import { applyRules, type Policy } from '../rules/policy.ts';
import { DeliveryOrder } from '../sessions/delivery-order.ts';
import type { TurnRecorder } from '../sessions/turn-recorder.ts';
import { asTheyCome } from './as-they-come.ts';
import { priceUsage } from './cost.ts';
import { describeForAdmins } from './describe-for-admins.ts';
import type { GenerateWithFallback } from './fallback.ts';
import type { Models } from './models.ts';
import type { Outcome } from './outcome.ts';
import type { ImageModel, ModelCall, References } from './ports.ts';
import { buildPromptContext, type PromptContext, type PromptContextDependencies } from './prompt-context.ts';

export interface GeneratorDependencies extends PromptContextDependencies {
	readonly imageModel: ImageModel;
	readonly generateWithFallback: GenerateWithFallback;
	readonly turnRecorder: TurnRecorder;
	readonly references: References;
	readonly delivery: Delivery;
	readonly policy: Policy;
	readonly gate: Gate;
	readonly duplicateGuard: DuplicateGuard;
	readonly models: Models;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Makes what is asked for, has it written down, and shows it. */
export interface Generator {
	/**
	 * Resolves when the person has been answered.
	 *
	 * @throws UndeliveredError when the person could not be reached in any way.
	 * @throws UserError when it may not be made. @throws StoreError when the store cannot answer.
	 * @throws WithdrawnError when the signal aborted with one; nothing more is shown then.
	 *
	 * @param signal ends everything but calls that were sent: those are paid for, and their answers say how much.
	 * @param closing ends those too.
	 */
	make(order: RequestDraft, signal: AbortSignal, closing: AbortSignal): Promise<void>;
}

type Paint = (call: ModelCall) => Promise<Answer>;

/** A result, and what was sent for it. */
interface Made {
	readonly result: Omit<Result, 'hasThoughts' | 'isTurn'>;
	readonly talk: PromptContext;
	/** Says that it is shown, which the person pays for. */
	readonly charge: () => void;
}

/** A request whose pictures are being shown. */
interface Showing {
	readonly request: ImageRequest;
	readonly rules: GuildRules;
	/** Where the next picture goes. */
	target: ReplyTarget;
	place: 'first' | 'more';
	/** Of the first picture that could not be shown. */
	failure: UndeliveredError | undefined;
	/** The turns whose pictures could not be shown. */
	readonly unshown: string[];
	/** What came of calls that brought no picture. */
	readonly failed: Result[];
	/** Errors that nothing else accounts for. */
	readonly broken: unknown[];
	/** Pictures that were made, and so charged, and those that were not because something broke. */
	made: number;
	unmade: number;
}

export function createGenerator(deps: GeneratorDependencies): Generator {
	const {
		generateWithFallback,
		imageModel,
		turnRecorder,
		references,
		delivery,
		policy,
		gate,
		duplicateGuard,
		models,
		clock,
		log,
		turns,
	} = deps;
	const deliveryOrder = new DeliveryOrder();

	async function make(order: RequestDraft, signal: AbortSignal, closing: AbortSignal): Promise<void> {
		const { conversation, replyTo } = order;
		using pass = deliveryOrder.enter(conversation.kind === 'new' ? order.id : conversation.sessionId, order.id);
		const guildRules = await policy.rulesFor(order.asker);
		const request = applyRules(order, guildRules, models);
		await checkRoom(request);
		await duplicateGuard.check(request);
		const working = new AbortController();
		let isMade = false;
		const isWithdrawn = () => signal.reason instanceof WithdrawnError;
		// A call that was sent goes on, unseen, and must hold up nobody who asked later.
		const onAbort = () => {
			if (!isWithdrawn()) return;
			working.abort();
			pass[Symbol.dispose]();
		};
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			await using admission = await gate.admit(request, guildRules);
			if (replyTo.kind === 'message') void delivery.showWorking(replyTo.channelId, working.signal);
			const paint: Paint = async (call) => {
				const answer = await admission.call(call.model, () => imageModel.generate(call, closing), signal);
				if (pass.hasToWait()) await answer.awaitDecision();
				return answer;
			};
			const painting = await paintAll(request, guildRules, { paint, signal });
			const isFirst = async () => {
				await pass.isFirst();
				if (isWithdrawn()) throw signal.reason;
			};
			const showing: Showing = {
				request,
				rules: guildRules,
				target: replyTo,
				place: 'first',
				failure: undefined,
				unshown: [],
				failed: [],
				broken: [],
				made: 0,
				unmade: 0,
			};
			const showingAll = Promise.allSettled([showAll(painting, showing, isFirst).finally(() => working.abort())]);
			const painted = await Promise.allSettled(painting);
			isMade = painted.some((one) => one.status === 'fulfilled' && one.value.result.outcome.kind === 'images');
			const [shown] = await showingAll;
			if (shown.status === 'rejected') throw shown.reason;
			log.info({ requestId: request.id }, 'answered');
		} finally {
			signal.removeEventListener('abort', onAbort);
			working.abort();
			if (!isMade || isWithdrawn()) await forgetDuplicate(request);
		}
	}

	/** A wish that came to nothing may be tried again at once. */
	async function forgetDuplicate(request: ImageRequest): Promise<void> {
		await duplicateGuard.clear(request).catch((err: unknown) => log.warn({ err }, 'a wish could not be forgotten'));
	}

	async function checkRoom({ conversation }: ImageRequest): Promise<void> {
		if (conversation.kind === 'new') return;
		const room = await turns.roomFor(conversation.sessionId);
		if (room.kind === 'full') throw new UserError(({ requests }) => requests.sessionFull);
	}

	/** Paints all that is asked for side by side, from pictures that are fetched once. */
	async function paintAll(
		request: ImageRequest,
		rules: GuildRules,
		{ paint, signal }: { readonly paint: Paint; readonly signal: AbortSignal },
	): Promise<Promise<Made>[]> {
		const startedAtMs = clock.now();
		const loaded = await references.load(request.references, signal);
		if (loaded.kind === 'refused') throw new UserError(loaded.says);
		const { pictures } = loaded;
		const { nickname, inputTypes } = models[request.settings.model];
		const strange = pictures.find(({ mimeType }) => !inputTypes.includes(mimeType));
		if (strange !== undefined)
			throw new UserError(({ requests }) => requests.typeUnsupported({ model: nickname, type: strange.mimeType }));
		const { settings } = request;
		const { houseStyle, systemInstruction, safety } = rules;

		const paintOne = async (index: number): Promise<Made> => {
			let talk: PromptContext = NOTHING_SAID;
			let last: Answer | undefined;
			const paintAndKeep = async (call: ModelCall) => {
				last = await paint(call);
				return last.outcome;
			};
			const paintIn = (mode: 'exact' | 'fresh') =>
				generateWithFallback(
					async (model) => {
						talk = await buildPromptContext({ request, pictures, model, houseStyle, signal }, mode, deps);
						const { history, user } = talk;
						return { model, settings, systemInstruction, safety, history, user };
					},
					request,
					{ mayFallBack: rules.mayFallBack, allowed: rules.models, signal, paint: paintAndKeep },
				);
			let painted = await paintIn('exact');
			const { kind } = painted.outcome;
			// A history that is refused once is refused for ever; without it the same words may pass.
			if (kind === 'signature-refused' || (kind === 'bad-request' && talk.history.length > 0))
				painted = await paintIn('fresh');
			const id = index === 0 ? request.id : `${request.id}-${index + 1}`;
			const notes = [...talk.notes, ...describeLeftOut(painted.outcome)];
			const result = { id, request, ...painted, notes, tookMs: clock.now() - startedAtMs };
			logResult(result, rules);
			// The history may be megabytes, and is not needed any more.
			return { result, talk: { ...talk, history: [] }, charge: () => void last?.book(true) };
		};
		return Array.from({ length: request.count }, (_, index) => paintOne(index));
	}

	/** Pictures as they come; what did not come is told once, at the end. Whatever broke is thrown or logged. */
	async function showAll(
		painting: readonly Promise<Made>[],
		showing: Showing,
		isFirst: () => Promise<void>,
	): Promise<void> {
		const { broken, request } = showing;
		let thrown: unknown;
		try {
			for await (const painted of asTheyCome(painting)) {
				await isFirst();
				if (painted.status === 'rejected') {
					showing.unmade++;
					broken.push(painted.reason);
				} else await showOne(painted.value, showing).catch((error: unknown) => broken.push(error));
			}
			await tellOfRest(showing);
		} catch (error) {
			thrown = error instanceof PartlyBrokenError ? error.cause : error;
			throw error;
		} finally {
			for (const err of broken) if (err !== thrown) log.error({ err, requestId: request.id }, 'a picture broke');
		}
	}

	async function showOne(made: Made, showing: Showing): Promise<void> {
		made.charge();
		const isPicture = made.result.outcome.kind === 'images';
		showing.made += Number(isPicture);
		const result = await writeDown(made);
		if (isPicture) await showMade(result, showing);
		else showing.failed.push(result);
	}

	/** What came to nothing, and what broke. */
	async function tellOfRest(showing: Showing): Promise<void> {
		const { request, failed, failure: cause, unshown: turnIds, broken, made, unmade } = showing;
		const { count } = request;
		const [first] = failed;
		if (first !== undefined && cause === undefined)
			await show(count === 1 ? first : { ...first, missing: { count: failed.length, of: count } }, showing);
		if (cause !== undefined)
			throw new KeptError({ obstacle: cause.obstacle, isRest: showing.place === 'more', turnIds, unmade, cause });
		if (broken.length > 0) throw made > 0 ? new PartlyBrokenError(unmade, broken[0]) : broken[0];
	}

	/** One picture that cannot be shown must not keep the others from being shown. */
	async function showMade(result: Result, showing: Showing): Promise<void> {
		try {
			await show(result, showing);
		} catch (error) {
			if (!(error instanceof UndeliveredError)) throw error;
			showing.failure ??= error;
			if (result.isTurn) showing.unshown.push(result.id);
			log.error({ err: error, resultId: result.id }, 'a picture could not be shown');
			if (error.posted.length === 0) return;
			showing.place = 'more';
			if (result.isTurn) await turnRecorder.link(result.id, error.posted);
		}
	}

	async function writeDown({ result, talk }: Made): Promise<Result> {
		const isTurn = await turnRecorder.remember(result, talk);
		return { ...result, isTurn, hasThoughts: await turnRecorder.keepThoughts(result) };
	}

	/** The first picture may open a thread, in which those after it are shown. */
	async function show(result: Result, showing: Showing): Promise<void> {
		const { request, rules, target, place } = showing;
		const posted = await delivery.deliver(target, result, place);
		showing.place = 'more';
		if (!result.isTurn) return;
		await turnRecorder.link(result.id, posted);
		if (place === 'more' || result.outcome.kind !== 'images' || posted[0] === undefined) return;
		showing.target = (await turnRecorder.moveToThread(request, posted[0], rules)) ?? target;
	}

	function logResult({ id, model, outcome, tookMs, request }: Made['result'], { logChannelId }: GuildRules): void {
		const { kind, serviceSays, usage } = outcome;
		const cost = typeof usage === 'object' ? priceUsage(model, usage) : undefined;
		log.info({ resultId: id, model: model.id, kind, serviceSays, usage, cost, tookMs }, 'painted');
		if (logChannelId === undefined || kind === 'over-limit') return;
		const words = wordsFor(request.replyTo.guildLocale);
		const { unknownCost, cost: costing } = words.answers;
		const price = usage === 'unknown' ? unknownCost : costing({ microDollars: cost?.total ?? 0 });
		void delivery.note(logChannelId, describeForAdmins(request, { model: model.nickname, price, kind }, words));
	}

	return { make };
}

function describeLeftOut(outcome: Outcome): Message[] {
	const left = outcome.kind === 'images' ? (outcome.leftOut ?? 0) : 0;
	return left === 0 ? [] : [({ answers }) => answers.leftOut({ left })];
}

const NOTHING_SAID: PromptContext = { history: [], user: [], isFreshStart: false, notes: [], contributed: [] };
