import { expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { startBotProcess, startSurroundings } from './bot-process.ts';
import { tally, twiceAnswered, wishAtOnce } from './wishes.ts';

/** Three pictures a month, because a day may end in the midst of it, and nothing else that could be in the way. */
const THREE = {
	QUOTA_USER_IMAGES_PER_MONTH: '3',
	QUOTA_USER_IMAGES_PER_DAY: '1000',
	QUOTA_USER_IMAGES_PER_MINUTE: '1000',
	QUOTA_USER_CONCURRENT: '20',
	QUOTA_BOT_USD_PER_DAY: '1000',
};

/** As many requests of one person as may run and wait in one process. */
const LINE = 30;

const REFUSED = "You have … of … pictures left this month. Resets …; for more, ask this bot's operator.";
const TOO_MANY = 'You have … pictures in the making and … waiting. Try again when one is done.';

test('of 200 requests of one person by slash, button and reply, with a limit of three, three are made', async () => {
	await using plantain = await startPlantain({ discord: { rateLimits: false }, env: () => THREE });
	const { alice, bob, gemini, discord, bot } = plantain;
	const picture = await (await bob.slash('imagine', { prompt: 'the first' })).finished();
	const wishes = [];
	for (let left = 200; left > 0; left -= LINE) {
		const wave = await wishAtOnce(Math.min(LINE, left), { discord, person: alice, picture });
		await Promise.all(wave.map((wish) => wish.answered()));
		wishes.push(...wave);
	}
	await bot.stop();
	expect(tally(wishes.flatMap((wish) => wish.answers()))).toEqual({ 'a picture': 3, [REFUSED]: 197 });
	expect(twiceAnswered(discord)).toEqual([]);
	expect(gemini.calls).toHaveLength(1 + 3);
});

describeWithRedis('on Redis', () => {
	test('of 200 requests of one person at once to four processes, with a limit of three, three are made', async () => {
		await using redis = await startRedis();
		await using around = await startSurroundings();
		const { alice, bob, gemini, discord, env } = around;
		await using running = new AsyncDisposableStack();
		const bots = ['one', 'two', 'three', 'four'].map(() =>
			running.use(startBotProcess({ ...env, ...THREE, REDIS_URL: redis.url })),
		);
		await Promise.all(bots.map((bot) => bot.said('"ready"')));
		const picture = await (await bob.slash('imagine', { prompt: 'the first' })).finished();
		const wishes = await wishAtOnce(200, { discord, person: alice, picture });
		await Promise.all(wishes.map((wish) => wish.answered()));
		const left = (await (await alice.slash('quota')).finished()).content;
		await Promise.all(bots.map((bot) => bot.end('SIGTERM')));
		const answers = tally(wishes.flatMap((wish) => wish.answers()));
		expect(answers).toEqual({ 'a picture': 3, [REFUSED]: expect.any(Number), [TOO_MANY]: expect.any(Number) });
		expect(Object.values(answers).reduce((sum, count) => sum + count, 0)).toBe(200);
		expect(twiceAnswered(discord)).toEqual([]);
		expect(gemini.calls).toHaveLength(1 + 3);
		expect(left).toMatch(/0 of 3 pictures left this month.*Today you made 3 pictures/s);
	});
});
