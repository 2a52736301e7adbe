import {
	type APIGuildMember,
	ChannelType,
	GatewayDispatchEvents,
	GatewayIntentBits,
	type LocaleString,
	type PermissionResolvable,
} from 'discord.js';
import { Channel } from './channel.ts';
import type { GuildChannelKind } from './channel-kinds.ts';
import { syncThreads } from './hidden-channels.ts';
import { Role } from './role.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

export interface GuildOptions {
	readonly name?: string;
	/** Decides how large a file may be. Default: 0. */
	readonly boostTier?: 0 | 1 | 2 | 3;
	/** Whether the application is in the guild; otherwise only people who installed it for themselves can use it. Default: yes. */
	readonly installed?: boolean;
	/** What everybody may do. Default: what a new guild on Discord allows. */
	readonly everyone?: PermissionResolvable;
	/** What the bot's own role adds to that. Default: nothing. */
	readonly bot?: PermissionResolvable;
	/** The language that the guild chose, as only a community can. Default: en-US. */
	readonly preferredLocale?: LocaleString;
}

/** What @everyone may do in a new guild, as far as a bot that posts pictures can notice. */
const EVERYONE: PermissionResolvable = [
	'AddReactions',
	'AttachFiles',
	'ChangeNickname',
	'Connect',
	'CreateInstantInvite',
	'CreatePrivateThreads',
	'CreatePublicThreads',
	'EmbedLinks',
	'ReadMessageHistory',
	'SendMessages',
	'SendMessagesInThreads',
	'Speak',
	'UseApplicationCommands',
	'UseExternalApps',
	'UseExternalEmojis',
	'ViewChannel',
];

export interface Member {
	readonly user: User;
	readonly joinedAtMs: number;
	readonly roles: Set<Role>;
}

export class Guild {
	readonly id: string;
	readonly name: string;
	readonly boostTier: 0 | 1 | 2 | 3;
	readonly owner: User;
	readonly everyone: Role;
	readonly roles: Role[] = [];
	channels: Channel[] = [];
	readonly members = new Map<string, Member>();
	installed: boolean;
	preferredLocale: LocaleString;
	readonly #world: World;

	constructor(world: World, owner: User, options: GuildOptions) {
		this.#world = world;
		this.id = world.snowflakes.guild();
		this.name = options.name ?? 'The Greenhouse';
		this.boostTier = options.boostTier ?? 0;
		this.owner = owner;
		this.everyone = new Role(this.id, '@everyone', options.everyone ?? EVERYONE);
		this.roles.push(this.everyone);
		this.installed = options.installed ?? true;
		this.preferredLocale = options.preferredLocale ?? 'en-US';
		this.join(owner);
		if (this.installed) {
			const managed = new Role(world.snowflakes.elder(), world.bot.name, options.bot ?? [], world.bot.id);
			this.roles.push(managed);
			this.join(world.bot).roles.add(managed);
		}
	}

	/** A channel, by default for text; the same name gives the same channel. */
	channel(name: string, kind: GuildChannelKind = ChannelType.GuildText): Channel {
		const known = this.channels.find((channel) => channel.name === name && channel.thread === undefined);
		if (known !== undefined) return known;
		const channel = new Channel(this.#world, kind, { name, guild: this });
		this.channels.push(channel);
		this.#announce(GatewayDispatchEvents.ChannelCreate, channel.gatewayPayload());
		return channel;
	}

	/** Chooses another language for the guild. */
	prefer(locale: LocaleString): void {
		this.preferredLocale = locale;
		this.#announce(GatewayDispatchEvents.GuildUpdate, this.#settings());
	}

	/** Throws the application out. */
	uninstall(): void {
		this.#announce(GatewayDispatchEvents.GuildDelete, { id: this.id });
		this.installed = false;
		this.members.delete(this.#world.bot.id);
	}

	role(name: string, permissions: PermissionResolvable = []): Role {
		const role = new Role(this.#world.snowflakes.elder(), name, permissions);
		this.roles.push(role);
		this.#announce(GatewayDispatchEvents.GuildRoleCreate, { guild_id: this.id, role: role.payload() });
		return role;
	}

	join(user: User): Member {
		const known = this.members.get(user.id);
		if (known !== undefined) return known;
		const member: Member = { user, joinedAtMs: this.#world.clock.now(), roles: new Set() };
		this.members.set(user.id, member);
		return member;
	}

	/** Gives somebody a role, which may let the bot into channels. */
	giveRole(user: User, role: Role): void {
		this.#changeRoles(user, ({ roles }) => roles.add(role));
	}

	/** Takes a role from somebody, which may shut the bot out of channels. */
	takeRole(user: User, role: Role): void {
		this.#changeRoles(user, ({ roles }) => roles.delete(role));
	}

	/** The guild as a session first learns of it. */
	payload() {
		const { bot } = this.#world;
		return {
			...this.#settings(),
			large: false,
			unavailable: false,
			member_count: this.members.size,
			joined_at: new Date(this.members.get(bot.id)?.joinedAtMs ?? 0).toISOString(),
			channels: this.channels.map((channel) => channel.gatewayPayload()),
			threads: this.channels
				.flatMap(({ threads }) => threads)
				.filter((channel) => channel.thread?.archived === false && channel.mayBeSeenBy(bot))
				.map((thread) => thread.payload()),
			members: [...this.members.values()]
				.filter(({ user }) => user === bot)
				.map((member) => this.memberPayload(member)),
			voice_states: [],
			presences: [],
			stage_instances: [],
			guild_scheduled_events: [],
			soundboard_sounds: [],
		};
	}

	memberPayload(member: Member): Omit<APIGuildMember, 'flags'> & { readonly flags: number } {
		return {
			user: member.user.payload(),
			nick: null,
			roles: [...member.roles].map((role) => role.id),
			joined_at: new Date(member.joinedAtMs).toISOString(),
			premium_since: null,
			deaf: false,
			mute: false,
			flags: 0,
		};
	}

	/** What a session is told again whenever some of it changes. */
	#settings() {
		return {
			id: this.id,
			name: this.name,
			icon: null,
			owner_id: this.owner.id,
			premium_tier: this.boostTier,
			premium_subscription_count: this.boostTier * 7,
			preferred_locale: this.preferredLocale,
			verification_level: 0,
			nsfw_level: 0,
			features: [],
			emojis: [],
			stickers: [],
			roles: this.roles.map((role) => role.payload()),
		};
	}

	#changeRoles(user: User, change: (member: Member) => void): void {
		const { bot } = this.#world;
		const member = this.join(user);
		const seen = new Set(this.channels.filter((channel) => channel.mayBeSeenBy(bot)));
		change(member);
		// Of others a session hears only with the intent for members; of the bot itself always.
		this.#world.dispatch({
			type: GatewayDispatchEvents.GuildMemberUpdate,
			guildId: this.id,
			intents: user === bot ? 0 : GatewayIntentBits.GuildMembers,
			data: () => ({ ...this.memberPayload(member), guild_id: this.id }),
		});
		for (const channel of this.channels.filter((one) => one.mayBeSeenBy(bot) !== seen.has(one))) {
			this.#world.channelChanged(channel);
			if (!seen.has(channel)) syncThreads(this.#world, channel);
		}
	}

	#announce(type: GatewayDispatchEvents, data: unknown): void {
		if (!this.installed) return;
		this.#world.dispatch({ type, guildId: this.id, intents: GatewayIntentBits.Guilds, data: () => data });
	}
}
