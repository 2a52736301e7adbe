import { InteractionType } from 'discord.js';
import { configureModels } from '../../src/gemini/models.ts';
import { priceUsage } from '../../src/studio/generation/cost.ts';
import type { RecordedRequest } from '../../test/simulator/discord/rest/server.ts';
import type { LocalDiscord } from '../../test/simulator/discord/start.ts';
import type { Interaction } from '../../test/simulator/discord/world/interaction.ts';
import type { Message } from '../../test/simulator/discord/world/message.ts';
import type { User } from '../../test/simulator/discord/world/user.ts';
import type { LocalGemini } from '../../test/simulator/gemini/start.ts';
import type { EventView, GeminiCallView, InsideView, LedgerView, RestCallView } from '../protocol.ts';
import { readAnswer, readRequest, readTokens } from './gemini-call.ts';
import type { WatchedCall } from './gemini-relay.ts';
import { type Accounts, readAccounts, standingToday } from './ledger.ts';
import { shorten } from './shorten.ts';

/** How many of the newest events are shown. */
const MOST_EVENTS = 30;

/** An interaction or a message of a person's: what the bot can be asked by. */
type Event = { readonly interaction: Interaction } | { readonly message: Message };

const models = Object.values(configureModels({}));

const idOf = (event: Event) => ('interaction' in event ? event.interaction.id : event.message.id);
const userOf = (event: Event): User => ('interaction' in event ? event.interaction.user : event.message.author);
const startOf = (event: Event) => ('interaction' in event ? event.interaction.createdAtMs : event.message.createdAtMs);

export interface InsideOptions {
	readonly discord: LocalDiscord;
	readonly gemini: LocalGemini;
	/** Where the bot keeps its records. */
	readonly dataDir: string;
	/** What was asked of the real Gemini, when that draws instead of the local one. */
	readonly realCalls?: readonly WatchedCall[] | undefined;
}

/** Watches what goes on between the bot, Discord, Gemini and its own ledger, and says which event it belongs to. */
export class Inside {
	readonly #discord: LocalDiscord;
	readonly #gemini: LocalGemini;
	readonly #dataDir: string;
	readonly #calls: readonly WatchedCall[];
	readonly #isGeminiReal: boolean;
	readonly #endedAtMs = new Map<WatchedCall, number>();
	/** How the ledger stood when an event began. */
	readonly #before = new Map<string, Accounts>();
	#accounts: Accounts = new Map();

	constructor(watched: InsideOptions) {
		this.#discord = watched.discord;
		this.#gemini = watched.gemini;
		this.#dataDir = watched.dataDir;
		this.#calls = watched.realCalls ?? watched.gemini.calls;
		this.#isGeminiReal = watched.realCalls !== undefined;
	}

