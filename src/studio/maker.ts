import type { Clock } from '../clock.ts';
import { KeptError, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Brush } from './brush.ts';
import { type Cost, priceUsage } from './cost.ts';
import type { Gate } from './gate.ts';
import type { Model, Models } from './models.ts';
import { applyRules } from './policy.ts';
import type { Delivery, References, Result } from './ports.ts';
import type { Repeats } from './repeats.ts';
import type { ImageRequest, Order, ReplyTarget } from './request.ts';
import type { GuildRules, Rules } from './rules.ts';
import type { Scribe } from './scribe.ts';
import { prepareTalk, type Talk, type TalkDependencies } from './talk.ts';
import { Turnstile } from './turnstile.ts';

export interface MakerDependencies extends TalkDependencies {
	readonly brush: Brush;
	readonly scribe: Scribe;
	readonly references: References;
	readonly delivery: Delivery;
	readonly rules: Rules;
	readonly gate: Gate;
	readonly repeats: Repeats;
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
	 * @throws WithdrawnError when the signal aborted with one; nothing more is shown then.
	 */
	make(order: Order, signal: AbortSignal): Promise<void>;
}

/** The person took the request back, so that nobody waits for an answer. */
export class WithdrawnError extends Error {
	override readonly name = 'WithdrawnError';
}

/** A result, and what was sent for it. */
interface Made {
	readonly result: Omit<Result, 'hasThoughts' | 'isTurn'>;
	readonly talk: Talk;
}

/** A request whose pictures are being shown. */
interface Showing {
	readonly request: ImageRequest;
	readonly rules: GuildRules;
	/** Where the next picture goes. */
	target: ReplyTarget;
	place: 'first' | 'more';
	/** Why the first picture that could not be shown was not. */
	failure: unknown;
}

