import { MessageFlags, MessageReferenceType, MessageType } from 'discord.js';
import type { StoredFile } from './cdn.ts';
import type { Channel } from './channel.ts';
import type { Component } from './component.ts';
import type { Embed } from './embed.ts';
import type { Interaction } from './interaction.ts';
import { presentComponents, presentEmbeds, shownElsewhere } from './present.ts';
import type { Role } from './role.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** Whom a message rings. */
export interface Pings {
	readonly users: readonly User[];
	readonly roles: readonly Role[];
	readonly everyone: boolean;
}

export interface MessageBody {
	readonly content: string;
	readonly embeds: readonly Embed[];
	readonly components: readonly Component[];
	readonly attachments: readonly StoredFile[];
	readonly flags: number;
}

export interface MessageOptions extends MessageBody {
	readonly channel: Channel;
	readonly author: User;
	readonly pings: Pings;
	/** Given for the first message of a post, which has the id of its thread. */
	readonly id?: string;
	/** The message this one replies to. */
	readonly repliesTo?: Message | undefined;
	/** The interaction that this message answers. */
	readonly interaction?: Interaction | undefined;
	/** The only person who sees it; everybody does otherwise. */
	readonly visibleTo?: User | undefined;
	readonly nonce?: string | number | undefined;
}

export class Message {
	readonly id: string;
	readonly channel: Channel;
	readonly author: User;
	readonly createdAtMs: number;
	readonly repliesTo: Message | undefined;
	readonly interaction: Interaction | undefined;
	readonly visibleTo: User | undefined;
	readonly nonce: string | number | undefined;
	/** Whom it rang when it appeared. */
	pings: Pings;
	content: string;
	embeds: readonly Embed[];
	components: readonly Component[];
	attachments: readonly StoredFile[];
	flags: number;
	editedAtMs: number | undefined;
	isDeleted = false;
	/** The thread that starts here. */
	thread: Channel | undefined;
	/** Who reacted, by emoji. */
	readonly reactions = new Map<string, Set<User>>();
	readonly #world: World;

	constructor(world: World, options: MessageOptions) {
		this.#world = world;
		this.createdAtMs = world.clock.now();
		this.id = options.id ?? world.snowflakes.at(this.createdAtMs);
		this.channel = options.channel;
		this.author = options.author;
		this.repliesTo = options.repliesTo;
		this.interaction = options.interaction;
		this.visibleTo = options.visibleTo;
		this.nonce = options.nonce;
		this.pings = options.pings;
		this.content = options.content;
		this.embeds = options.embeds;
		this.components = options.components;
		this.attachments = options.attachments;
		this.flags = options.flags;
	}

	get isEphemeral(): boolean {
		return this.visibleTo !== undefined;
	}

	/** Whether it still says "thinking…". */
	get isThinking(): boolean {
		return (this.flags & MessageFlags.Loading) !== 0;
	}

	get isComponentsV2(): boolean {
		return (this.flags & MessageFlags.IsComponentsV2) !== 0;
	}

	/** A URL of one of its files, signed now. */
	url(file: StoredFile): string {
		return this.#world.cdn.url(file);
	}

	/** The message as Discord's API shows it; without `content` to an application that may not read it. */
	payload({ withContent = true, nested = false } = {}) {
		const { guild } = this.channel;
		const isReply = this.repliesTo !== undefined;
		return {
			id: this.id,
			channel_id: this.channel.id,
			author: this.author.payload(),
			timestamp: new Date(this.createdAtMs).toISOString(),
			edited_timestamp: this.editedAtMs === undefined ? null : new Date(this.editedAtMs).toISOString(),
			tts: false,
			pinned: false,
			type: this.#type(),
			flags: this.flags,
			...(this.nonce !== undefined && { nonce: this.nonce }),
			...this.#contentFields(withContent),
			...this.#mentionFields(),
			...(isReply && { message_reference: this.#reference(guild?.id) }),
			...(isReply && !nested && { referenced_message: this.#referenced() }),
			...(this.interaction !== undefined && this.#interactionFields(this.interaction)),
			...(this.thread !== undefined && { thread: this.thread.payload() }),
			...(this.reactions.size > 0 && { reactions: this.#reactionFields() }),
		};
	}

	#type(): MessageType {
		if (this.interaction !== undefined && this.interaction.original === this) {
			return this.interaction.targets === undefined ? this.interaction.responseType : MessageType.ContextMenuCommand;
		}
		return this.repliesTo === undefined ? MessageType.Default : MessageType.Reply;
	}

	#contentFields(withContent: boolean) {
		if (!withContent) return { content: '', embeds: [], attachments: [], components: [] };
		const hidden = shownElsewhere(this);
		return {
			content: this.content,
			embeds: presentEmbeds(this, this.#world.cdn),
			components: presentComponents(this, this.#world.cdn),
			// Media of components stand there alone. Source: discord-api-docs#8277.
			attachments: this.isComponentsV2
				? []
				: this.attachments.filter((file) => !hidden.has(file)).map((file) => this.#world.attachmentPayload(file)),
		};
	}

	#mentionFields() {
		return {
			mentions: this.pings.users.map((user) => user.payload()),
			mention_roles: this.pings.roles.map((role) => role.id),
			mention_everyone: this.pings.everyone,
		};
	}

	#reference(guildId: string | undefined) {
		return {
			type: MessageReferenceType.Default,
			channel_id: this.channel.id,
			message_id: this.repliesTo?.id,
			...(guildId !== undefined && { guild_id: guildId }),
		};
	}

	#referenced(): unknown {
		return this.repliesTo === undefined || this.repliesTo.isDeleted ? null : this.repliesTo.payload({ nested: true });
	}

	#interactionFields(interaction: Interaction) {
		return {
			webhook_id: this.#world.applicationId,
			application_id: this.#world.applicationId,
			interaction_metadata: interaction.metadata(this),
		};
	}

	#reactionFields() {
		return [...this.reactions].map(([name, users]) => ({
			count: users.size,
			count_details: { burst: 0, normal: users.size },
			me: users.has(this.#world.bot),
			me_burst: false,
			emoji: { id: null, name },
			burst_colors: [],
		}));
	}
}
