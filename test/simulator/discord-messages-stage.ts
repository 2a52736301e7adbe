import { Routes } from 'discord.js';
import { expect } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { restOf } from './discord-client.ts';

export async function setUp() {
	const clock = fakeClock();
	const discord = await startDiscord({ clock, rateLimits: false });
	const rest = restOf(discord);
	const guild = discord.guild();
	const channel = guild.channel('general');
	const alice = discord.user('alice').in(channel);
	const post = (body: object, files: { name: string; data: Buffer }[] = []) =>
		rest.post(Routes.channelMessages(channel.id), { body, files });
	return { clock, discord, rest, guild, channel, alice, post };
}

/** The newest message of a channel. */
export const newest = ({ channel }: Awaited<ReturnType<typeof setUp>>) =>
	[...channel.messages.values()].at(-1) ?? expect.unreachable();
