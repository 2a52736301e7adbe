import { ApplicationCommandOptionType } from 'discord.js';
import { expect, test } from 'vitest';
import { buttons, commands, forms, menus } from '../../src/commands/index.ts';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import { forgetEverything, textOf } from '../support/cards.ts';
import { startPlantain } from '../support/plantain.ts';
import { MODELS } from '../support/requests.ts';

/** Alice manages the server; she has made her two pictures of today, one in a thread and one in direct messages. */
async function startWithoutQuota() {
	await using started = new AsyncDisposableStack();
	const env = () => ({ QUOTA_USER_IMAGES_PER_DAY: '2' });
	const plantain = started.use(await startPlantain({ discord: { rateLimits: false }, env }));
	const { discord, gemini, guild, channel, alice, bob } = plantain;
	guild.join(alice.user).roles.add(guild.role('keepers', ['ManageGuild']));
	gemini.next({ thoughts: ['A fox, then.'] });
	const picture = await (await alice.slash('imagine', { prompt: 'a fox', thoughts: true })).finished();
	await discord.until(() => (channel.threads[0]?.messages.size ?? 0) > 0);
	const [thread] = channel.threads;
	if (thread === undefined) throw new Error('no thread was opened');
	const direct = alice.user.in(discord.direct(alice.user, discord.bot));
	await (await direct.slash('imagine', { prompt: 'a hare' })).finished();
	const foreign = await bob.say('look', { files: [{ name: 'owl.png', bytes: Buffer.from('an owl') }] });
	await plantain.restart();
	const panel = await (await alice.slash('settings')).finished();
	const running = started.move();
	return {
		...plantain,
		picture,
		foreign,
		panel,
		direct,
		inThread: alice.user.in(thread),
		/** What the bot says to a message. */
		async answerTo(asked: Message): Promise<string> {
			const answer = () => [...asked.channel.messages.values()].find(({ repliesTo }) => repliesTo === asked);
			await discord.until(() => answer() !== undefined);
			return answer()?.content ?? '';
		},
		[Symbol.asyncDispose]: () => running.disposeAsync(),
	};
}
type Stage = Awaited<ReturnType<typeof startWithoutQuota>>;

/** Goes through a door; what the bot says to that. */
type Play = (stage: Stage) => Promise<string>;

const prompt = 'with a hat';
const image = { name: 'fox.png', bytes: Buffer.from('a fox') };

async function answer(scene: Interaction | Promise<Interaction>): Promise<string> {
	return (await (await scene).finished()).content;
}

/** Answers the form that something opens. */
const fillIn =
	(open: (stage: Stage) => Interaction): Play =>
	async (stage) => {
		const opener = open(stage);
		await opener.acknowledged();
		return answer(stage.alice.submitModal(opener, { prompt }));
	};

const pressRefine = fillIn(({ alice, picture }) => alice.click(picture, 'Refine'));
const editOurs = fillIn(({ alice, picture }) => alice.contextMenu('Edit image', picture));
const editForeign = fillIn(({ alice, foreign }) => alice.contextMenu('Edit image', foreign));

/** Every door behind which a picture may be made, and the ways through it. */
const DRAWING: Readonly<Record<string, readonly Play[]>> = {
	'/imagine': [
		({ alice }) => answer(alice.slash('imagine', { prompt })),
		({ alice }) => answer(alice.slash('imagine', { prompt, count: 4, private: true })),
		({ direct }) => answer(direct.slash('imagine', { prompt })),
	],
	'/edit': [({ alice }) => answer(alice.slash('edit', { prompt, image }))],
	'/refine': [
		({ inThread }) => answer(inThread.slash('refine', { prompt })),
		({ inThread }) => answer(inThread.slash('refine', { prompt, image })),
	],
	'Edit image': [editOurs, editForeign],
	'form edit': [editOurs, editForeign],
	'button refine': [pressRefine],
	'form refine': [pressRefine],
	'a message': [
		async ({ alice, picture, answerTo }) => answerTo(await alice.reply(picture, 'a reply')),
		async ({ alice, picture, answerTo }) => answerTo(await alice.reply(picture, 'with a picture', { files: [image] })),
		async ({ inThread, answerTo }) => answerTo(await inThread.say('said in the thread')),
		async ({ inThread, discord, answerTo }) => answerTo(await inThread.say(`<@${discord.bot.id}> a mention`)),
		async ({ direct, answerTo }) => answerTo(await direct.say('said directly')),
	],
};

