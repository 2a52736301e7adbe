import { PermissionFlagsBits as P } from 'discord.js';
import { setReaction } from '../world/reactions.ts';
import { demand, enterToReact, messageOf } from './places.ts';
import { refusal } from './refused.ts';
import { type Answer, type Call, NO_CONTENT, ok, param, type Route } from './route.ts';

const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Regional_Indicator}|[#*\d]\uFE0F?\u20E3).*$/u;

function emojiOf(call: Call): string {
	const emoji = param(call, 'emoji');
	if (!EMOJI.test(emoji)) throw refusal.unknownEmoji();
	return emoji;
}

function react(call: Call): Answer {
	const { world } = call;
	const message = messageOf(call);
	const emoji = emojiOf(call);
	const isNew = !message.reactions.has(emoji);
	demand(world, message.channel, P.ReadMessageHistory | (isNew ? P.AddReactions : 0n));
	enterToReact(message.channel);
	setReaction(world, { message, user: world.bot, emoji }, true);
	return NO_CONTENT;
}

/** Takes back the bot's own reaction, or with the permission to manage messages somebody else's. */
function unreact(call: Call): Answer {
	const { world } = call;
	const message = messageOf(call);
	const user = param(call, 'user') === '@me' ? world.bot : world.users.get(param(call, 'user'));
	if (user === undefined) throw refusal.unknownUser();
	if (user !== world.bot) demand(world, message.channel, P.ManageMessages);
	enterToReact(message.channel);
	setReaction(world, { message, user, emoji: emojiOf(call) }, false);
	return NO_CONTENT;
}

const REACTIONS = '/channels/:channel/messages/:message/reactions/:emoji';

export const reactionRoutes: readonly Route[] = [
	{ method: 'PUT', path: `${REACTIONS}/@me`, answer: react },
	{ method: 'DELETE', path: `${REACTIONS}/:user`, answer: unreact },
	{
		method: 'GET',
		path: REACTIONS,
		answer: (call) => ok([...(messageOf(call).reactions.get(emojiOf(call)) ?? [])].map((user) => user.payload())),
	},
];