	/** Takes note of how the ledger stands and of what is over. To be called before anybody acts and when something changed. */
	note(): void {
		// What is new began with the ledger as it was last seen.
		for (const event of this.#events())
			if (!this.#before.has(idOf(event))) this.#before.set(idOf(event), this.#accounts);
		this.#accounts = readAccounts(this.#dataDir) ?? this.#accounts;
		for (const call of this.#calls) {
			if (this.#endedAtMs.has(call)) continue;
			this.#endedAtMs.set(call, Number.NaN);
			void call.ended.then(() => this.#endedAtMs.set(call, this.#discord.world.clock.now()));
		}
	}

	show(): InsideView {
		const events = this.#events();
		return {
			events: events
				.slice(-MOST_EVENTS)
				.map((event) => this.#showEvent(event, events))
				.toReversed(),
			armed: this.#gemini.waiting + this.#discord.faults.waiting,
			isGeminiReal: this.#isGeminiReal,
			violations: [...this.#discord.violations, ...this.#gemini.violations],
		};
	}

	/** Oldest first. */
	#events(): Event[] {
		const { interactions, channels } = this.#discord.world;
		const used = [...interactions.values()]
			.filter(({ type }) => type !== InteractionType.ApplicationCommandAutocomplete)
			.map((interaction) => ({ interaction }));
		const said = [...channels.values()]
			.flatMap(({ messages }) => [...messages.values()])
			.filter(({ author }) => !author.isBot)
			.map((message) => ({ message }));
		return [...used, ...said].toSorted((a, b) => startOf(a) - startOf(b));
	}

	#showEvent(event: Event, all: readonly Event[]): EventView {
		const startMs = startOf(event);
		const { name } = userOf(event);
		const common = {
			id: idOf(event),
			atMs: startMs,
			who: name,
			rest: this.#discord.requests.filter((one) => concerns(one, event)).map((one) => showRest(one, startMs)),
			gemini: this.#calls
				.filter((call) => this.#askedBy(call, all) === event)
				.map((call) => this.#showCall(call, startMs)),
			...this.#ledgerAround(event, all),
		};
		if ('message' in event) {
			const { content, attachments } = event.message;
			const what = content || `${attachments.length} files`;
			return { ...common, what, kind: 'message', acknowledgedMs: undefined, hasFailed: false };
		}
		const { label, callback, hasFailed } = event.interaction;
		const acknowledgedMs = callback && callback.atMs - startMs;
		return { ...common, what: label.split('\n')[0] ?? '', kind: 'interaction', acknowledgedMs, hasFailed };
	}

	/** Before: when it began. After: when the same person's next event began, or now. */
	#ledgerAround(event: Event, all: readonly Event[]): { before: LedgerView; after: LedgerView } {
		const user = userOf(event);
		const own = all.filter((other) => userOf(other) === user);
		const next = own[own.indexOf(event) + 1];
		const nowMs = this.#discord.world.clock.now();
		const standing = (accounts: Accounts) => standingToday(accounts, user.id, nowMs);
		return {
			before: standing(this.#before.get(idOf(event)) ?? this.#accounts),
			after: standing((next && this.#before.get(idOf(next))) ?? this.#accounts),
		};
	}

	/** Gemini is not told who asks: it is the newest event before the call that says what the call says, or else the newest. */
	#askedBy(call: WatchedCall, events: readonly Event[]): Event | undefined {
		const before = events.filter((event) => startOf(event) <= call.startedAtMs);
		const words = (call.contents.at(-1)?.parts ?? []).map(({ text = '' }) => text).join('\n');
		const saysTheSame = (event: Event) => {
			const said = wordsOf(event);
			return words !== '' && said.some((one) => one.trim() !== '' && words.includes(one.trim()));
		};
		return before.findLast(saysTheSame) ?? before.at(-1);
	}

	#showCall(call: WatchedCall, startMs: number): GeminiCallView {
		const model = models.find(({ id }) => id === call.model);
		const { tokens, usage } = readTokens(call.response);
		const endedAtMs = this.#endedAtMs.get(call) ?? Number.NaN;
		return {
			afterMs: call.startedAtMs - startMs,
			tookMs: Number.isNaN(endedAtMs) ? undefined : endedAtMs - call.startedAtMs,
			model: model?.nickname ?? call.model,
			status: call.status,
			...readRequest(call.request),
			...readAnswer(call.response),
			tokens,
			cost: model === undefined || usage === undefined ? 0 : priceUsage(model, usage).total,
		};
	}
}

/** Whatever a person wrote when they did this. */
function wordsOf(event: Event): string[] {
	if ('message' in event) return [event.message.content];
	return textsIn(event.interaction.data);
}

function textsIn(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(textsIn);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, one]) =>
		name === 'value' && typeof one === 'string' ? [one] : name === 'resolved' ? [] : textsIn(one),
	);
}

/** Whether the bot sent this request because of the event. */
function concerns({ path, body }: RecordedRequest, event: Event): boolean {
	if ('interaction' in event) {
		const { interaction } = event;
		const answers = [interaction.original, ...interaction.followUps].flatMap((message) => message?.id ?? []);
		const isAnswer =
			answers.some((id) => path.includes(`/messages/${id}`)) && interaction.original !== interaction.source;
		return path.includes(interaction.token) || isAnswer;
	}
	const { id, channel } = event.message;
	if (path.includes(`/messages/${id}`)) return true;
	const reference: unknown = Object(Object(body).message_reference).message_id;
	return path === `/channels/${channel.id}/messages` && reference === id;
}

const showRest = ({ method, path, status, body, files, atMs }: RecordedRequest, startMs: number): RestCallView => ({
	afterMs: atMs - startMs,
	method,
	path: path
		.split('/')
		.map((part) => (part.length > 12 && /\d/.test(part) ? `…${part.slice(-4)}` : part))
		.join('/'),
	status,
	body: shorten(body),
	files: files.map(({ name, bytes }) => ({ name, size: bytes.byteLength })),
});
