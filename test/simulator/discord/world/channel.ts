import {
	ChannelType,
	OverwriteType,
	PermissionFlagsBits,
	type PermissionResolvable,
	PermissionsBitField,
	type ThreadAutoArchiveDuration,
} from 'discord.js';
import { type Line, renderTranscript, type TranscriptOptions } from '../transcript/transcript.ts';
import { fieldsOf } from './channel-kinds.ts';
import type { Guild } from './guild.ts';
import { hiddenFields, syncThreads } from './hidden-channels.ts';
import type { Message } from './message.ts';
import { permissionsIn } from './permissions.ts';
import { Role } from './role.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

export interface Thread {
	readonly owner: User;
	readonly members: Set<User>;
	autoArchiveMinutes: ThreadAutoArchiveDuration;
	archived: boolean;
	locked: boolean;
	changedAtMs: number;
}

export interface ChannelOptions {
	readonly name: string;
	readonly guild?: Guild | undefined;
	/** The channel a thread belongs to. */
	readonly parent?: Channel;
	readonly thread?: Thread;
	/** Who talks in a direct message or a group. */
	readonly recipients?: readonly User[];
	/** Given for a thread that starts at a message, whose id it takes. */
	readonly id?: string;
}

/** A place where messages are: a guild's channel, a thread or a direct message. */
export class Channel {
	readonly id: string;
	readonly type: ChannelType;
	readonly guild: Guild | undefined;
	readonly parent: Channel | undefined;
	readonly thread: Thread | undefined;
	readonly recipients: readonly User[];
	readonly overwrites = new Map<
		string,
		{ readonly type: OverwriteType; readonly allow: bigint; readonly deny: bigint }
	>();
	readonly messages = new Map<string, Message>();
	readonly lines: Line[] = [];
	/** The newest message, whether or not it is still there. */
	lastMessage: Message | undefined;
	name: string;
	/** How long a person waits between two messages, in seconds; bots do not. */
	slowModeSeconds = 0;
	readonly #world: World;
	/** Every thread ever opened here. */
	readonly #opened: Channel[] = [];

	constructor(world: World, type: ChannelType, options: ChannelOptions) {
		this.#world = world;
		this.id = options.id ?? world.snowflakes.at(world.clock.now());
		this.type = type;
		this.name = options.name;
		this.guild = options.guild;
		this.parent = options.parent;
		this.thread = options.thread;
		this.recipients = options.recipients ?? [];
		world.channels.set(this.id, this);
		if (this.parent !== undefined) this.parent.#opened.push(this);
	}

	/** Allows or denies somebody (a role or a user) something in this channel. */
	overwrite(
		whom: Role | User,
		{ allow = [], deny = [] }: { allow?: PermissionResolvable; deny?: PermissionResolvable },
	) {
		const wasSeen = this.mayBeSeenBy(this.#world.bot);
		this.overwrites.set(whom.id, {
			type: whom instanceof Role ? OverwriteType.Role : OverwriteType.Member,
			allow: PermissionsBitField.resolve(allow),
			deny: PermissionsBitField.resolve(deny),
		});
		this.#world.channelChanged(this);
		if (!wasSeen) syncThreads(this.#world, this);
	}

	/** The threads under this channel, oldest first. */
	get threads(): Channel[] {
		return this.#opened.filter(({ id }) => this.#world.channels.has(id));
	}

	/** What a person here saw, in order, one event a line. Everybody's view by default, private answers marked as such. */
	transcript(options: TranscriptOptions = {}): string {
		this.#world.catchUp();
		return renderTranscript(this.lines, options);
	}

	mayBeSeenBy(user: User): boolean {
		if (this.guild === undefined) return this.recipients.includes(user);
		const permissions = permissionsIn(this, user);
		const isInvited = this.type !== ChannelType.PrivateThread || this.thread?.members.has(user);
		return permissions !== 0n && (isInvited || (permissions & PermissionFlagsBits.ManageThreads) !== 0n);
	}

	/** The channel as the gateway shows it: of one that the bot may not see, only that it is there. */
	gatewayPayload(): object {
		const { guild } = this;
		if (guild === undefined || this.mayBeSeenBy(this.#world.bot)) return this.payload();
		return { ...hiddenFields(guild.id), id: this.id, type: this.type, position: 0, parent_id: null };
	}

	/** The channel as Discord's API shows it. */
	payload() {
		const common = {
			id: this.id,
			type: this.type,
			last_message_id: this.lastMessage?.id ?? null,
			flags: 0,
		};
		if (this.guild === undefined) {
			const recipients = this.recipients.filter((user) => user !== this.#world.bot).map((user) => user.payload());
			return { ...common, recipients };
		}
		const placed = { ...common, guild_id: this.guild.id, name: this.name, rate_limit_per_user: this.slowModeSeconds };
		if (this.thread === undefined) return { ...placed, ...this.#channelFields() };
		return { ...placed, ...this.#threadFields(this.thread) };
	}

	#channelFields() {
		return {
			position: 0,
			parent_id: null,
			topic: null,
			nsfw: false,
			...fieldsOf(this.type),
			permission_overwrites: [...this.overwrites].map(([id, { type, allow, deny }]) => ({
				id,
				type,
				allow: allow.toString(),
				deny: deny.toString(),
			})),
		};
	}

	#threadFields(thread: Thread) {
		const { bot } = this.#world;
		return {
			parent_id: this.parent?.id ?? null,
			owner_id: thread.owner.id,
			message_count: this.messages.size,
			total_message_sent: this.messages.size,
			member_count: thread.members.size,
			thread_metadata: {
				archived: thread.archived,
				locked: thread.locked,
				auto_archive_duration: thread.autoArchiveMinutes,
				archive_timestamp: new Date(thread.changedAtMs).toISOString(),
			},
			...(thread.members.has(bot) && {
				member: { id: this.id, user_id: bot.id, join_timestamp: new Date(thread.changedAtMs).toISOString(), flags: 0 },
			}),
		};
	}
}
