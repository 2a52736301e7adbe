import { expect, test } from 'vitest';
import { createRules, type GuildRules } from '../../src/studio/rules/guild-rules.ts';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import { startPlantain } from '../support/plantain.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

const CLOSED_TO_DIRECT = "I don't work in direct messages. Use me in a server.";
const CLOSED_TO_SERVER = "I only work in my operator's servers. Ask them to let me in here.";

const ELSEWHERE = '100000000000000000';

const directly = ({ alice, discord }: Plantain) => alice.user.in(discord.direct(alice.user, discord.bot));

/** Resolves with what the person alone was told; rejects when anybody else saw something. */
async function toldAlone(scene: Interaction): Promise<string> {
	const { content, visibleTo } = await scene.finished();
	expect(visibleTo).toBe(scene.user);
	return content;
}

test('with an allow-list direct messages are closed: one sentence, by command and by message, and no call', async () => {
	await using plantain = await startPlantain({ env: (guild) => ({ ALLOWED_GUILD_IDS: guild.id }) });
	const { discord, gemini } = plantain;
	const alice = directly(plantain);
	expect(await toldAlone(await alice.slash('imagine', { prompt: 'a fox' }))).toBe(CLOSED_TO_DIRECT);
	await alice.say('a fox');
	await discord.until(() => alice.channel.lastMessage?.content === CLOSED_TO_DIRECT);
	expect((await (await plantain.alice.slash('imagine', { prompt: 'a fox' })).finished()).attachments).toHaveLength(1);
	expect(gemini.calls).toHaveLength(1);
});

test.each<[setting: string, pictures: number, env: Readonly<Record<string, string>>]>([
	[
		'ALLOW_DIRECT_MESSAGES=true beside an allow-list',
		1,
		{ ALLOWED_GUILD_IDS: ELSEWHERE, ALLOW_DIRECT_MESSAGES: 'true' },
	],
	['no setting and no allow-list', 1, {}],
	['ALLOW_DIRECT_MESSAGES=false without an allow-list', 0, { ALLOW_DIRECT_MESSAGES: 'false' }],
])('with %s, %i pictures come of one that is asked for in direct messages', async (_, pictures, env) => {
	await using plantain = await startPlantain({ env: () => env });
	const scene = await directly(plantain).slash('imagine', { prompt: 'a fox' });
	expect((await scene.finished()).attachments).toHaveLength(pictures);
	expect(plantain.gemini.calls).toHaveLength(pictures);
});

test('who installed the app for themselves is refused in servers that are not on the list and between people', async () => {
	await using plantain = await startPlantain({ env: (guild) => ({ ALLOWED_GUILD_IDS: guild.id }) });
	const { discord, gemini, bob } = plantain;
	const carol = discord.user('carol', { installedApp: true });
	const foreign = discord.guild({ name: 'Elsewhere', installed: false }).channel('pictures');
	const ask = (channel: typeof foreign) => carol.in(channel).slash('imagine', { prompt: 'a fox' });
	expect(await toldAlone(await ask(foreign))).toBe(CLOSED_TO_SERVER);
	expect(await toldAlone(await ask(discord.direct(carol, bob.user)))).toBe(CLOSED_TO_DIRECT);
	expect(gemini.calls).toEqual([]);
});

async function changeRules({ whileStopped, guild }: Plantain, changed: Partial<GuildRules>): Promise<void> {
	await whileStopped((store) => createRules(store).change(guild.id, () => changed));
}

/** Alice's picture in a channel, where then something is decided. */
async function startWithPicture(decide: (plantain: Plantain) => Partial<GuildRules>) {
	const plantain = await startPlantain({ discord: { rateLimits: false } });
	const picture = await (await plantain.alice.slash('imagine', { prompt: 'a fox' })).finished();
	await plantain.logged('"msg":"answered"');
	const opened = plantain.alice.click(picture, 'Refine');
	await opened.acknowledged();
	await changeRules(plantain, decide(plantain));
	return { ...plantain, picture, opened };
}

