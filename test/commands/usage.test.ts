import { REST, Routes } from 'discord.js';
import { afterEach, describe, expect, test } from 'vitest';
import type { Guild } from '../simulator/discord/world/guild.ts';
import { memberId, startPlantain } from '../support/plantain.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;
type Actor = Plantain['alice'];

let plantain: Plantain;

/** Alice may manage the server, bob may not. */
async function start(options: Parameters<typeof startPlantain>[0] = {}) {
	plantain = await startPlantain(options);
	const { guild, alice } = plantain;
	guild.join(alice.user).roles.add(guild.role('keepers', ['ManageGuild']));
	return plantain;
}
afterEach(async () => {
	await plantain[Symbol.asyncDispose]();
	expect(plantain.discord.violations).toEqual([]);
});

let wishes = 0;
/** Another wish each time: the same one again would be asked about. */
const imagine = async (actor: Actor, options: Readonly<Record<string, string>> = {}) =>
	(await actor.slash('imagine', { prompt: `fox ${wishes++}`, ...options })).finished();

const slash = async (actor: Actor, ...call: Parameters<Actor['slash']>) =>
	(await (await actor.slash(...call)).finished()).content;

/** What was made is booked for certain only when the bot has stopped: hence the restarts. */
describe('/usage show', () => {
	test('a manager sees today, this month, models and people as numbers, and thirty days as a picture', async () => {
		const { alice, bob, channel } = await start();
		await imagine(bob, { model: 'pro' });
		await imagine(bob);
		await imagine(alice);
		await plantain.restart();
		const scene = await alice.slash('usage show');
		const message = await scene.finished();
		expect(message.visibleTo?.name).toBe('alice');
		expect(message.pings).toEqual({ users: [], roles: [], everyone: false });
		expect(channel.transcript().slice(channel.transcript().indexOf('/usage'))).toMatchInlineSnapshot(`
			"/usage show
			bot   ← (only alice sees this) thinking…
			bot   ✎ (only alice sees this) **Today** 3 pictures · $0.22
			        **This month** 3 pictures · $0.22
			        Dollars spent on each of the last 30 days, at most $0.22 on 2026-11-20
			        **By model**
			        Nano Banana Pro: 1 picture · $0.138 (today 1 picture · $0.138)
			        Nano Banana 2.1: 2 pictures · $0.082 (today 2 pictures · $0.082)
			        **By person**
			        @bob: 2 pictures · $0.179 (today 2 pictures · $0.179)
			        @alice: 1 picture · $0.041 (today 1 picture · $0.041)
			        [chart.png · image/png · 1100×360 · 9 kB · alt: Dollars spent on each of the last 30 days, at most $0.22 on 2026-11-20]"
		`);
	});

	test('a server in which nothing happened has a picture without bars', async () => {
		const { alice } = await start();
		const message = await (await alice.slash('usage show')).finished();
		expect(message.content).toBe(
			'**Today** 0 pictures · $0.00\n**This month** 0 pictures · $0.00\nNothing was spent in the last 30 days',
		);
		expect(message.attachments[0]?.description).toBe('Nothing was spent in the last 30 days');
	});

	test('what a server paid for a picture that failed is in its sum, and beside the name of whoever asked', async () => {
		const { alice, bob, gemini } = await start();
		gemini.next({ finish: 'NO_IMAGE' });
		await imagine(bob);
		await plantain.restart();
		const said = (await slash(alice, 'usage show'))?.replaceAll(bob.user.id, 'bob');
		expect(said).toMatchInlineSnapshot(`
			"**Today** 0 pictures · $0.007
			**This month** 0 pictures · $0.007
			Dollars spent on each of the last 30 days, at most $0.007 on 2026-11-20
			**By model**
			Nano Banana 2.1: 0 pictures · $0.007 (today 0 pictures · $0.007)
			**By person**
			<@bob>: 0 pictures · $0.007 (today 0 pictures · $0.007)"
		`);
	});

	test('another server sees nothing of it', async () => {
		const { alice, bob, discord } = await start();
		await imagine(bob);
		await plantain.restart();
		const other = discord.guild({ name: 'Elsewhere' });
		const channel = other.channel('pictures');
		other.join(alice.user).roles.add(other.role('keepers', ['ManageGuild']));
		expect(await slash(alice.user.in(channel), 'usage show')).toContain('**This month** 0 pictures');
	});

	test('ten people are named, and of eleven one is only counted', async () => {
		const { alice, channel, discord } = await start({ env: () => ({ QUOTA_BOT_USD_PER_DAY: '100' }) });
		for (let index = 0; index < 10; index++) await imagine(discord.user(`person ${index}`).in(channel));
		await plantain.restart();
		expect(await slash(alice, 'usage show')).toMatch(/(\n<@\d+>: .*){10}$/);
		await imagine(alice);
		await plantain.restart();
		expect(await slash(alice, 'usage show')).toMatch(/(\n<@\d+>: .*){10}\nand 1 more$/);
	});
});

