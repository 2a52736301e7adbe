import type { LocalDiscord } from '../../test/simulator/discord/start.ts';
import type { Channel } from '../../test/simulator/discord/world/channel.ts';
import type { Guild } from '../../test/simulator/discord/world/guild.ts';
import type { User } from '../../test/simulator/discord/world/user.ts';

/** Who one can be, and what is particular about them. */
export interface Person {
	readonly user: User;
	readonly note: string;
}

/** The people and places of the playground. */
export interface Cast {
	readonly people: readonly Person[];
	readonly servers: readonly Guild[];
	readonly directs: readonly Channel[];
}

/** A server with the bot, one without it, and direct messages; an admin, a member, and a guest who may not do much. */
export function createCast(discord: LocalDiscord): Cast {
	const alice = discord.user('alice', { installedApp: true });
	const bob = discord.user('bob', { installedApp: true });
	const carol = discord.user('carol');
	const home = discord.guild({ name: 'Greenhouse' });
	const elsewhere = discord.guild({ name: 'Book club', installed: false });
	for (const user of [alice, bob, carol]) home.join(user);
	for (const user of [alice, bob]) elsewhere.join(user);
	home.join(alice).roles.add(home.role('Gardeners', ['ManageGuild', 'ManageMessages']));
	for (const channel of [home.channel('pictures'), home.channel('general')])
		channel.overwrite(carol, {
			deny: ['AttachFiles', 'AddReactions', 'CreatePublicThreads', 'SendMessages', 'SendMessagesInThreads'],
		});
	elsewhere.channel('reading-list');
	return {
		people: [
			{ user: alice, note: 'runs the server' },
			{ user: bob, note: 'a member' },
			{ user: carol, note: 'may only look and use commands' },
		],
		servers: [home, elsewhere],
		directs: [...[alice, bob, carol].map((user) => discord.direct(user, discord.bot)), discord.direct(alice, bob)],
	};
}