export function createMaker(deps: MakerDependencies): Maker {
	const { brush, scribe, references, delivery, rules, gate, repeats, models, clock, log, turns } = deps;
	const turnstile = new Turnstile();

	async function make(order: Order, signal: AbortSignal): Promise<void> {
		const { conversation, replyTo } = order;
		using pass = turnstile.enter(conversation.kind === 'new' ? order.id : conversation.sessionId, order.id);
		const guildRules = await rules.of(order.asker.guildId);
		const request = applyRules(order, guildRules, models);
		await checkRoom(request);
		await repeats.check(request);
		const working = new AbortController();
		let isMade = false;
		try {
			await using admission = await gate.admit(request, guildRules);
			if (replyTo.kind === 'message') void delivery.showWorking(replyTo.channelId, working.signal);
			const painting = await paintAll(request, guildRules, signal);
			const settling = Promise.all(painting).then(async (made) => {
				isMade = made.some(({ result }) => result.outcome.kind === 'images');
				await admission.settle(made.map(({ result }) => result));
			});
			const myTurn = async () => {
				await pass.myTurn();
				if (signal.reason instanceof WithdrawnError) throw signal.reason;
			};
			const showing: Showing = { request, rules: guildRules, target: replyTo, place: 'first', failure: undefined };
			// Whatever becomes of the showing, what was made is booked before the room is given back.
			await Promise.allSettled([showAll(painting, showing, myTurn), settling]).then(throwFirst);
			log.info({ requestId: request.id }, 'answered');
		} finally {
			working.abort();
			if (!isMade) await forgetWish(request);
		}
	}

	/** A wish that came to nothing may be tried again at once. */
	async function forgetWish(request: ImageRequest): Promise<void> {
		await repeats.clear(request).catch((err: unknown) => log.warn({ err }, 'a wish could not be forgotten'));
	}

	async function checkRoom({ conversation }: ImageRequest): Promise<void> {
		if (conversation.kind === 'new') return;
		const room = await turns.roomFor(conversation.sessionId);
		if (room.kind === 'full')
			throw new UserError(
				'This session is full. Nothing was charged; begin a new one from its last picture: Apps, Edit image.',
			);
	}

	/** Paints all that is asked for side by side, from pictures that are fetched once. */
	async function paintAll(request: ImageRequest, rules: GuildRules, signal: AbortSignal): Promise<Promise<Made>[]> {
		const startedAtMs = clock.now();
		const loaded = await references.load(request.references, signal);
		if (loaded.kind === 'refused') throw new UserError(loaded.sentence);
		const { pictures } = loaded;
		const { nickname, inputTypes } = models[request.settings.model];
		const strange = pictures.find(({ mimeType }) => !inputTypes.includes(mimeType));
		if (strange !== undefined)
			throw new UserError(
				`${nickname} takes no ${strange.mimeType}. Nothing was charged; send another kind of picture.`,
			);
		const { settings } = request;
		const { houseStyle, systemInstruction, safety } = rules;

		const paintOne = async (index: number): Promise<Made> => {
			let talk: Talk = NOTHING_SAID;
			const paintIn = (mode: 'exact' | 'fresh') =>
				brush(
					async (model) => {
						talk = await prepareTalk({ request, pictures, model, houseStyle, signal }, mode, deps);
						const { history, user } = talk;
						return { model, settings, systemInstruction, safety, history, user };
					},
					request,
					{ mayFallBack: rules.mayFallBack, allowed: rules.models, signal },
				);
			let painted = await paintIn('exact');
			if (painted.outcome.kind === 'signature-refused') painted = await paintIn('fresh');
			const id = index === 0 ? request.id : `${request.id}-${index + 1}`;
			const result = { id, request, ...painted, notes: talk.notes, tookMs: clock.now() - startedAtMs };
			logResult(result, rules);
			// The history may be megabytes, and is not needed any more.
			return { result, talk: { ...talk, history: [] } };
		};
		return Array.from({ length: request.count }, (_, index) => paintOne(index));
	}

	/** Pictures as they come; what did not come is told once, at the end. */
	async function showAll(
		painting: readonly Promise<Made>[],
		showing: Showing,
		myTurn: () => Promise<void>,
	): Promise<void> {
		const failed: Result[] = [];
		for await (const made of asTheyCome(painting)) {
			await myTurn();
			const result = await writeDown(made);
			if (result.outcome.kind === 'images') await showMade(result, showing);
			else failed.push(result);
		}
		const [first] = failed;
		const { count } = showing.request;
		if (first !== undefined && showing.failure === undefined)
			await show(count === 1 ? first : { ...first, missing: { count: failed.length, of: count } }, showing);
		if (showing.failure !== undefined) throw new KeptError('a picture could not be shown', { cause: showing.failure });
	}

	/** One picture that cannot be shown must not keep the others from being shown. */
	async function showMade(result: Result, showing: Showing): Promise<void> {
		try {
			await show(result, showing);
		} catch (error) {
			showing.failure ??= error;
			log.error({ err: error, resultId: result.id }, 'a picture could not be shown');
		}
	}

	async function writeDown({ result, talk }: Made): Promise<Result> {
		const isTurn = await scribe.remember(result, talk);
		return { ...result, isTurn, hasThoughts: await scribe.keepThoughts(result) };
	}

	/** The first picture may open a thread, in which those after it are shown. */
	async function show(result: Result, showing: Showing): Promise<void> {
		const { request, rules, target, place } = showing;
		const posted = await delivery.deliver(target, result, place);
		showing.place = 'more';
		if (!result.isTurn) return;
		await scribe.link(result.id, posted);
		if (place === 'more' || result.outcome.kind !== 'images' || posted[0] === undefined) return;
		showing.target = (await scribe.moveToThread(request, posted[0], rules)) ?? target;
	}

	function logResult({ id, model, outcome, tookMs, request }: Made['result'], { logChannelId }: GuildRules): void {
		const { kind, serviceSays, usage } = outcome;
		const cost = usage === undefined ? undefined : priceUsage(model, usage);
		log.info({ resultId: id, model: model.id, kind, serviceSays, usage, cost, tookMs }, 'painted');
		if (logChannelId !== undefined) void delivery.note(logChannelId, describeForAdmins(request, model, kind, cost));
	}

	return { make };
}

/** @throws the reason of the first that was rejected. */
function throwFirst(settled: readonly PromiseSettledResult<unknown>[]): void {
	for (const one of settled) if (one.status === 'rejected') throw one.reason;
}

/** Who asked for what, where, and what came of it, for the admins of the server. */
function describeForAdmins(
	{ asker, prompt }: ImageRequest,
	{ nickname }: Model,
	kind: string,
	cost: Cost | undefined,
): string {
	const cents = ((cost?.total ?? 0) / 10_000).toFixed(1);
	const words = prompt.replace(/\s+/g, ' ').slice(0, 300);
	return `<@${asker.userId}> in <#${asker.channelId}>: “${words}” · ${nickname} · ${cents} ¢ · ${kind}`;
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
