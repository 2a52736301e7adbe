import type { Clock } from '../../clock.ts';
import { UserError, WithdrawnError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { wordsFor } from '../../words/languages.ts';
import type { Message } from '../../words/words.ts';
import type { Delivery } from '../delivery.ts';
import type { BilledCall } from '../quota/billing.ts';
import type { Gate } from '../quota/gate.ts';
import type { DuplicateGuard } from '../requests/duplicate-guard.ts';
import type { ImageRequest, RequestDraft } from '../requests/request.ts';
import type { GuildRules } from '../rules/guild-rules.ts';
import { applyRules, type Policy } from '../rules/policy.ts';
import { DeliveryOrder } from '../sessions/delivery-order.ts';
import type { TurnRecorder } from '../sessions/turn-recorder.ts';
import { priceUsage } from './cost.ts';
import { deliverResults, type GeneratedResult } from './deliver-results.ts';
import { describeForAdmins } from './describe-for-admins.ts';
import type { GenerateWithFallback } from './fallback.ts';
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
	readonly gate: Gate;
	readonly duplicateGuard: DuplicateGuard;
	readonly models: Models;
	readonly clock: Clock;
	readonly log: Logger;
}

export type ImageGenerator = ReturnType<typeof createImageGenerator>;

type SendCall = (call: ModelCall) => Promise<BilledCall>;

/** Carries out a request: checks it, calls the model, records the turns and delivers the results. */
export function createImageGenerator(deps: Dependencies) {
	const { generateWithFallback, imageModel, turnRecorder, references, delivery } = deps;
	const { policy, gate, duplicateGuard, models, clock, log, turns } = deps;
	const deliveryOrder = new DeliveryOrder();

	/**
	 * Resolves when the person has been answered.
	 *
	 * @throws UndeliveredError when the person could not be reached in any way.
	 * @throws UserError when the request is refused. @throws StoreError when the store fails.
	 * @throws WithdrawnError when the signal aborted with one; nothing more is shown then.
	 *
	 * @param signal ends everything except calls that were sent: those cost money, and their answers say how much.
	 * @param closing ends those too.
	 */
	async function generate(draft: RequestDraft, signal: AbortSignal, closing: AbortSignal): Promise<void> {
		const { conversation, replyTo } = draft;
		using slot = deliveryOrder.enter(conversation.kind === 'new' ? draft.id : conversation.sessionId, draft.id);
		const rules = await policy.rulesFor(draft.asker);
		const request = applyRules(draft, rules, models);
		if (conversation.kind === 'continue' && (await turns.roomFor(conversation.sessionId)).kind === 'full')
			throw new UserError(({ requests }) => requests.sessionFull);
		await duplicateGuard.check(request);
		const working = new AbortController();
		let hasPicture = false;
		const isWithdrawn = () => signal.reason instanceof WithdrawnError;
		// A call that was sent goes on unseen, and must not hold up anybody who asked later.
		const onAbort = () => {
			if (!isWithdrawn()) return;
			working.abort();
			slot[Symbol.dispose]();
		};
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			await using admission = await gate.admit(request, rules);
			if (replyTo.kind === 'message') void delivery.showWorking(replyTo.channelId, working.signal);
			const send: SendCall = async (call) => {
				const billed = await admission.call(call.model, () => imageModel.generate(call, closing), signal);
				if (slot.hasToWait()) await billed.awaitDecision();
				return billed;
			};
			const generating = await startAll(request, rules, { send, signal });
			const awaitSlot = async () => {
				await slot.untilFirst();
				if (isWithdrawn()) throw signal.reason;
			};
			const delivering = Promise.allSettled([
				deliverResults(generating, { request, rules, awaitSlot }, { turnRecorder, delivery, log }).finally(() =>
					working.abort(),
				),
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
			if (!hasPicture || isWithdrawn())
				await duplicateGuard
					.clear(request)
					.catch((err: unknown) => log.warn({ err }, 'the duplicate guard could not be cleared'));
		}
	}

	/** Loads the references once and starts generating all requested pictures side by side. */
	async function startAll(
		request: ImageRequest,
		rules: GuildRules,
		{ send, signal }: { readonly send: SendCall; readonly signal: AbortSignal },
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
			const id = index === 0 ? request.id : `${request.id}-${index + 1}`;
			const notes = [...context.notes, ...describeLeftOut(generated.outcome)];
			const result = { id, request, ...generated, notes, tookMs: clock.now() - startedAtMs };
			logResult(result, rules);
			// Lets go of the history, which may be megabytes.
			return { result, context: { ...context, history: [] }, charge: () => void lastCall?.book(true) };
		};
		return Array.from({ length: request.count }, (_, index) => generateOne(index));
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

const EMPTY_CONTEXT: PromptContext = { history: [], user: [], isFreshStart: false, notes: [], contributed: [] };
