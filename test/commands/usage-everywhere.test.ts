import { afterEach, describe, expect, test } from 'vitest';
import type { Guild } from '../simulator/discord/world/guild.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import { startWithRules } from '../support/guild-rules.ts';
import { memberId, startPlantain } from '../support/plantain.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;
type Actor = Plantain['alice'];

let plantain: Plantain;

/** Alice runs the bot and manages the server, carol only manages it. */
async function start(limits: Readonly<Record<string, string>> = {}, rules?: Parameters<typeof startWithRules>[0]) {
	const env = (guild: Guild) => ({ OWNER_IDS: memberId(guild, 'alice'), ...limits });
	plantain = await (rules === undefined ? startPlantain({ env }) : startWithRules(rules, { env }));
	const { discord, guild, alice, channel } = plantain;
	const keepers = guild.role('keepers', ['ManageGuild']);
	const carol = discord.user('carol').in(channel);
	for (const { user } of [alice, carol]) guild.join(user).roles.add(keepers);
	const bobs = plantain.bob.user;
	const elsewhere = discord.guild({ name: 'Elsewhere' }).channel('pictures');
	return {
		...plantain,
		carol,
		bobElsewhere: bobs.in(elsewhere),
		bobDirectly: bobs.in(discord.direct(bobs, discord.bot)),
	};
}
afterEach(async () => {
	await plantain[Symbol.asyncDispose]();
	expect(plantain.discord.violations).toEqual([]);
});

const slash = async (actor: Actor, ...call: Parameters<Actor['slash']>): Promise<Message> =>
	(await actor.slash(...call)).finished();

let wishes = 0;
/** Another wish each time: the same one again would be asked about. */
const imagine = (actor: Actor) => slash(actor, 'imagine', { prompt: `fox ${wishes++}` });

describe('a gift', () => {
	test("of a server's manager does not lift the operator's limit, neither there nor in direct messages", async () => {
		const { carol, bob, bobElsewhere, bobDirectly, gemini } = await start({ QUOTA_USER_IMAGES_PER_DAY: '1' });
		expect((await slash(carol, 'usage give', { person: bob.user, images: 100 })).content).toBe(
			`<@${bob.user.id}> can make 100 more pictures today, in this server; limits across all servers still apply.`,
		);
		expect((await imagine(bob)).attachments).toHaveLength(1);
		for (const actor of [bob, bobElsewhere, bobDirectly])
			expect((await imagine(actor)).content).toContain('You have 0 of 1 picture left today.');
		expect(gemini.calls).toHaveLength(1);
	});

	test("of a server's manager lifts the limit of that server", async () => {
		const { carol, bob, gemini } = await start({}, { userLimits: { day: 1 } });
		await imagine(bob);
		expect((await imagine(bob)).content).toContain('ask an admin of this server');
		await slash(carol, 'usage give', { person: bob.user, images: 1 });
		for (const expected of [1, 0]) expect((await imagine(bob)).attachments).toHaveLength(expected);
		expect(gemini.calls).toHaveLength(2);
	});

	test('of the operator lifts both where they say so, and else only that of the server', async () => {
		const { alice, bob, bobDirectly, gemini } = await start({ QUOTA_USER_IMAGES_PER_DAY: '1' });
		await imagine(bob);
		await slash(alice, 'usage give', { person: bob.user, images: 1 });
		expect((await imagine(bob)).attachments).toHaveLength(0);
		await slash(alice, 'usage give', { person: bob.user, images: 1, everywhere: true });
		for (const expected of [1, 0]) expect((await imagine(bobDirectly)).attachments).toHaveLength(expected);
		expect(gemini.calls).toHaveLength(2);
	});
});

describe('a block everywhere', () => {
	const SENTENCE = "This bot's operator has blocked you from making pictures.";

	test('holds in this server, in others and in direct messages, by every door, until it is taken back', async () => {
		const { alice, bob, bobElsewhere, bobDirectly, discord, gemini, channel } = await start();
		const picture = await imagine(bob);
		await discord.until(() => (channel.threads[0]?.messages.size ?? 0) > 0);
		expect((await slash(alice, 'usage block', { person: bob.user, everywhere: true })).content).toBe(
			`<@${bob.user.id}> can no longer make pictures anywhere.`,
		);
		for (const actor of [bob, bobElsewhere, bobDirectly]) {
			const { content, visibleTo } = await imagine(actor);
			expect(content).toBe(SENTENCE);
			expect(visibleTo).toBe(actor === bobDirectly ? bob.user : actor.user);
		}
		const pressed = bob.click(picture, 'Refine');
		expect((await pressed.finished()).content).toBe(SENTENCE);
		const chosen = bob.contextMenu('Edit image', picture);
		expect((await chosen.finished()).content).toBe(SENTENCE);
		const reply = await bob.reply(picture, 'a red scarf');
		const answer = () => [...channel.messages.values()].find(({ repliesTo }) => repliesTo === reply);
		await discord.until(() => answer() !== undefined);
		expect(answer()?.content).toBe(SENTENCE);
		expect(gemini.calls).toHaveLength(1);
		expect((await slash(alice, 'usage show')).content).toContain(`**Blocked everywhere** <@${bob.user.id}>`);

		expect((await slash(alice, 'usage unblock', { person: bob.user, everywhere: true })).content).toBe(
			`<@${bob.user.id}> can make pictures again, except in servers that block them.`,
		);
		expect((await imagine(bobElsewhere)).attachments).toHaveLength(1);
		expect((await slash(alice, 'usage show')).content).not.toContain('Blocked');
	});

	test('is not for managers to make or to take back, nor are gifts across all servers', async () => {
		const { alice, carol, bob, logLines } = await start();
		const person = bob.user;
		for (const [name, options] of Object.entries({ block: {}, unblock: {}, give: { images: 5 } })) {
			const { content, visibleTo } = await slash(carol, `usage ${name}`, { person, everywhere: true, ...options });
			expect(content).toBe("Only this bot's operator can do that everywhere.");
			expect(visibleTo).toBe(carol.user);
		}
		expect(logLines.join('')).not.toMatch(/a person was/);
		await slash(alice, 'usage block', { person, everywhere: true });
		expect((await slash(carol, 'usage show')).content).not.toContain('Blocked');
		await slash(carol, 'usage unblock', { person });
		expect((await imagine(bob)).content).toBe(SENTENCE);
	});
});
