import { PermissionFlagsBits } from 'discord.js';
import type { Interaction } from '../world/interaction.ts';
import type { Message } from '../world/message.ts';
import { PARSE_USERS, pingsOf } from '../world/pings.ts';
import { edit, post, remove } from '../world/posting.ts';
import { check } from './check.ts';
import { changeOf, contentOf, readMessage } from './message-body.ts';
import { enterToChange, enterToPost } from './places.ts';
import { refusal } from './refused.ts';
import { type Answer, type Call, NO_CONTENT, ok, param, type Route } from './route.ts';
import { appPermissions, mustBePrivate } from './webhook-rules.ts';

/** How many follow-ups an application may send where only the person brought it. Source: Discord, error 40094. */
const USER_INSTALL_FOLLOW_UPS = 5;

/** The interaction whose token the path carries, once it was answered and while it lives. */
function interactionOf(call: Call): Interaction {
	const found = call.world.interactionByToken(param(call, 'token'));
	if (found === undefined || param(call, 'application') !== call.world.applicationId) throw refusal.unknownWebhook();
	if (found.isTokenDead) throw refusal.deadWebhookToken();
	if (found.callback === undefined) throw refusal.unknownWebhook();
	return found;
}

function messageOf(call: Call, interaction: Interaction): Message {
	const id = param(call, 'message');
	const own = [...(interaction.original ? [interaction.original] : []), ...interaction.followUps];
	const found = id === '@original' ? interaction.original : own.find((message) => message.id === id);
	if (found === undefined || found.isDeleted) throw refusal.unknownMessage();
	return found;
}

/** Source: Discord, Edit Original Interaction Response: since November 2023 the application's permissions there count. */
function demandAttaching({ world, files }: Call, interaction: Interaction): void {
	const mayAttach = (appPermissions(world, interaction) & PermissionFlagsBits.AttachFiles) !== 0n;
	if (files.length > 0 && !mayAttach) throw refusal.missingPermissions();
}

/** Fills in or changes a response. An edit rings nobody, except where it replaces "thinking…". */
function change(call: Call, interaction: Interaction, message: Message): Message {
	const { world } = call;
	enterToChange(world, message.channel);
	check(call, 'webhook-message-edit', message);
	const body = readMessage(call.body);
	demandAttaching(call, interaction);
	const next = changeOf(call, body, message, interaction);
	const { content = '', components = [] } = next;
	const allowed = body.allowed_mentions ?? PARSE_USERS;
	const pings = pingsOf({ channel: message.channel, author: world.bot, allowed, content, components });
	edit(world, message, { ...next, ...(message.isThinking && { pings }) });
	return message;
}

function followUp(call: Call): Answer {
	const { world } = call;
	const interaction = interactionOf(call);
	const { channel, user, original, followUps } = interaction;
	// A deferred answer is still owed: what comes next fills it in, whatever it says about being private.
	if (interaction.isDeferred && original?.isThinking && !original.isDeleted)
		return ok(change(call, interaction, original).payload());
	if (interaction.isUserInstallOnly && followUps.length >= USER_INSTALL_FOLLOW_UPS) throw refusal.tooManyFollowUps();
	check(call, 'webhook-message');
	demandAttaching(call, interaction);
	enterToPost(world, channel, world.bot);
	const body = readMessage(call.body);
	const isEphemeral = mustBePrivate(interaction, body.flags ?? 0);
	const content = contentOf(call, body, { channel, isEphemeral, interaction });
	const message = post(world, {
		...content,
		channel,
		author: world.bot,
		interaction,
		visibleTo: isEphemeral ? user : undefined,
		repliesTo: original?.isDeleted ? undefined : original,
		pings: pingsOf({ channel, author: world.bot, allowed: body.allowed_mentions ?? PARSE_USERS, ...content }),
	});
	followUps.push(message);
	world.changes.announce();
	return ok(message.payload());
}

const MESSAGE = '/webhooks/:application/:token/messages/:message';

export const webhookRoutes: readonly Route[] = [
	{ method: 'POST', path: '/webhooks/:application/:token', isOpen: true, answer: followUp },
	{
		method: 'GET',
		path: MESSAGE,
		isOpen: true,
		answer: (call) => ok(messageOf(call, interactionOf(call)).payload()),
	},
	{
		method: 'PATCH',
		path: MESSAGE,
		isOpen: true,
		answer(call) {
			const interaction = interactionOf(call);
			return ok(change(call, interaction, messageOf(call, interaction)).payload());
		},
	},
	{
		method: 'DELETE',
		path: MESSAGE,
		isOpen: true,
		answer(call) {
			remove(call.world, messageOf(call, interactionOf(call)), call.world.bot);
			return NO_CONTENT;
		},
	},
];
