import { afterEach, describe, expect, test } from 'vitest';
import { startPlantain } from '../support/plantain.ts';

let plantain: Awaited<ReturnType<typeof startPlantain>>;
const start = async () => {
	plantain = await startPlantain();
	return plantain;
};
afterEach(async () => {
	const { discord } = plantain;
	plantain.gemini.release();
	await plantain[Symbol.asyncDispose]();
	expect(discord.violations).toEqual([]);
});

/** What was logged of each call that was paid for: its cost in micro-dollars. */
const costs = () =>
	plantain.logLines
		.map((line): unknown => JSON.parse(line))
		.map((line) => Object(line).cost?.total)
		.filter((total) => total !== undefined);

test('four pictures are four calls side by side', async () => {
	const { alice, gemini } = await start();
	gemini.always({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox', count: 4 });
	await gemini.inFlight(4);
	expect(scene.response()?.isThinking).toBe(true);
	gemini.always(undefined);
	gemini.release();
	await scene.finished();
	await plantain.discord.until(() => picturesShown() === 4);
	expect(gemini.calls).toHaveLength(4);
	expect(costs()).toHaveLength(4);
});

const picturesShown = () =>
	[
		...plantain.channel.messages.values(),
		...plantain.channel.threads.flatMap(({ messages }) => [...messages.values()]),
	].flatMap(({ attachments }) => attachments).length;

test('each picture is shown as soon as it is there', async () => {
	const { alice, gemini } = await start();
	gemini.next({ hold: true }, {});
	const scene = await alice.slash('imagine', { prompt: 'a fox', count: 2 });
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(picturesShown()).toBe(1);
	gemini.release();
	await plantain.discord.until(() => picturesShown() === 2);
});

test('what came is shown and paid for, what did not is told once, below', async () => {
	const { alice, gemini, discord, channel } = await start();
	gemini.next({}, { blocked: 'SAFETY' }, {}, { blocked: 'SAFETY' });
	const scene = await alice.slash('imagine', { prompt: 'a fox', count: 4 });
	await scene.finished();
	const told = () =>
		[...channel.messages.values(), ...channel.threads.flatMap(({ messages }) => [...messages.values()])].filter(
			({ content }) => content.includes("didn't come"),
		);
	await discord.until(() => told().length > 0 && picturesShown() === 2);
	expect(told().map(({ content }) => content)).toEqual([
		"2 of 4 pictures didn't come. Gemini's safety filter blocked this prompt. You weren't charged for what's missing; try rephrasing it.",
	]);
});

describe('when none comes', () => {
	test('there is one sentence in place of "thinking…"', async () => {
		const { alice, gemini, channel } = await start();
		gemini.always({ finish: 'NO_IMAGE' });
		const scene = await alice.slash('imagine', { prompt: 'a fox', count: 3 });
		await scene.finished();
		expect(gemini.calls).toHaveLength(3);
		expect(channel.transcript()).toMatchInlineSnapshot(`
			"alice → /imagine prompt: a fox  count: 3
			bot   ← thinking…
			bot   ✎ 3 of 3 pictures didn't come. Gemini finished without a picture. You weren't charged for what's missing; try again or describe it differently."
		`);
	});
});
