import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Channel } from '../simulator/discord/world/channel.ts';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import type { LocalGemini, RecordedCall } from '../simulator/gemini/start.ts';
import { type PlantainOptions, startPlantain } from '../support/plantain.ts';

export type Plantain = Awaited<ReturnType<typeof startPlantain>>;

const UNLIMITED = {
	QUOTA_USER_IMAGES_PER_MINUTE: '1000',
	QUOTA_USER_IMAGES_PER_DAY: '1000',
	QUOTA_BOT_USD_PER_DAY: '1000',
};

/**
 * Talks are long and the clock stands still, so nothing here counts how often people ask. At the end neither Discord
 * nor Gemini may have had anything to complain of.
 */
export async function startForTalks({ discord: how, env, ...options }: PlantainOptions = {}) {
	const plantain = await startPlantain({
		...options,
		discord: { rateLimits: false, ...how },
		env: (guild) => ({ ...UNLIMITED, ...env?.(guild) }),
	});
	const { discord, gemini, faults } = plantain;
	return {
		...plantain,
		async [Symbol.asyncDispose]() {
			gemini.always(undefined);
			gemini.release();
			await plantain[Symbol.asyncDispose]();
			expect([...discord.violations, ...gemini.violations, ...faults]).toEqual([]);
		},
	};
}

/** Resolves when the bot has posted its pictures for a message or an interaction and written them down. */
export const answered = ({ logged }: Plantain, { id }: { readonly id: string }): Promise<void> =>
	logged(`"requestId":"${id}","msg":"answered"`);

const answersTo = (said: Message): Message[] =>
	[...said.channel.messages.values()].filter(({ repliesTo, author }) => repliesTo === said && author.isBot);

/** Resolves with the words that the bot answers a message with. */
export async function wordsFor({ discord }: Plantain, said: Message): Promise<string> {
	await discord.until(() => answersTo(said).length > 0);
	return answersTo(said)[0]?.content ?? '';
}

/** Resolves with the picture that a message or an interaction is answered with. Rejects when it is answered in words. */
export async function pictureFor(plantain: Plantain, asked: Message | Interaction): Promise<Message> {
	if ('token' in asked) await asked.finished();
	else await plantain.discord.until(() => answersTo(asked).length > 0);
	const answer = 'token' in asked ? asked.response() : answersTo(asked)[0];
	if (answer === undefined || answer.attachments.length === 0) throw new Error(`no picture, but: ${answer?.content}`);
	await answered(plantain, asked);
	return answer;
}

/** Says something, and resolves with the picture that comes of it. */
export const ask = async (plantain: Plantain, saying: Promise<Message>): Promise<Message> =>
	pictureFor(plantain, await saying);

/** Alice makes a picture in the channel; resolves with it and with its thread, where she then is. */
export async function beginTalk(plantain: Plantain, prompt = 'a fox') {
	const picture = await pictureFor(plantain, await plantain.alice.slash('imagine', { prompt }));
	const { thread } = picture;
	if (thread === undefined) throw new Error('no thread was opened');
	return { picture, thread, alice: plantain.alice.user.in(thread), bob: plantain.bob.user.in(thread) };
}

/** What the people in a place said and saw, without what every picture carries and the signs of work that come and go. */
export const seenIn = (channel: Channel): string =>
	channel
		.transcript()
		.split('\n')
		.filter((line) => !/… is typing$|\[buttons: |-# Nano Banana/.test(line))
		.map((line) => line.replace(/ · image\/.*\]$/, ']'))
		.join('\n');

/** The words of a call: the last text of what its user said. */
const promptOf = ({ contents }: RecordedCall): string =>
	contents.at(-1)?.parts?.findLast(({ text }) => text !== undefined)?.text ?? '';

/** What Gemini was asked, in the order of the calls. */
export const promptsIn = ({ calls }: LocalGemini): string[] => calls.map(promptOf);

/** Equal for equal JSON alone, and short enough to be read when a test fails. */
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

const exchangeOf = ({ contents, parts }: RecordedCall) =>
	digest([contents.at(-1)?.parts, parts.filter(({ thought }) => thought !== true)]);

/** The call that these words made. Rejects words that made none, or several. */
export function callFor({ calls }: LocalGemini, prompt: string): RecordedCall {
	const [call, another] = calls.filter((one) => promptOf(one) === prompt);
	if (call === undefined || another !== undefined) throw new Error(`“${prompt}” made no call, or several`);
	return call;
}

/**
 * The words of the turns that went before a prompt, oldest first. A turn counts only when its user parts are those that
 * were sent, and its model parts those that came, part by part and byte by byte.
 */
export function historyOf(gemini: LocalGemini, prompt: string): string[] {
	const before = callFor(gemini, prompt).contents.slice(0, -1);
	return before.flatMap(({ role, parts }, index) => {
		if (role === 'model') return [];
		const answer = before[index + 1];
		const sent = digest([parts, answer?.role === 'model' ? answer.parts : 'no answer']);
		const made = gemini.calls.find((call) => exchangeOf(call) === sent);
		return made === undefined ? ['(not what it was)'] : [promptOf(made)];
	});
}

/** The pictures that a prompt was sent with, beside its history. */
export const picturesSentWith = (gemini: LocalGemini, prompt: string): string[] =>
	(callFor(gemini, prompt).contents.at(-1)?.parts ?? []).flatMap(({ inlineData }) =>
		inlineData === undefined ? [] : [inlineData.data],
	);

/** Deletes a channel or a thread, as moderators do; the bot must have been given the permission. */
export async function deleteChannel({ discord }: Plantain, id: string | undefined): Promise<void> {
	await fetch(`${discord.apiUrl}/v10/channels/${id}`, {
		method: 'DELETE',
		headers: { authorization: `Bot ${discord.token}` },
	});
}
