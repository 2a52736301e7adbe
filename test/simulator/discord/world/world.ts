import { ChannelType, GatewayDispatchEvents, GatewayIntentBits, InteractionType } from 'discord.js';
import type { Clock } from '../../../../src/clock.ts';
import type { IdentifyLimits } from '../gateway/identify-limits.ts';
import type { Line } from '../transcript/transcript.ts';
import type { Cdn, StoredFile } from './cdn.ts';
import { Changes } from './changes.ts';
import { Channel } from './channel.ts';
import type { RegisteredCommand } from './command.ts';
import { Guild, type GuildOptions } from './guild.ts';
import { ACKNOWLEDGE_WITHIN_MS, INTERACTION_TOKEN_TTL_MS, type Interaction } from './interaction.ts';
import { Snowflakes } from './snowflakes.ts';
import { User, type UserOptions } from './user.ts';

/** An event for every gateway session that may know of it. */
export interface Dispatch {
	readonly type: GatewayDispatchEvents;
	/** Where it happened; direct messages and the like go to the first shard. */
	readonly guildId?: string | undefined;
	/** The intents of which a session must have one; `0` when every session is told. */
	readonly intents: number;
	/** The event as a session with these intents sees it. */
	data(intents: number): unknown;
}

export interface WorldOptions {
	readonly clock: Clock;
	readonly cdn: Cdn;
	/** Where REST, gateway and CDN are, as an http URL without a path. */
	readonly origin: string;
	readonly token: string;
	readonly identifyLimits: IdentifyLimits;
	/** How many guilds one shard may have. */
	readonly maxGuildsPerShard: number;
	/** What the bot's account is called. Default: bot. */
	readonly botName?: string;
	/** The privileged intents that are enabled for the application, as bits. */
	readonly privilegedIntents: number;
	/** The largest file, in bytes, that the bot may post where nobody pays. */
	readonly defaultFileBytes: number;
	dispatch(event: Dispatch): void;
}

/** What the application's person sees when no answer came. */
const FAILURES: Record<InteractionType, string> = {
	[InteractionType.Ping]: '',
	[InteractionType.ApplicationCommand]: 'The application did not respond',
	[InteractionType.MessageComponent]: 'This interaction failed',
	[InteractionType.ApplicationCommandAutocomplete]: 'Loading options failed',
	[InteractionType.ModalSubmit]: 'Something went wrong. Try again.',
};

/** Everything that exists on the local Discord. */
export class World {
	readonly clock: Clock;
	readonly cdn: Cdn;
	readonly origin: string;
	readonly identifyLimits: IdentifyLimits;
	readonly maxGuildsPerShard: number;
	readonly privilegedIntents: number;
	readonly defaultFileBytes: number;
	readonly snowflakes = new Snowflakes();
	readonly changes = new Changes();
	readonly applicationId: string;
	readonly bot: User;
	readonly users = new Map<string, User>();
	readonly guilds = new Map<string, Guild>();
	readonly channels = new Map<string, Channel>();
	readonly interactions = new Map<string, Interaction>();
	/** Registered commands by guild id; the global ones under `global`. */
	readonly commands = new Map<string, RegisteredCommand[]>();
	/** Where request bodies disagree with Discord's published schemas. */
	readonly violations: string[] = [];
	readonly #tokens = new Map<string, Interaction>();
	/** Interactions that people still wait for. */
	readonly #overdue = new Set<Interaction>();
	readonly #owner: User;
	readonly #dispatch: (event: Dispatch) => void;
	#token: string;

