import { expect, test } from 'vitest';
import { readLedgerIn } from '../../gate/read-ledger.ts';
import type { Channel } from '../../simulator/discord/world/channel.ts';
import { startPlantain } from '../../support/plantain.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

/** The pauses between the tries of one message, in milliseconds. */
const PAUSES_MS = [500, 2000, 8000];
const TRIES = PAUSES_MS.length + 1;

/** The ways in which an interaction is answered, best first, and those for a message. */
const TO_INTERACTION = [/^\/webhooks\//, /^\/channels\/\d+\/messages$/, /^\/users\//];
const TO_MESSAGE = TO_INTERACTION.slice(1);

/** Has Discord cut a picture off at every try of every way, and then the words about it. */
async function cutOff({ discord, clock }: Plantain, ways: readonly RegExp[]): Promise<void> {
	const isMessage = ({ path }: { readonly path: string }) => ways.some((way) => way.test(path));
	const before = discord.requests.filter(isMessage).length;
	for (const route of ways) discord.faults.next({ route, times: 2 * TRIES }, 'destroy');
	for (let tried = 1; discord.faults.waiting > 0; tried++) {
		await discord.until(() => discord.requests.filter(isMessage).length >= before + tried);
		const pauseMs = PAUSES_MS[(tried - 1) % TRIES];
		if (pauseMs === undefined) continue;
		await clock.sleeping(pauseMs);
		await clock.advance(pauseMs);
	}
}

test('a picture that Discord did not take is shown once Discord can be reached, and charged once', async () => {
	await using plantain = await startPlantain({ discord: { rateLimits: false } });
	const { alice, gemini, clock, logged, channel } = plantain;
	const ask = async <T>(asking: () => Promise<T>, ways: readonly RegExp[], times: number) => {
		gemini.next({ hold: true });
		const asked = await asking();
		await gemini.inFlight();
		const isCutOff = cutOff(plantain, ways);
		gemini.release();
		await isCutOff;
		await logged('the person could not be answered', times);
		expect(picturesIn(channel)).toHaveLength(times - 1);
		await clock.sleeping(15_000);
		await clock.advance(15_000);
		await logged('"msg":"answered"', times);
		expect(picturesIn(channel)).toHaveLength(times);
		return asked;
	};
	const scene = await ask(() => alice.slash('imagine', { prompt: 'a fox' }), TO_INTERACTION, 1);
	const [picture] = picturesIn(channel);
	if (picture === undefined) throw new Error('there is no picture');
	expect(scene.response()).toBe(picture);
	const reply = await ask(() => alice.reply(picture, 'a red scarf'), TO_MESSAGE, 2);
	expect(picturesIn(channel)[1]?.repliesTo).toBe(reply);
	expect(gemini.calls).toHaveLength(2);
	const charged = await plantain.whileStopped((store) => readLedgerIn(store, plantain));
	expect(charged).toMatch(/^2 for (\S+) \| 2 for \1 \| 2 for \1 \| 2 for \1$/);
});

const picturesIn = ({ messages }: Channel) =>
	[...messages.values()].filter(({ attachments }) => attachments.length > 0);
