import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Brush } from './brush.ts';
import { describeMisfit } from './capability.ts';
import { priceUsage } from './cost.ts';
import type { Models } from './models.ts';
import type { Delivery, References, Result } from './ports.ts';
import type { ImageRequest, ReplyTarget } from './request.ts';
import type { GuildRules, Rules } from './rules.ts';
import type { Scribe } from './scribe.ts';
import { prepareTalk, type Talk, type TalkDependencies } from './talk.ts';
import { type Pass, Turnstile } from './turnstile.ts';

export interface MakerDependencies extends TalkDependencies {
	readonly brush: Brush;
	readonly scribe: Scribe;
	readonly references: References;
	readonly delivery: Delivery;
	readonly rules: Rules;
	readonly models: Models;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Makes what is asked for, has it written down, and shows it. */
export interface Maker {
	/**
	 * Resolves when the person has been answered.
	 *
	 * @throws UndeliveredError when the person could not be reached in any way.
	 * @throws UserError when it may not be made. @throws StoreError when the store cannot answer.
	 */
	make(request: ImageRequest, signal: AbortSignal): Promise<void>;
}

/** A result, and what was sent for it. */
interface Made {
	readonly result: Omit<Result, 'hasThoughts' | 'isTurn'>;
	readonly talk: Talk;
}

export function createMaker(deps: MakerDependencies): Maker {
	const { brush, scribe, references, delivery, rules, models, clock, log, turns } = deps;
	const turnstile = new Turnstile();

	async function make(request: ImageRequest, signal: AbortSignal): Promise<void> {
		const misfit = describeMisfit(request, models);
		if (misfit !== undefined) throw new UserError(`${misfit} Nothing was charged.`);
		const { conversation, replyTo, count } = request;
		using pass = turnstile.enter(conversation.kind === 'new' ? request.id : conversation.sessionId, request.id);
		const working = new AbortController();
		if (replyTo.kind === 'message') void delivery.showWorking(replyTo.channelId, working.signal);
		try {
			await checkRoom(request);
			const guildRules = await rules.of(request.guildId);
			const paint = await preparePaint(request, guildRules, signal);
			await showAll(
				request,
				guildRules,
				pass,
				Array.from({ length: count }, (_, index) => paint(index)),
			);
		} finally {
			working.abort();
		}
	}

	async function checkRoom({ conversation }: ImageRequest): Promise<void> {
		if (conversation.kind === 'new') return;
		const room = await turns.roomFor(conversation.sessionId);
		if (room.kind === 'full')
			throw new UserError(
				'This session is full. Nothing was charged; begin a new one from its last picture: Apps, Edit image.',
			);
	}

	/** Fetches the pictures that were given, once for all that is painted from them. */
	async function preparePaint(request: ImageRequest, rules: GuildRules, signal: AbortSignal) {
		const startedAtMs = clock.now();
		const loaded = await references.load(request.references, signal);
		if (loaded.kind === 'refused') throw new UserError(loaded.sentence);
		const { pictures } = loaded;
		const { settings } = request;

		return async (index: number): Promise<Made> => {
			let talk: Talk = NOTHING_SAID;
			const paintIn = (mode: 'exact' | 'fresh') =>
				brush(
					async (model) => {
						talk = await prepareTalk({ request, pictures, model, signal }, mode, deps);
						const { history, user } = talk;
						return { model, settings, systemInstruction: rules.systemInstruction, history, user };
					},
					request,
					{ mayFallBack: rules.mayFallBack, signal },
				);
			let painted = await paintIn('exact');
			if (painted.outcome.kind === 'signature-refused') painted = await paintIn('fresh');
			const id = index === 0 ? request.id : `${request.id}-${index + 1}`;
			const result = { id, request, ...painted, notes: talk.notes, tookMs: clock.now() - startedAtMs };
			logResult(result);
			return { result, talk };
		};
	}

	/** Pictures as they come; what did not come is told once, at the end. */
	async function showAll(
		request: ImageRequest,
		rules: GuildRules,
		pass: Pass,
		painting: Promise<Made>[],
	): Promise<void> {
		let target: ReplyTarget = request.replyTo;
		let place: 'first' | 'more' = 'first';
		const failed: Result[] = [];
		for await (const made of asTheyCome(painting)) {
			await pass.myTurn();
			const isTurn = await scribe.remember(made.result, made.talk);
			const result = { ...made.result, isTurn, hasThoughts: await scribe.keepThoughts(made.result) };
			if (result.outcome.kind !== 'images') {
				failed.push(result);
				continue;
			}
			const posted = await delivery.deliver(target, result, place);
			if (isTurn) await scribe.link(result.id, posted);
			if (isTurn && place === 'first' && posted[0] !== undefined)
				target = (await scribe.moveToThread(request, posted[0], rules)) ?? target;
			place = 'more';
		}
		const [first] = failed;
		if (first === undefined) return;
		const missing = { count: failed.length, of: request.count };
		const posted = await delivery.deliver(target, request.count === 1 ? first : { ...first, missing }, place);
		if (first.isTurn) await scribe.link(first.id, posted);
	}

	function logResult({ id, model, outcome, tookMs }: Made['result']): void {
		const { kind, serviceSays, usage } = outcome;
		const cost = usage === undefined ? undefined : priceUsage(model, usage);
		log.info({ resultId: id, model: model.id, kind, serviceSays, usage, cost, tookMs }, 'painted');
	}

	return { make };
}

const NOTHING_SAID: Talk = { history: [], user: [], isFreshStart: false, notes: [] };

/** Yields what the promises come to, the quickest first. */
async function* asTheyCome<T>(promises: readonly Promise<T>[]): AsyncGenerator<T> {
	const pending = new Map(promises.map((promise, index) => [index, promise.then((value) => ({ index, value }))]));
	while (pending.size > 0) {
		const { index, value } = await Promise.race(pending.values());
		pending.delete(index);
		yield value;
	}
}
