import { describe, expect, test } from 'vitest';
import { startWithRules } from '../support/guild-rules.ts';
import { startPlantain } from '../support/plantain.ts';
import { readLedger } from './read-ledger.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

/** How often a call that waits for others asks again, in milliseconds. */
const ASK_AGAIN_MS = 2000;

const start = (env: Readonly<Record<string, string>>) =>
	startPlantain({ discord: { rateLimits: false }, env: () => ({ QUOTA_USER_CONCURRENT: '20', ...env }) });

/** What each of five wishes at once is answered with: how many pictures, or the words. */
async function askFive({ alice, discord, channel }: Plantain) {
	const wishes = Array.from({ length: 5 }, (_, index) => alice.slash('imagine', { prompt: `wish ${index}` }));
	const scenes = await Promise.all(wishes);
	const answers = await Promise.all(scenes.map((scene) => scene.finished()));
	await discord.until(() => scenes.every((scene) => scene.response()?.isThinking === false));
	const pictures = () =>
		[channel, ...channel.threads].flatMap(({ messages }) =>
			[...messages.values()].flatMap(({ author, attachments }) => (author.isBot ? attachments : [])),
		);
	return { answers, pictures };
}

describe('five wishes at once, each answered with eight pictures,', () => {
	test('show no more pictures than the five that a person may have, and say what is left out', async () => {
		await using plantain = await start({ QUOTA_USER_IMAGES_PER_DAY: '5' });
		plantain.gemini.always({ images: 8 });
		const { answers, pictures } = await askFive(plantain);
		await plantain.bot.stop();
		expect(pictures()).toHaveLength(5);
		expect(answers.every(({ attachments }) => attachments.length === 1)).toBe(true);
		expect(plantain.channel.transcript()).toContain(
			'-# Gemini drew 7 more pictures, but your limits leave no room for them.',
		);
		expect(await readLedger(plantain)).toMatch(/^(5 for \d+\.\d\d¢( \| )?){4}$/);
	});

	test.each(['QUOTA_BOT_USD_PER_DAY', 'QUOTA_GUILD_USD_PER_DAY', 'QUOTA_USER_USD_PER_DAY'])(
		'under %s=0.25 are one call: the next ones wait for it, and it was the last that the limit had room for',
		async (name) => {
			await using plantain = await start({ QUOTA_USER_IMAGES_PER_MINUTE: '100', [name]: '0.25' });
			plantain.gemini.always({ images: 8 });
			const { answers } = await askFive(plantain);
			await plantain.bot.stop();
			expect(plantain.gemini.calls).toHaveLength(1);
			expect(answers.filter(({ attachments }) => attachments.length === 8)).toHaveLength(1);
			expect(answers.filter(({ content }) => content.includes('$0.00 of $0.25 left today'))).toHaveLength(4);
			expect(await readLedger(plantain)).toMatch(/^8 for 27\.\d\d¢/);
		},
	);
});

test('pictures beyond the one asked for are all shown where there is room, and count', async () => {
	await using plantain = await start({ QUOTA_USER_IMAGES_PER_DAY: '5' });
	const { alice, gemini, channel } = plantain;
	gemini.next({ images: 3 }, { images: 3 });
	expect((await (await alice.slash('imagine', { prompt: 'three' })).finished()).attachments).toHaveLength(3);
	await plantain.restart();
	expect((await (await alice.slash('imagine', { prompt: 'more' })).finished()).attachments).toHaveLength(2);
	expect(channel.transcript()).toContain('-# Gemini drew 1 more picture, but your limits leave no room for it.');
	await plantain.restart();
	expect((await (await alice.slash('imagine', { prompt: 'late' })).finished()).content).toContain(
		'0 of 5 pictures left',
	);
});

test('the talk goes on from the pictures that were shown, and from no others', async () => {
	await using plantain = await start({ QUOTA_USER_IMAGES_PER_DAY: '2' });
	const { alice, gemini, clock, discord } = plantain;
	gemini.next({ images: 4 });
	const picture = await (await alice.slash('imagine', { prompt: 'four foxes' })).finished();
	expect(picture.attachments).toHaveLength(2);
	await clock.advance(86_400_000);
	await alice.reply(picture, 'in blue');
	await discord.until(() => gemini.calls.length === 2);
	await plantain.bot.stop();
	const pictures = gemini.calls[1]?.contents[1]?.parts?.filter(({ inlineData }) => inlineData !== undefined);
	expect(pictures).toHaveLength(2);
	expect(gemini.calls[1]?.status).toBe(200);
	expect(gemini.violations).toEqual([]);
});