	constructor(options: WorldOptions) {
		this.clock = options.clock;
		this.cdn = options.cdn;
		this.origin = options.origin;
		this.#token = options.token;
		this.identifyLimits = options.identifyLimits;
		this.maxGuildsPerShard = options.maxGuildsPerShard;
		this.privilegedIntents = options.privilegedIntents;
		this.defaultFileBytes = options.defaultFileBytes;
		this.#dispatch = options.dispatch;
		this.applicationId = this.snowflakes.elder();
		this.bot = new User(this, options.botName ?? 'bot', { isBot: true });
		this.#owner = new User(this, 'owner');
		for (const user of [this.bot, this.#owner]) this.users.set(user.id, user);
	}

	/** The bot token that is right. */
	get token(): string {
		return this.#token;
	}

	/** Makes another token the right one. */
	resetToken(): void {
		this.#token = `${this.#token}-anew`;
	}

	guild(options: GuildOptions = {}): Guild {
		const guild = new Guild(this, this.#owner, options);
		this.guilds.set(guild.id, guild);
		if (guild.installed) this.#announceGuild(guild);
		return guild;
	}

	/** The person of this name, who is created when first named. */
	user(name: string, options: UserOptions = {}): User {
		const known = [...this.users.values()].find((user) => user.name === name);
		if (known !== undefined) return known;
		const user = new User(this, name, options);
		this.users.set(user.id, user);
		return user;
	}

	/** The direct message between these people; with the bot among them, its own. */
	direct(...people: readonly User[]): Channel {
		const isSame = (channel: Channel) =>
			channel.guild === undefined &&
			channel.recipients.length === people.length &&
			people.every((user) => channel.recipients.includes(user));
		const known = [...this.channels.values()].find(isSame);
		const type = people.length > 2 ? ChannelType.GroupDM : ChannelType.DM;
		return known ?? new Channel(this, type, { name: people.map(({ name }) => name).join(', '), recipients: people });
	}

	dispatch(event: Dispatch): void {
		this.#dispatch(event);
		this.changes.announce();
	}

	/** Tells the gateway what a channel has become. */
	channelChanged(channel: Channel): void {
		const { guild, thread } = channel;
		const told = { intents: GatewayIntentBits.Guilds, data: () => channel.gatewayPayload() };
		if (thread !== undefined) this.dispatchIn(channel, { type: GatewayDispatchEvents.ThreadUpdate, ...told });
		else if (guild?.installed) {
			this.dispatch({ type: GatewayDispatchEvents.ChannelUpdate, guildId: guild.id, ...told });
		} else this.changes.announce();
	}

	/** Dispatches to the sessions that can see the channel: none when the bot cannot. */
	dispatchIn(channel: Channel, event: Omit<Dispatch, 'guildId'>): void {
		if (channel.mayBeSeenBy(this.bot)) this.dispatch({ ...event, guildId: channel.guild?.id });
		else this.changes.announce();
	}

	/** Writes down what people in the channel just noticed. */
	record(channel: Channel, line: Omit<Line, 'atMs'> & { readonly atMs?: number }): void {
		this.catchUp();
		channel.lines.push({ atMs: this.clock.now(), ...line });
	}

	/** Expects an answer from now on. */
	expect(interaction: Interaction): void {
		this.interactions.set(interaction.id, interaction);
		this.#tokens.set(interaction.token, interaction);
		this.#overdue.add(interaction);
	}

	interactionByToken(token: string): Interaction | undefined {
		return this.#tokens.get(token);
	}

	/** Tells people what has come to nothing meanwhile, each at the time when its time was up. */
	catchUp(): void {
		for (const interaction of this.#overdue) {
			if (!interaction.isPending) this.#overdue.delete(interaction);
			else if (interaction.isTooLate || interaction.isTokenDead) this.#fail(interaction);
		}
	}

	/** Who brought the application here, by kind of installation. */
	ownersOf({ channel, user }: Interaction): Record<string, string> {
		const isHere = channel.guild === undefined ? channel.recipients.includes(this.bot) : channel.guild.installed;
		return {
			...(isHere && { 0: channel.guild?.id ?? '0' }),
			...(user.options.installedApp && { 1: user.id }),
		};
	}

	/** Takes a channel away, with the threads under it. */
	removeChannel(channel: Channel): void {
		for (const thread of channel.threads) this.removeChannel(thread);
		this.channels.delete(channel.id);
		if (channel.guild) channel.guild.channels = channel.guild.channels.filter((one) => one !== channel);
	}

	attachmentPayload(file: StoredFile) {
		return {
			id: file.id,
			filename: file.name,
			size: file.bytes.byteLength,
			url: this.cdn.url(file),
			proxy_url: this.cdn.url(file),
			content_type: file.type,
			...(file.width !== undefined && { width: file.width, height: file.height }),
			...(file.description !== undefined && { description: file.description }),
			...(file.folder.startsWith('ephemeral-') && { ephemeral: true }),
		};
	}

	#fail(interaction: Interaction): void {
		this.#overdue.delete(interaction);
		interaction.hasFailed = true;
		const limitMs = interaction.callback === undefined ? ACKNOWLEDGE_WITHIN_MS : INTERACTION_TOKEN_TTL_MS;
		interaction.channel.lines.push({
			atMs: interaction.createdAtMs + limitMs,
			who: this.bot.name,
			sign: '✗',
			text: `(only ${interaction.user.name} sees this) ${FAILURES[interaction.type]}`,
			sees: (user) => user === interaction.user,
		});
	}

	#announceGuild(guild: Guild): void {
		this.dispatch({
			type: GatewayDispatchEvents.GuildCreate,
			guildId: guild.id,
			intents: GatewayIntentBits.Guilds,
			data: () => guild.payload(),
		});
	}
}
