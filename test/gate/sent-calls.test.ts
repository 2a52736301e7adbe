import { describe, expect, test } from 'vitest';
import type { Script } from '../simulator/gemini/start.ts';
import { freePort } from '../support/free-port.ts';
import { startPlantain } from '../support/plantain.ts';
import { readLedger } from './read-ledger.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

/** What one call by the usual model is expected to cost, as the house books it. */
const ESTIMATE = '0 for 4.56¢';
const NOTHING = '– | – | – | –';

const start = (env: Readonly<Record<string, string>> = {}) =>
	startPlantain({ discord: { rateLimits: false }, env: () => env });

const imagine = ({ alice }: Plantain, prompt = 'a fox') => alice.slash('imagine', { prompt });

/** What is in the books when the bot has stopped. */
async function stopAndRead(plantain: Plantain): Promise<string> {
	await plantain.bot.stop();
	return readLedger(plantain);
}

/** Lets the bot wait as often as it is going to try again. */
async function passPauses({ logged, clock }: Plantain, pausesMs: readonly number[]): Promise<void> {
	for (const [index, pauseMs] of pausesMs.entries()) {
		await logged('trying again', index + 1);
		await clock.advance(pauseMs);
	}
}

describe('a call that was sent and of which nobody says what it cost is booked for the house alone, when it', () => {
	test('times out', async () => {
		await using plantain = await start();
		const { gemini, clock } = plantain;
		gemini.next({ stall: true });
		const scene = await imagine(plantain);
		await gemini.inFlight();
		await clock.advance(180_000);
		expect((await scene.finished()).content).toContain('took too long');
		expect(await stopAndRead(plantain)).toBe(`${ESTIMATE} | ${ESTIMATE} | 0 for 0.00¢ | 0 for 0.00¢`);
	});

	test('is cut short by the end of the process', async () => {
		await using plantain = await start();
		const { gemini, clock, bot } = plantain;
		gemini.next({ hold: true });
		const scene = await imagine(plantain);
		await gemini.inFlight();
		const stopped = bot.stop();
		await clock.sleeping(25_000);
		await clock.advance(25_000);
		await stopped;
		// The next start goes on with it.
		expect(scene.response()?.isThinking).toBe(true);
		expect(await readLedger(plantain)).toBe(`${ESTIMATE} | ${ESTIMATE} | – | –`);
	});

	test.each<readonly [string, Script]>([
		['is cut off', { destroy: 'within' }],
		['loses its connection', { destroy: 'before' }],
		['is answered by half a body', { truncated: true }],
	])('%s, every time anew: twice so and then a picture are three calls', async (_, script) => {
		await using plantain = await start();
		plantain.gemini.next(script, script);
		const scene = await imagine(plantain);
		await passPauses(plantain, [1000, 2000]);
		expect((await scene.finished()).attachments).toHaveLength(1);
		// Two estimates of 4.56 cents and the 4.11 that the third one cost.
		expect(await stopAndRead(plantain)).toBe('1 for 13.23¢ | 1 for 13.23¢ | 1 for 4.11¢ | 1 for 4.11¢');
	});

	test('is answered without a count', async () => {
		await using plantain = await start();
		plantain.gemini.next({ raw: { candidates: [{ content: {}, finishReason: 'NO_IMAGE' }] } });
		await (await imagine(plantain)).finished();
		expect(await stopAndRead(plantain)).toBe(`${ESTIMATE} | ${ESTIMATE} | 0 for 0.00¢ | 0 for 0.00¢`);
	});
});

