import {
	ChannelFlags,
	ChannelType,
	type Client,
	Events,
	GatewayDispatchEvents,
	PermissionFlagsBits,
	Routes,
} from 'discord.js';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { connect, PING, refusalOf, register, restOf } from './discord-client.ts';

async function setUp() {
	const discord = await startDiscord({ clock: fakeClock(), rateLimits: false });
	const guild = discord.guild();
	guild.channel('general');
	const staff = guild.channel('staff');
	const hide = () => staff.overwrite(guild.everyone, { deny: 'ViewChannel' });
	return { discord, rest: restOf(discord), guild, staff, hide };
}

const event = z.object({ t: z.string(), d: z.looseObject({ id: z.string().optional() }) });

/** The bodies of the next events of these kinds, one each. */
function nextEvents(client: Client, ...kinds: readonly GatewayDispatchEvents[]) {
	return Promise.all(
		kinds.map(
			(kind) =>
				new Promise<object>((resolve) => {
					const listener = (packet: unknown) => {
						const parsed = event.safeParse(packet);
						if (parsed.data?.t !== kind) return;
						client.off(Events.Raw, listener);
						resolve(parsed.data.d);
					};
					client.on(Events.Raw, listener);
				}),
		),
	);
}

/** A hidden channel as the gateway shows it. Source: Discord, channel resource, "Obfuscated Channels". */
const hidden = (guildId: string, id: string) => ({
	id,
	type: ChannelType.GuildText,
	guild_id: guildId,
	name: '___hidden___',
	position: 0,
	parent_id: null,
	topic: null,
	last_message_id: null,
	flags: ChannelFlags.ChannelObfuscated,
	permission_overwrites: [{ id: guildId, type: 0, allow: '0', deny: String(PermissionFlagsBits.ViewChannel) }],
});

test('a bot that connects learns of a channel that it may not see only that it is there', async () => {
	const { discord, guild, staff, hide } = await setUp();
	await using _ = discord;
	await discord.user('alice').in(staff).say('secret');
	hide();
	await using client = await connect(discord);
	expect(client.channels.cache.get(staff.id)).toMatchObject({ name: '___hidden___', lastMessageId: null, topic: null });
	expect(client.channels.cache.get(staff.id)?.flags?.bitfield).toBe(1 << 17);
	expect(client.guilds.cache.get(guild.id)?.channels.cache.map(({ name }) => name)).toEqual([
		'general',
		'___hidden___',
	]);
});

test('a channel that is hidden from the bot arrives once more, without what it was', async () => {
	const { discord, guild, staff, hide } = await setUp();
	await using _ = discord;
	await using client = await connect(discord);
	const updated = nextEvents(client, GatewayDispatchEvents.ChannelUpdate);
	hide();
	expect(await updated).toEqual([expect.objectContaining(hidden(guild.id, staff.id))]);
});

test.each([
	['by an overwrite', true],
	['by a role', false],
])('the bot that is let in %s gets the whole channel and the open threads in it', async (_how, byOverwrite) => {
	const { discord, guild, staff, hide } = await setUp();
	await using _ = discord;
	const alice = discord.user('alice').in(staff);
	const thread = alice.openThread('plans');
	alice.openPrivateThread('secret plans');
	const role = guild.role('staff');
	hide();
	staff.overwrite(role, { allow: 'ViewChannel' });
	await using client = await connect(discord);
	expect(client.channels.cache.has(thread.id)).toBe(false);
	const told = nextEvents(client, GatewayDispatchEvents.ChannelUpdate, GatewayDispatchEvents.ThreadListSync);
	if (byOverwrite) staff.overwrite(discord.bot, { allow: 'ViewChannel' });
	else guild.giveRole(discord.bot, role);
	const [update, sync] = await told;
	expect(update).toMatchObject({ id: staff.id, name: 'staff', flags: 0 });
	expect(sync).toMatchObject({ channel_ids: [staff.id], threads: [{ id: thread.id }] });
	expect(client.channels.cache.has(thread.id)).toBe(true);
});

test('a role that is taken away again hides the channel again', async () => {
	const { discord, guild, staff, hide } = await setUp();
	await using _ = discord;
	const role = guild.role('staff');
	hide();
	staff.overwrite(role, { allow: 'ViewChannel' });
	guild.giveRole(discord.bot, role);
	await using client = await connect(discord);
	expect(client.channels.cache.get(staff.id)).toMatchObject({ name: 'staff' });
	const updated = nextEvents(client, GatewayDispatchEvents.ChannelUpdate);
	guild.takeRole(discord.bot, role);
	expect(await updated).toEqual([expect.objectContaining(hidden(guild.id, staff.id))]);
});

test('REST leaves hidden channels out of the list and refuses them by id with 50001', async () => {
	const { discord, rest, guild, staff, hide } = await setUp();
	await using _ = discord;
	const names = async () =>
		z.array(z.object({ name: z.string() })).parse(await rest.get(Routes.guildChannels(guild.id)));
	expect(await names()).toMatchObject([{ name: 'general' }, { name: 'staff' }]);
	hide();
	expect(await names()).toMatchObject([{ name: 'general' }]);
	expect(await refusalOf(rest.get(Routes.channel(staff.id)))).toEqual([403, 50_001]);
});

test('what a person does in a hidden channel comes with the whole channel, and what they say there does not come', async () => {
	const { discord, staff, hide } = await setUp();
	await using _ = discord;
	await register(discord, PING);
	const alice = discord.user('alice').in(staff);
	hide();
	staff.overwrite(alice.user, { allow: 'ViewChannel' });
	await using client = await connect(discord);
	let messages = 0;
	client.on(Events.MessageCreate, () => (messages += 1));
	const used = nextEvents(client, GatewayDispatchEvents.InteractionCreate);
	await alice.say('hello');
	await alice.slash('ping');
	expect(await used).toMatchObject([{ channel: { id: staff.id, name: 'staff', flags: 0 } }]);
	expect(messages).toBe(0);
});

test('a channel that others gain or lose changes nothing for the bot', async () => {
	const { discord, staff, guild } = await setUp();
	await using _ = discord;
	await using client = await connect(discord);
	const told: string[] = [];
	client.on(Events.Raw, (packet: unknown) => told.push(event.parse(packet).t));
	const alice = discord.user('alice').in(staff);
	const role = guild.role('guests');
	const created = nextEvents(client, GatewayDispatchEvents.ChannelCreate);
	guild.giveRole(alice.user, role);
	guild.takeRole(alice.user, role);
	guild.channel('last');
	await created;
	expect(told).toEqual([GatewayDispatchEvents.GuildRoleCreate, GatewayDispatchEvents.ChannelCreate]);
});
