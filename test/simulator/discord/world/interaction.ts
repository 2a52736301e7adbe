import {
	type APIApplicationCommandOptionChoice,
	InteractionResponseType,
	InteractionType,
	MessageType,
} from 'discord.js';
import type { Channel } from './channel.ts';
import type { Component } from './component.ts';
import type { Message } from './message.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** How long the first answer may take, in milliseconds. Source: Discord, "Receiving and Responding to Interactions". */
export const ACKNOWLEDGE_WITHIN_MS = 3000;
/** How long an interaction can be answered at all, in milliseconds. Source: as above. */
export const INTERACTION_TOKEN_TTL_MS = 15 * 60_000;

/** The first answer to an interaction. */
export interface Callback {
	readonly type: InteractionResponseType;
	readonly atMs: number;
}

/** A form that was put before a person. */
export interface ShownModal {
	readonly customId: string;
	readonly title: string;
	readonly components: readonly Component[];
}

export interface InteractionOptions {
	readonly type: InteractionType;
	readonly user: User;
	readonly channel: Channel;
	/** What was done, for people: `/imagine`, a button's label, a modal's title. */
	readonly label: string;
	/** Discord's `data`. */
	readonly data: unknown;
	/** The message whose button, menu or form this is. */
	readonly source?: Message | undefined;
	/** The message or user that a context menu was opened on. */
	readonly targets?: Message | User | undefined;
	/** The interaction that showed the form. */
	readonly openedBy?: Interaction | undefined;
	/** How long ago the person did it, in milliseconds: a late delivery. Default: now. */
	readonly createdMsAgo?: number | undefined;
}

/** Something a person did that the application has to answer; tests hold it to learn what came of it. */
export class Interaction {
	readonly id: string;
	readonly token: string;
	readonly type: InteractionType;
	readonly user: User;
	readonly channel: Channel;
	readonly label: string;
	readonly data: unknown;
	readonly source: Message | undefined;
	readonly targets: Message | User | undefined;
	readonly openedBy: Interaction | undefined;
	readonly createdAtMs: number;
	/** Every later message, oldest first. */
	readonly followUps: Message[] = [];
	callback: Callback | undefined;
	/** What `@original` means: the answer, or the message that the pressed button sits on. */
	original: Message | undefined;
	modal: ShownModal | undefined;
	choices: readonly APIApplicationCommandOptionChoice[] | undefined;
	/** Whether the person was told that no answer came. */
	hasFailed = false;
	readonly #world: World;

	constructor(world: World, options: InteractionOptions) {
		this.#world = world;
		this.type = options.type;
		this.user = options.user;
		this.channel = options.channel;
		this.label = options.label;
		this.data = options.data;
		this.source = options.source;
		this.targets = options.targets;
		this.openedBy = options.openedBy;
		this.createdAtMs = world.clock.now() - (options.createdMsAgo ?? 0);
		this.id = world.snowflakes.at(this.createdAtMs);
		this.token = Buffer.from(`interaction:${this.id}:${world.snowflakes.elder().repeat(4)}`).toString('base64url');
	}

	/** Whether only the person brought the application here: it is not in the guild, or this is not its own direct message. */
	get isUserInstallOnly(): boolean {
		const { guild, recipients } = this.channel;
		return guild === undefined ? !recipients.includes(this.#world.bot) : !guild.installed;
	}

	/** Whether the time for the first answer passed without one. */
	get isTooLate(): boolean {
		return this.callback === undefined && this.#world.clock.now() - this.createdAtMs >= ACKNOWLEDGE_WITHIN_MS;
	}

	get isTokenDead(): boolean {
		return this.#world.clock.now() - this.createdAtMs >= INTERACTION_TOKEN_TTL_MS;
	}

	get responseType(): MessageType {
		return this.type === InteractionType.ApplicationCommand ? MessageType.ChatInputCommand : MessageType.Reply;
	}

	/** The answer as people see it now, if there is one. */
	response(): Message | undefined {
		return this.original?.isDeleted ? undefined : this.original;
	}

	/** Resolves with the first answer. Rejects once it is too late for one. */
	async acknowledged(): Promise<Callback> {
		await this.#world.changes.until(() => this.#orFail(this.callback !== undefined));
		if (this.callback === undefined) throw new Error(`${this.label} was not answered`);
		return this.callback;
	}

	/**
	 * Resolves with the answer once it says more than "thinking…", or with what followed where that was taken away.
	 * Rejects once it is too late for one.
	 */
	async finished(): Promise<Message> {
		await this.#world.changes.until(() => this.#orFail(this.#isSettled));
		const answer = this.original?.isDeleted === true ? this.followUps[0] : this.original;
		if (answer === undefined) throw new Error(`${this.label} was not answered with a message`);
		return answer;
	}

	/** Resolves when the person is told that the application did not respond. Rejects when it did. */
	async failed(): Promise<void> {
		const settled = new AbortController();
		const answered = this.#world.changes.until(() => this.callback !== undefined || settled.signal.aborted);
		const leftMs = Math.max(0, this.createdAtMs + ACKNOWLEDGE_WITHIN_MS - this.#world.clock.now());
		const late = this.#world.clock.sleep(leftMs, settled.signal).catch(() => undefined);
		await Promise.race([answered, late]);
		settled.abort();
		this.#world.catchUp();
		this.#world.changes.announce();
		if (!this.hasFailed) throw new Error(`${this.label} was answered`);
	}

	/** The part of a response that says what it answers. */
	metadata(message: Message): object {
		return {
			id: this.id,
			type: this.type,
			user: this.user.payload(),
			authorizing_integration_owners: this.#world.ownersOf(this),
			...(this.source !== undefined && { interacted_message_id: this.source.id }),
			...(this.original !== undefined &&
				this.original !== message && { original_response_message_id: this.original.id }),
			...(this.openedBy !== undefined && { triggering_interaction_metadata: this.openedBy.metadata(message) }),
		};
	}

	/** Whether people see an answer, or will never see one as a message: a form, choices. */
	get #isSettled(): boolean {
		const isTakenAway = this.original?.isDeleted === true && this.followUps.length > 0;
		return this.callback !== undefined && (isTakenAway || !(this.original?.isThinking ?? false));
	}

	#orFail(holds: boolean): boolean {
		if (!holds && this.isTooLate) throw new Error(`${this.label}: the application did not respond in time`);
		return holds;
	}

	/** Whether the answer, once given, is still owed: no response yet, or only "thinking…". */
	get isPending(): boolean {
		return !this.#isSettled;
	}

	get isDeferred(): boolean {
		return this.callback?.type === InteractionResponseType.DeferredChannelMessageWithSource;
	}
}