test.each<[what: string, decide: (plantain: Plantain) => Partial<GuildRules>, sentence: RegExp]>([
	[
		'in a closed channel',
		({ channel }) => ({ deniedChannels: [channel.id] }),
		/^Pictures are turned off in this channel\./,
	],
	[
		'of a blocked person',
		({ alice }) => ({ blockedUsers: [alice.user.id] }),
		/^The admins of this server have blocked/,
	],
])(
	'every door %s refuses before a form opens, to the person alone, and nobody sees "thinking…"',
	async (_, decide, sentence) => {
		await using plantain = await startWithPicture(decide);
		const { alice, bob, channel, gemini, picture, opened } = plantain;
		const shown = channel.transcript({ as: bob.user });
		const image = { name: 'fox.png', bytes: Buffer.from('a fox') };
		const scenes = [
			await alice.slash('imagine', { prompt: 'a hare' }),
			await alice.slash('edit', { prompt: 'a hare', image }),
			alice.click(picture, 'Refine'),
			alice.contextMenu('Edit image', picture),
			await alice.submitModal(opened, { prompt: 'a hare' }),
		];
		for (const scene of scenes) {
			expect(await toldAlone(scene)).toMatch(sentence);
			expect(scene.modal).toBeUndefined();
		}
		expect(channel.transcript({ as: bob.user })).toBe(shown);
		expect(gemini.calls).toHaveLength(1);
	},
);

test('what only the request itself shows to be refused is told to the person alone too', async () => {
	await using plantain = await startWithPicture(() => ({ blockedWords: ['owl'], models: ['flash'] }));
	const { alice, bob, channel, gemini, opened } = plantain;
	const refused = [
		await alice.slash('imagine', { prompt: 'an owl' }),
		await alice.slash('imagine', { prompt: 'a hare', model: 'pro' }),
		await alice.submitModal(opened, { prompt: 'an owl on it' }),
	];
	expect(await Promise.all(refused.map(toldAlone))).toEqual([
		"This server doesn't allow a word in your prompt. Try rephrasing it.",
		"This server doesn't use Nano Banana Pro. Try Nano Banana 2.1.",
		"This server doesn't allow a word in your prompt. Try rephrasing it.",
	]);
	expect(channel.transcript({ as: bob.user })).not.toMatch(/owl|This server doesn't/);
	expect(gemini.calls).toHaveLength(1);
});

test('where the answer cannot be taken back, the refusal takes its place', async () => {
	await using plantain = await startPlantain();
	const { alice, discord, gemini } = plantain;
	await changeRules(plantain, { blockedWords: ['owl'] });
	discord.faults.next({ method: 'DELETE', route: /@original/ }, { status: 403, code: 50_001 });
	const { content, visibleTo } = await (await alice.slash('imagine', { prompt: 'an owl' })).finished();
	expect(content).toContain("This server doesn't allow a word in your prompt.");
	expect(visibleTo).toBeUndefined();
	expect(gemini.calls).toEqual([]);
});

test('a form whose picture went in the meantime is refused to the person alone, and Refine opens none for it', async () => {
	await using plantain = await startWithPicture(() => ({}));
	const { alice, bob, channel, gemini, picture, opened } = plantain;
	const [, turnId = ''] = opened.modal?.customId.split(':') ?? [];
	expect(await plantain.whileStopped((store) => store.records('turns').delete(turnId))).toBe(true);
	const shown = channel.transcript({ as: bob.user });
	for (const scene of [await alice.submitModal(opened, { prompt: 'a hare' }), alice.click(picture, 'Refine')]) {
		expect(await toldAlone(scene)).toBe(
			'I no longer keep this picture. Start a new session from it: Apps, Edit image.',
		);
		expect(scene.modal).toBeUndefined();
	}
	expect(channel.transcript({ as: bob.user })).toBe(shown);
	expect(gemini.calls).toHaveLength(1);
});