describe('blocking', () => {
	test('a blocked person makes no pictures until they are unblocked, and everything is logged', async () => {
		const { alice, bob, gemini, logLines } = await start();
		expect(await slash(alice, 'usage block', { person: bob.user })).toBe(
			`<@${bob.user.id}> can no longer make pictures in this server.`,
		);
		expect((await imagine(bob)).content).toBe('The admins of this server have blocked you from making pictures.');
		expect((await imagine(alice)).attachments).toHaveLength(1);
		expect(gemini.calls).toHaveLength(1);
		expect(await slash(alice, 'usage show')).toContain(`**Blocked** <@${bob.user.id}>`);

		expect(await slash(alice, 'usage unblock', { person: bob.user })).toBe(
			`<@${bob.user.id}> can make pictures in this server again.`,
		);
		expect((await imagine(bob)).attachments).toHaveLength(1);
		expect(await slash(alice, 'usage show')).not.toContain('Blocked');
		const action = { guildId: plantain.guild.id, userId: bob.user.id, managerId: alice.user.id };
		expect(logLines.map((line) => JSON.parse(line))).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ ...action, msg: 'a person was blocked' }),
				expect.objectContaining({ ...action, msg: 'a person was unblocked' }),
			]),
		);
	});

	test('done twice, it says so', async () => {
		const { alice, bob } = await start();
		expect(await slash(alice, 'usage unblock', { person: bob.user })).toBe(`<@${bob.user.id}> wasn't blocked.`);
		await slash(alice, 'usage block', { person: bob.user });
		expect(await slash(alice, 'usage block', { person: bob.user })).toBe(`<@${bob.user.id}> is already blocked.`);
	});

	test('who is blocked here makes pictures elsewhere', async () => {
		const { alice, bob, discord } = await start();
		await slash(alice, 'usage block', { person: bob.user });
		const elsewhere = discord.guild({ name: 'Elsewhere' }).channel('pictures');
		expect((await imagine(bob.user.in(elsewhere))).attachments).toHaveLength(1);
	});
});