test('a picture whose answer counts nothing costs its estimate, so under a budget for two there are two of ten', async () => {
	await using plantain = await start({ QUOTA_BOT_USD_PER_DAY: '0.10', QUOTA_USER_IMAGES_PER_MINUTE: '10' });
	const { gemini } = plantain;
	await (await imagine(plantain)).finished();
	const [first] = gemini.calls;
	const { candidates } = Object(first?.response);
	gemini.always({ raw: { candidates } });
	const answers = [];
	for (let index = 0; index < 9; index++) answers.push(await (await imagine(plantain, `fox ${index}`)).finished());
	expect(answers.map(({ attachments }) => attachments.length)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
	expect(answers.at(-1)?.content).toContain('This bot has $0.0');
	expect(gemini.calls).toHaveLength(2);
	expect(await stopAndRead(plantain)).toBe('2 for 8.67¢ | 2 for 8.67¢ | 2 for 8.67¢ | 2 for 8.67¢');
});

describe('nothing is booked for a call', () => {
	test('that never left, because nobody listened', async () => {
		await using plantain = await start({ GEMINI_BASE_URL: `http://127.0.0.1:${await freePort()}` });
		const scene = await imagine(plantain);
		await passPauses(plantain, [1000, 2000, 4000]);
		expect((await scene.finished()).content).toContain("I couldn't reach Gemini");
		expect(await stopAndRead(plantain)).toBe(NOTHING);
	});

	test('that was taken back before it left', async () => {
		await using plantain = await start();
		const { alice, discord, gemini, channel } = plantain;
		const picture = await (await imagine(plantain)).finished();
		await plantain.restart();
		discord.faults.next({ route: /attachments\// }, 'stall');
		const files = [{ name: 'fox.png', bytes: Buffer.from('a fox') }];
		const wish = await alice.reply(picture, 'with these', { files });
		await discord.until(() => discord.requests.some(({ path }) => /attachments\//.test(path)));
		alice.deleteMessage(wish);
		await plantain.bot.stop();
		expect(gemini.calls).toHaveLength(1);
		expect(channel.transcript()).not.toContain('restart');
		expect(await readLedger(plantain)).toBe('1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢');
	});

	test.each([400, 403, 404, 501])('that the service refused with %i', async (status) => {
		await using plantain = await start();
		plantain.gemini.next({ status });
		await (await imagine(plantain)).finished();
		expect(await stopAndRead(plantain)).toBe(NOTHING);
	});
});

describe('calls without a picture', () => {
	const THREE = { QUOTA_USER_FAILED_CALLS_PER_HOUR: '3' };
	const nextHour = Date.UTC(2026, 10, 20, 16);
	const REFUSED = `I called Gemini 3 times for you this hour without getting a picture, so I have to stop for now. Ask again <t:${nextHour / 1000}:R>.`;

	test('are made so many times an hour for one person, who is told when more can be', async () => {
		await using plantain = await start(THREE);
		const { gemini, bob, alice, clock } = plantain;
		gemini.next({ finish: 'NO_IMAGE' }, { blocked: 'SAFETY' }, { textOnly: 'Which fox?' });
		for (const prompt of ['one', 'two', 'three']) await (await imagine(plantain, prompt)).finished();
		await plantain.restart();
		expect((await (await imagine(plantain, 'four')).finished()).content).toBe(REFUSED);
		expect((await (await bob.slash('imagine', { prompt: 'his' })).finished()).attachments).toHaveLength(1);
		expect((await (await alice.slash('quota')).finished()).content).toContain(
			`**You** · 0 of 3 calls without a picture left this hour · resets <t:${nextHour / 1000}:R>`,
		);
		expect(gemini.calls).toHaveLength(4);
		await clock.advance(nextHour - clock.now() - 1);
		expect((await (await imagine(plantain, 'five')).finished()).content).toBe(REFUSED);
		await clock.advance(1);
		expect((await (await imagine(plantain, 'six')).finished()).attachments).toHaveLength(1);
	});

	test('count for each retry, and the last one that may be made is the last', async () => {
		await using plantain = await start(THREE);
		plantain.gemini.always({ brokenJson: true });
		const scene = await imagine(plantain);
		await passPauses(plantain, [1000, 2000, 4000]);
		expect((await scene.finished()).content).toBe(REFUSED);
		expect(plantain.gemini.calls).toHaveLength(3);
	});

	test('near the limit are made one after the other, so that none is made beyond it', async () => {
		await using plantain = await start({ ...THREE, QUOTA_USER_CONCURRENT: '10' });
		const { gemini } = plantain;
		gemini.always({ finish: 'NO_IMAGE' });
		const prompts = Array.from({ length: 8 }, (_, index) => `wish ${index}`);
		const scenes = await Promise.all(prompts.map((prompt) => imagine(plantain, prompt)));
		const answers = await Promise.all(scenes.map(async (scene) => (await scene.finished()).content));
		expect(gemini.calls).toHaveLength(3);
		expect(answers.filter((answer) => answer === REFUSED)).toHaveLength(5);
	});

	test('are not those whose picture waits for an earlier one to be shown', async () => {
		await using plantain = await start({ QUOTA_USER_FAILED_CALLS_PER_HOUR: '1' });
		const { alice, gemini, clock, channel, logged } = plantain;
		const picture = await (await imagine(plantain)).finished();
		gemini.next({ status: 503 });
		await alice.reply(picture, 'earlier');
		await logged('trying again');
		await alice.reply(picture, 'later');
		await logged('"msg":"generated"', 2);
		await clock.advance(1000);
		await logged('"msg":"answered"', 3);
		expect(channel.transcript()).toMatch(/\(to alice: “earlier”\)\n +\[earlier\.jpg/);
		expect(channel.transcript()).toMatch(/\(to alice: “later”\)\n +\[later\.jpg/);
	});

	test('do not count when the service was overloaded: that costs nothing', async () => {
		await using plantain = await start({ QUOTA_USER_FAILED_CALLS_PER_HOUR: '1' });
		plantain.gemini.next({ status: 503 });
		const scene = await imagine(plantain);
		await passPauses(plantain, [1000]);
		expect((await scene.finished()).attachments).toHaveLength(1);
	});
});

test('who deletes the message while it is drawn gets no picture, pays for none, and can do so only so often', async () => {
	await using plantain = await start({ QUOTA_USER_FAILED_CALLS_PER_HOUR: '5' });
	const { alice, gemini, discord, channel } = plantain;
	const picture = await (await imagine(plantain)).finished();
	const sent = () => gemini.calls.length;
	gemini.always({ hold: true });
	for (let index = 1; index <= 5; index++) {
		const wish = await alice.reply(picture, `wish ${index}`);
		await gemini.inFlight();
		alice.deleteMessage(wish);
		gemini.release();
		await gemini.calls.at(-1)?.ended;
		await plantain.logged('"msg":"generated"', index + 1);
	}
	gemini.always(undefined);
	await plantain.restart();
	const late = await alice.reply(picture, 'wish 6');
	const answer = () => [...channel.messages.values()].find(({ repliesTo }) => repliesTo === late);
	await discord.until(() => answer() !== undefined);
	expect(answer()?.content).toContain('I called Gemini 5 times for you this hour without getting a picture');
	expect(sent()).toBe(6);
	expect(gemini.calls.every(({ abortedByClient }) => !abortedByClient)).toBe(true);
	const pictures = [...channel.messages.values()].filter(({ attachments }) => attachments.length > 0);
	expect(pictures).toEqual([picture]);
	await plantain.bot.stop();
	const [house, , person] = (await readLedger(plantain)).split(' | ');
	expect([house, person]).toEqual([expect.stringMatching(/^6 for 2\d\.\d\d¢$/), expect.stringMatching(/^1 for 2/)]);
});