/** Every other door. The last one forgets what the ones before it need. */
const OTHERS: Readonly<Record<string, Play>> = {
	'/help': ({ alice }) => answer(alice.slash('help')),
	'/quota': ({ alice }) => answer(alice.slash('quota')),
	'/session show': async ({ inThread }) => textOf(await (await inThread.slash('session show')).finished()),
	'button session': () => Promise.resolve('is on sessions of more than ten turns'),
	'button show': () => Promise.resolve('is on what says that a picture could not be posted'),
	'/session last': ({ inThread }) => answer(inThread.slash('session last')),
	'/session undo': ({ inThread }) => answer(inThread.slash('session undo')),
	'/session end': ({ inThread }) => answer(inThread.slash('session end')),
	'/settings': ({ alice }) => answer(alice.slash('settings')),
	'/usage show': ({ alice }) => answer(alice.slash('usage show')),
	'/usage block': ({ alice, bob }) => answer(alice.slash('usage block', { person: bob.user })),
	'/usage unblock': ({ alice, bob }) => answer(alice.slash('usage unblock', { person: bob.user })),
	'/usage give': ({ alice, bob }) => answer(alice.slash('usage give', { person: bob.user, images: 1 })),
	'button thoughts': ({ alice, picture }) => answer(alice.click(picture, 'Thoughts')),
	'menu settings': async ({ alice, panel, discord }) => {
		alice.select(panel, 'Section', ['Words and safety']);
		await discord.until(() => JSON.stringify(panel.components).includes('Add'));
		return 'the page of words';
	},
	'button settings': async ({ alice, panel }) => {
		await alice.click(panel, 'Add').acknowledged();
		return 'a form for words';
	},
	'form settings': async ({ alice, panel, discord }) => {
		const opener = alice.click(panel, 'Add');
		await opener.acknowledged();
		const before = JSON.stringify(panel.components);
		await alice.submitModal(opener, { words: 'mud' });
		await discord.until(() => JSON.stringify(panel.components) !== before);
		return 'one word';
	},
	'/forget': async ({ bob }) => textOf(await (await bob.slash('forget')).finished()),
	'button forget': ({ discord, alice }) => forgetEverything(discord, alice),
};

/** Every door there is: commands with their subcommands, what people press, pick and send, and what they write. */
function registeredDoors(): string[] {
	const ofCommands = commands.flatMap((command) => {
		const body = command.describe(MODELS);
		if (!('options' in body)) return [command.name];
		const groups = (body.options ?? []).filter(({ type }) => type === ApplicationCommandOptionType.Subcommand);
		return groups.length === 0 ? [`/${body.name}`] : groups.map(({ name }) => `/${body.name} ${name}`);
	});
	const named = Object.entries({ button: buttons, menu: menus, form: forms });
	return [...ofCommands, ...named.flatMap(([kind, all]) => Object.keys(all).map((id) => `${kind} ${id}`)), 'a message'];
}

test('every registered door is known here to draw or not to draw', () => {
	const known = [...Object.keys(DRAWING), ...Object.keys(OTHERS)];
	expect(known.toSorted()).toEqual(registeredDoors().toSorted());
});

test('with nothing left of the quota every door that draws ends in the refusal, and none of all calls Gemini', async () => {
	await using stage = await startWithoutQuota();
	const { gemini, bot } = stage;
	const said: Record<string, string[]> = {};
	for (const [door, plays] of Object.entries(DRAWING))
		for (const play of plays) {
			// Nobody takes one wish for the slip of a finger.
			await stage.clock.advance(10_000);
			said[door] = [...(said[door] ?? []), await play(stage)];
		}
	const refusal = expect.stringMatching(/^You have 0 of 2 pictures left today\. Resets <t:\d+:R>; for more, ask/);
	const expected = Object.entries(DRAWING).map(([door, plays]) => [door, plays.map(() => refusal)]);
	expect(said).toEqual(Object.fromEntries(expected));
	for (const [door, play] of Object.entries(OTHERS))
		expect(await play(stage), door).not.toMatch(/^You have 0|^Something broke|^I no longer/);
	await bot.stop();
	expect(gemini.calls).toHaveLength(2);
});