describe('giving', () => {
	/** Alice is the operator too, and gives what only the operator can. */
	const one = {
		env: (guild: Guild) => ({ QUOTA_USER_IMAGES_PER_DAY: '1', OWNER_IDS: memberId(guild, 'alice') }),
	};
	const everywhere = true;

	test('a person who used up the day makes exactly as many pictures more, and the gift is logged', async () => {
		const { alice, bob, gemini, logLines } = await start(one);
		await imagine(bob);
		expect((await imagine(bob)).attachments).toHaveLength(0);
		expect(await slash(alice, 'usage give', { person: bob.user, images: 2, everywhere })).toBe(
			`<@${bob.user.id}> can make 2 more pictures today, in this server and across all servers.`,
		);
		expect(await slash(bob, 'quota')).toContain('**You** · 2 of 3 pictures left today');
		for (const expected of [1, 1, 0]) expect((await imagine(bob)).attachments).toHaveLength(expected);
		expect(gemini.calls).toHaveLength(3);
		const action = { guildId: plantain.guild.id, userId: bob.user.id, managerId: alice.user.id, reach: 'everywhere' };
		expect(logLines.map((line) => JSON.parse(line))).toContainEqual(
			expect.objectContaining({ ...action, images: 2, msg: 'a person was given pictures' }),
		);
	});

	test('what is not used of it is gone the next day', async () => {
		const { alice, bob, clock } = await start(one);
		await slash(alice, 'usage give', { person: bob.user, images: 1, everywhere });
		await clock.advance(Date.UTC(2026, 10, 21) - 1 - clock.now());
		expect(await slash(bob, 'quota')).toContain('**You** · 2 of 2 pictures left today');
		await clock.advance(1);
		expect(await slash(bob, 'quota')).toContain('**You** · 1 of 1 picture left today');
	});

	test('a gift does not stretch a budget', async () => {
		const { alice, bob, gemini } = await start({ env: () => ({ QUOTA_BOT_USD_PER_DAY: '0.01' }) });
		await slash(alice, 'usage give', { person: bob.user, images: 100 });
		expect((await imagine(bob)).content).toMatch(/^This bot has \$0\.01 of \$0\.01 left today, which isn't enough\./);
		expect(gemini.calls).toEqual([]);
	});

	test('the same event delivered again gives nothing again', async () => {
		const { alice, bob, discord } = await start(one);
		await slash(alice, 'usage give', { person: bob.user, images: 2, everywhere });
		discord.gateway.replay(10);
		await plantain.logged('"met":"taken"');
		expect(await slash(bob, 'quota')).toContain('3 of 3 pictures left today');
	});

	test('1 to 100 pictures can be given, neither 0 nor 101', async () => {
		const { alice, bob } = await start();
		const give = (images: number) => slash(alice, 'usage give', { person: bob.user, images });
		for (const images of [0, 101]) await expect(give(images)).rejects.toThrow('takes 1 to 100');
		expect(await give(1)).toContain('can make 1 more picture today');
		expect(await give(100)).toContain('can make 100 more pictures today');
	});
});

describe('who may not manage the server', () => {
	/** An admin shows the commands to everybody, which Discord lets them do. */
	async function showToAll({ discord }: Plantain) {
		const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
		const body = discord.commands().map((command) => ({ ...command, default_member_permissions: null }));
		await rest.put(Routes.applicationCommands(discord.applicationId), { body });
	}

	test('is not offered /usage', async () => {
		const { bob } = await start();
		await expect(bob.slash('usage show')).rejects.toThrow('Discord offers bob no command usage');
	});

	test('is refused all of it where an admin shows it to them, and nothing changes', async () => {
		const { alice, bob, logLines } = await start();
		await showToAll(plantain);
		const person = alice.user;
		const calls = { show: {}, block: { person }, unblock: { person }, give: { person, images: 5 } };
		for (const [name, options] of Object.entries(calls))
			expect(await slash(bob, `usage ${name}`, options)).toBe('Only people who can manage this server can do that.');
		expect(logLines.join('')).not.toMatch(/a person was/);
		expect(await slash(alice, 'usage show')).not.toContain('Blocked');
		expect(await slash(alice, 'quota')).toContain('25 of 25');
	});

	test('is not offered /usage in direct messages either', async () => {
		const { alice, discord } = await start();
		const direct = alice.user.in(discord.direct(alice.user, discord.bot));
		await expect(direct.slash('usage show')).rejects.toThrow('no command usage');
	});

	test('an administrator may, without that permission by name', async () => {
		const { guild, bob } = await start();
		guild.join(bob.user).roles.add(guild.role('admins', ['Administrator']));
		expect(await slash(bob, 'usage show')).toContain('**Today**');
	});
});
