import { PermissionFlagsBits as P } from 'discord.js';
import type { RecordedRequest } from '../../test/simulator/discord/rest/server.ts';
import type { Channel } from '../../test/simulator/discord/world/channel.ts';
import { walkAll } from '../../test/simulator/discord/world/component.ts';
import type { Interaction } from '../../test/simulator/discord/world/interaction.ts';
import type { Message } from '../../test/simulator/discord/world/message.ts';
import { permissionsIn, sendPermission } from '../../test/simulator/discord/world/permissions.ts';
import { presentComponents, presentEmbeds, shownElsewhere } from '../../test/simulator/discord/world/present.ts';
import type { User } from '../../test/simulator/discord/world/user.ts';
import type { World } from '../../test/simulator/discord/world/world.ts';
import type { MessageView, PendingView, PersonView, PlaceView, RoomView, ServerView } from '../protocol.ts';
import type { Cast } from './cast.ts';

/** How long a typing indicator stays, in milliseconds. Source: Discord, Trigger Typing Indicator. */
const TYPING_MS = 10_000;

/** What interactions are not shown as being on their way: choices that are offered while somebody types. */
const AUTOCOMPLETE = 4;

/** What everything is looked at with. */
export interface Scenery {
	readonly world: World;
	readonly cast: Cast;
	readonly requests: readonly RecordedRequest[];
}

export function showPerson({ cast }: Scenery, { id, name, isBot }: User): PersonView {
	const note = cast.people.find(({ user }) => user.id === id)?.note;
	return { id, name, isBot, ...(note !== undefined && { note }) };
}

const showPlace = (channel: Channel, name = channel.name): PlaceView => ({
	id: channel.id,
	name,
	lastMessageId: channel.lastMessage?.id,
	threads: channel.threads.map((thread) => ({ id: thread.id, name: thread.name })),
});

export const showServers = ({ cast }: Scenery, me: User): ServerView[] =>
	cast.servers
		.filter(({ members }) => members.has(me.id))
		.map(({ id, name, installed, channels }) => ({
			id,
			name,
			hasBot: installed,
			channels: channels.filter((channel) => channel.mayBeSeenBy(me)).map((channel) => showPlace(channel)),
		}));

export const showDirects = ({ cast }: Scenery, me: User): PlaceView[] =>
	cast.directs
		.filter(({ recipients }) => recipients.includes(me))
		.map((channel) => showPlace(channel, nameOf(channel, me)));

/** A direct message is called after whom one talks to. */
const nameOf = (channel: Channel, me: User) =>
	channel.guild !== undefined
		? channel.name
		: channel.recipients
				.filter((user) => user !== me)
				.map(({ name }) => name)
				.join(', ');

/** A channel, a thread or a direct message as this person sees it. */
export function showRoom(scenery: Scenery, channel: Channel, me: User): RoomView {
	const { world } = scenery;
	const permissions = permissionsIn(channel, me);
	const has = (bits: bigint) => (permissions & bits) === bits;
	const people = channel.guild ? [...channel.guild.members.values()].map(({ user }) => user) : channel.recipients;
	return {
		id: channel.id,
		name: nameOf(channel, me),
		kind: channel.thread ? 'thread' : channel.guild ? 'channel' : 'direct',
		server: channel.guild?.name,
		messages: [...channel.messages.values()]
			.filter(({ visibleTo }) => visibleTo === undefined || visibleTo === me)
			.map((message) => showMessage(scenery, message, me)),
		pending: [...world.interactions.values()].flatMap((one) => showPending(one, channel, me)),
		typing: isBotTyping(scenery, channel) ? [world.bot.name] : [],
		commands: me
			.in(channel)
			.commands()
			.map(({ id, name, type, description, options }) => ({ id, name, type, description, options })),
		mayPost: has(sendPermission(channel)),
		mayAttach: has(P.AttachFiles),
		isArchived: channel.thread?.archived ?? false,
		people: people.filter(({ name }) => name !== 'owner').map((user) => showPerson(scenery, user)),
		roles: (channel.guild?.roles ?? []).map(({ id, name }) => ({ id, name: name.replace(/^@/, '') })),
		channels: (channel.guild?.channels ?? []).map(({ id, name }) => ({ id, name })),
	};
}

function showMessage(scenery: Scenery, message: Message, me: User): MessageView {
	const { world } = scenery;
	const { interaction, repliesTo, thread } = message;
	const hidden = shownElsewhere(message);
	const isAnswer = interaction?.original === message && interaction.source === undefined;
	return {
		id: message.id,
		author: showPerson(scenery, message.author),
		atMs: message.createdAtMs,
		editedAtMs: message.author.isBot ? undefined : message.editedAtMs,
		content: message.content,
		embeds: presentEmbeds(message, world.cdn),
		components: presentComponents(message, world.cdn),
		attachments: message.isComponentsV2
			? []
			: message.attachments.filter((file) => !hidden.has(file)).map((file) => world.attachmentPayload(file)),
		isPrivate: message.isEphemeral,
		isThinking: message.isThinking,
		hasFailed: message.isThinking && interaction?.isTokenDead === true,
		ringsMe: message.author !== me && (message.pings.everyone || message.pings.users.includes(me)),
		repliesTo: repliesTo === undefined ? undefined : showReplied(scenery, message, repliesTo),
		answers:
			interaction !== undefined && isAnswer
				? { by: showPerson(scenery, interaction.user), command: nameOfCommand(interaction) }
				: undefined,
		reactions: [...message.reactions].map(([emoji, users]) => ({
			emoji,
			count: users.size,
			isMine: users.has(me),
		})),
		thread: thread && { id: thread.id, name: thread.name, messages: thread.messages.size },
	};
}

function showReplied(scenery: Scenery, message: Message, repliesTo: Message): MessageView['repliesTo'] {
	if (repliesTo.isDeleted) return 'gone';
	const text = firstWords(repliesTo);
	const pings = message.pings.users.includes(repliesTo.author);
	return { id: repliesTo.id, author: showPerson(scenery, repliesTo.author), text, pings };
}

/** What a message says first; nothing when it only shows files. */
function firstWords({ content, components }: Message): string {
	const said = [content, ...walkAll(components).map((component) => component.content ?? '')].find((one) => one !== '');
	const [line = ''] = (said ?? '').replace(/^(?:> |#+ )/, '').split('\n', 1);
	return line.startsWith('-# ') ? '' : line;
}

/** Without what was filled in: `/session show`. */
function nameOfCommand({ label, openedBy }: Interaction): string {
	const own = openedBy?.label ?? label;
	return own.startsWith('/') ? own.replace(/ [^ ]+: .*/s, '') : own.replace(/ on [“@].*/s, '');
}

function showPending(interaction: Interaction, channel: Channel, me: User): PendingView[] {
	const { id, createdAtMs, user, label, callback, hasFailed, type, source } = interaction;
	if (interaction.channel !== channel || user !== me || callback !== undefined || type === AUTOCOMPLETE) return [];
	const [first = ''] = label.split('\n');
	const state = hasFailed ? 'failed' : 'sending';
	return [{ id, atMs: createdAtMs, label: first, state, messageId: source?.id }];
}

/** Whether the bot said so lately and has not posted since. */
function isBotTyping({ world, requests }: Scenery, channel: Channel): boolean {
	const said = requests.findLast(({ path }) => path === `/channels/${channel.id}/typing`);
	if (said === undefined || world.clock.now() - said.atMs > TYPING_MS) return false;
	const last = [...channel.messages.values()].findLast(({ author }) => author === world.bot);
	return last === undefined || last.createdAtMs < said.atMs;
}