test('with two pictures left a person gets two more at once, and not three', async () => {
	await using plantain = await start({ QUOTA_USER_IMAGES_PER_DAY: '3' });
	const { alice, gemini } = plantain;
	await (await alice.slash('imagine', { prompt: 'one' })).finished();
	await plantain.restart();
	expect((await (await alice.slash('imagine', { prompt: 'three', count: 3 })).finished()).content).toContain(
		'2 of 3 pictures left',
	);
	gemini.always({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'two', count: 2 });
	// Side by side: a limit of pictures is kept by what is shown, so nobody has to wait.
	await gemini.inFlight(2);
	gemini.always(undefined);
	gemini.release();
	expect((await scene.finished()).attachments).toHaveLength(1);
	await plantain.bot.stop();
	expect(gemini.calls).toHaveLength(3);
});

test('far from a budget calls run side by side, near it one after the other, and none is refused that has room', async () => {
	await using plantain = await start({ QUOTA_BOT_USD_PER_DAY: '0.25', QUOTA_USER_IMAGES_PER_MINUTE: '100' });
	const { alice, bob, gemini } = plantain;
	gemini.always({ hold: true });
	const first = await alice.slash('imagine', { prompt: 'first' });
	await gemini.inFlight();
	const second = await bob.slash('imagine', { prompt: 'second' });
	await second.acknowledged();
	expect((await (await bob.slash('quota')).finished()).content).toContain('$0.204 of $0.25 left today');
	expect(gemini.calls).toHaveLength(1);
	gemini.release();
	expect((await first.finished()).attachments).toHaveLength(1);
	await gemini.inFlight();
	gemini.release();
	expect((await second.finished()).attachments).toHaveLength(1);
});

test('a wish that waits for its turn and is taken back never becomes a call', async () => {
	await using plantain = await start({ QUOTA_BOT_USD_PER_DAY: '0.40', QUOTA_USER_IMAGES_PER_MINUTE: '100' });
	const { alice, bob, gemini } = plantain;
	const picture = await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	gemini.always({ hold: true });
	await alice.slash('imagine', { prompt: 'first' });
	await gemini.inFlight();
	const wish = await bob.reply(picture, 'second');
	await plantain.clock.sleeping(ASK_AGAIN_MS);
	bob.deleteMessage(wish);
	gemini.always(undefined);
	gemini.release();
	await plantain.bot.stop();
	expect(gemini.calls).toHaveLength(2);
});

test('text-only answers count for the dollars of a person, and not for their pictures', async () => {
	await using plantain = await start({ QUOTA_USER_USD_PER_DAY: '0.06', QUOTA_USER_IMAGES_PER_DAY: '2' });
	const { alice, bob, gemini } = plantain;
	gemini.always({ textOnly: 'Which fox?' });
	const answers = [];
	for (let index = 0; index < 6; index++) {
		answers.push((await (await alice.slash('imagine', { prompt: `a fox ${index}` })).finished()).content);
		await plantain.restart();
	}
	const refused = answers.findIndex((answer) => /^You have \$0\.0\d* of \$0\.06 left today/.test(answer));
	expect(refused).toBeGreaterThan(0);
	expect(gemini.calls).toHaveLength(refused);
	expect(
		answers.slice(0, refused).every((answer) => /answered in words.* You weren't charged for a picture;/.test(answer)),
	).toBe(true);
	expect((await (await alice.slash('quota')).finished()).content).toContain('2 of 2 pictures left today');
	gemini.always(undefined);
	expect((await (await bob.slash('imagine', { prompt: 'his' })).finished()).attachments).toHaveLength(1);
});

describe('where another model may draw', () => {
	test('a budget without room for the dearer one refuses before anything is called', async () => {
		await using plantain = await startWithRules({ mayFallBack: true, budget: { month: 0.1 } });
		const scene = await plantain.alice.slash('imagine', { prompt: 'a fox' });
		expect((await scene.finished()).content).toContain(
			"This server has $0.10 of $0.10 left this month, which isn't enough.",
		);
		expect(plantain.gemini.calls).toEqual([]);
	});

	test('what it draws is held and booked at its own price', async () => {
		await using plantain = await startWithRules({ mayFallBack: true });
		const { alice, gemini, clock, logged } = plantain;
		gemini.always({ model: 'gemini-nano-banana-2.1', status: 503 });
		gemini.next({ model: 'gemini-3-pro-image', stall: true });
		const scene = await alice.slash('imagine', { prompt: 'a fox' });
		for (const [index, pauseMs] of [1000, 2000, 4000].entries()) {
			await logged('trying again', index + 1);
			await clock.advance(pauseMs);
		}
		await gemini.inFlight();
		await clock.advance(180_000);
		await scene.finished();
		await plantain.bot.stop();
		expect(await readLedger(plantain)).toMatch(/^0 for 14\.94¢ \| 0 for 14\.94¢/);
	});
});
