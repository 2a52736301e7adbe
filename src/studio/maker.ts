import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Brush } from './brush.ts';
import { type Cost, priceUsage } from './cost.ts';
import type { Admission, Gate } from './gate.ts';
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
	/** Whether the operator lets the bot work in a server; always in direct messages. */
	readonly mayWorkIn: (guildId: string | null) => boolean;
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
}

export function createMaker(deps: MakerDependencies): Maker {
	const { brush, scribe, references, delivery, rules, gate, repeats, mayWorkIn, models, clock, log, turns } = deps;
	const turnstile = new Turnstile();

	async function make(order: Order, signal: AbortSignal): Promise<void> {
		const { conversation, replyTo, count } = order;
		using pass = turnstile.enter(conversation.kind === 'new' ? order.id : conversation.sessionId, order.id);
		if (!mayWorkIn(order.asker.guildId))
			throw new UserError(
				'I work only in the servers of whoever runs me. Nothing was charged; ask them to let me in here.',
			);
		const guildRules = await rules.of(order.asker.guildId);
		const request = applyRules(order, guildRules, models);
		await checkRoom(request);
		await repeats.check(request);
		await using admission = await gate.admit(request, guildRules);
		const working = new AbortController();
		if (replyTo.kind === 'message') void delivery.showWorking(replyTo.channelId, working.signal);
		try {
			const paint = await preparePaint(request, guildRules, signal);
			const painting = Array.from({ length: count }, (_, index) => paint(index));
			const settling = Promise.all(painting).then((made) => settle(request, admission, made));
			const showing: Showing = { request, rules: guildRules, target: replyTo, place: 'first' };
			const myTurn = async () => {
				await pass.myTurn();
				if (signal.reason instanceof WithdrawnError) throw signal.reason;
			};
			try {
				await showAll(painting, showing, myTurn);
			} finally {
				await settling;
			}
			log.info({ requestId: request.id }, 'answered');
		} finally {
			working.abort();
		}
	}

	async function settle(request: ImageRequest, admission: Admission, made: readonly Made[]): Promise<void> {
		const results = made.map(({ result }) => result);
		await admission.settle(results);
		if (results.some(({ outcome }) => outcome.kind === 'images')) return;
		await repeats.clear(request).catch((err: unknown) => log.warn({ err }, 'a repeat could not be cleared'));
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
		const { houseStyle, systemInstruction, safety } = rules;

		return async (index: number): Promise<Made> => {
			let talk: Talk = NOTHING_SAID;
			const paintIn = (mode: 'exact' | 'fresh') =>
				brush(
					async (model) => {
						talk = await prepareTalk({ request, pictures, model, houseStyle, signal }, mode, deps);
						const { history, user } = talk;
						return { model, settings, systemInstruction, safety, history, user };
					},
					request,
					{ mayFallBack: rules.mayFallBack, signal },
				);
			let painted = await paintIn('exact');
			if (painted.outcome.kind === 'signature-refused') painted = await paintIn('fresh');
			const id = index === 0 ? request.id : `${request.id}-${index + 1}`;
			const result = { id, request, ...painted, notes: talk.notes, tookMs: clock.now() - startedAtMs };
			logResult(result, rules);
			return { result, talk };
		};
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
			if (result.outcome.kind === 'images') await show(result, showing);
			else failed.push(result);
		}
		const [first] = failed;
		if (first === undefined) return;
		const { count } = showing.request;
		await show(count === 1 ? first : { ...first, missing: { count: failed.length, of: count } }, showing);
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
