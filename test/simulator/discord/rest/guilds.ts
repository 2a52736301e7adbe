import { z } from 'zod';
import type { Guild } from '../world/guild.ts';
import { activeThreads } from '../world/threads.ts';
import type { User } from '../world/user.ts';
import { Refused, refusal } from './refused.ts';
import { type Answer, type Call, ok, param, type Route, read } from './route.ts';

/** The guild that the path names, which the bot must be in. */
function guildOf(call: Call): Guild {
	const guild = call.world.guilds.get(param(call, 'guild'));
	if (guild === undefined) throw refusal.unknownGuild();
	if (!guild.installed) throw refusal.missingAccess();
	return guild;
}

function userOf(call: Call): User {
	const id = param(call, 'user');
	const user = id === '@me' ? call.world.bot : call.world.users.get(id);
	if (user === undefined) throw refusal.unknownUser();
	return user;
}

function member(call: Call): Answer {
	const guild = guildOf(call);
	const found = guild.members.get(userOf(call).id);
	if (found === undefined) throw refusal.unknownMember();
	return ok(guild.memberPayload(found));
}

/** The channels that the bot may see; unlike the gateway, REST says nothing of the others. */
function channels(call: Call): Answer {
	const seen = guildOf(call).channels.filter((channel) => channel.mayBeSeenBy(call.world.bot));
	return ok(seen.map((channel) => channel.payload()));
}

function threads(call: Call): Answer {
	const { world } = call;
	const open = activeThreads(world, guildOf(call).id).filter((thread) => thread.mayBeSeenBy(world.bot));
	return ok({ threads: open.map((thread) => thread.payload()), members: [], has_more: false });
}

function openDirect(call: Call): Answer {
	const { world, body } = call;
	const { recipient_id: id } = read(z.looseObject({ recipient_id: z.string() }), body);
	const user = world.users.get(id);
	if (user === undefined || user.isBot) throw new Refused(400, 50_033, 'Invalid Recipient(s)');
	return ok(world.direct(user, world.bot).payload());
}

/** The guilds and people that the bot can look at, and the door to their direct messages. */
export const guildRoutes: readonly Route[] = [
	{ method: 'GET', path: '/users/:user', answer: (call) => ok(userOf(call).payload()) },
	{ method: 'POST', path: '/users/@me/channels', answer: openDirect },
	{ method: 'GET', path: '/guilds/:guild', answer: (call) => ok(guildOf(call).payload()) },
	{
		method: 'GET',
		path: '/guilds/:guild/channels',
		answer: channels,
	},
	{
		method: 'GET',
		path: '/guilds/:guild/roles',
		answer: (call) => ok(guildOf(call).roles.map((role) => role.payload())),
	},
	{ method: 'GET', path: '/guilds/:guild/members/:user', answer: member },
	{ method: 'GET', path: '/guilds/:guild/threads/active', answer: threads },
];
