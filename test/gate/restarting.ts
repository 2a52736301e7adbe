import { expect } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/studio/store.ts';
import type { Actor } from '../simulator/discord/actors/actor.ts';
import type { Channel } from '../simulator/discord/world/channel.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import { silentLog } from '../store/open-temporary.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { type BotProcess, type Surroundings, startBotProcess, startSurroundings } from './bot-process.ts';
import { readLedger } from './read-ledger.ts';

const MORTAL = new URL('./processes/mortal.ts', import.meta.url).href;

/** Surroundings whose ids are as old as the requests are, by the clock of the bot's processes. */
export const startNow = (ageMs = 0) => startSurroundings(fakeClock(Date.now() - ageMs));

/** Somebody in a channel of their own, so that people who are served by the same process are told apart. */
export const personIn = ({ discord, guild }: Surroundings, name: string) => discord.user(name).in(guild.channel(name));

export const imagine = (person: Actor, options = {}) =>
	person.slash('imagine', { prompt: `a fox for ${person.user.name}`, ...options });

/** How often Gemini was asked for what a person asked for with a command. */
export const callsFor = ({ gemini }: Surroundings, { user }: Actor) =>
	gemini.calls.filter(({ request }) => JSON.stringify(request).includes(`a fox for ${user.name}"`)).length;

/** Asks for a picture that Gemini holds; resolves once `inFlight` calls are held in all. */
export async function imagineHeld({ gemini }: Surroundings, person: Actor, inFlight: number) {
	gemini.next({ hold: true });
	const scene = await imagine(person);
	await gemini.inFlight(inFlight);
	return scene;
}

/** Runs the bot until `play` is done or it ends by itself, and kills it. */
export async function runUntil<T>(
	{ env }: Surroundings,
	play: (bot: BotProcess) => Promise<T>,
	...preload: readonly string[]
): Promise<T> {
	await using bot = startBotProcess(env, [MORTAL, ...(preload.length === 0 ? ['0'] : preload)]);
	await bot.said('"ready"');
	const result = await play(bot);
	await bot.end('SIGKILL');
	return result;
}

/** Runs the bot until `play` is done, and stops it in good order. */
export async function runAgain({ env }: Surroundings, play: (bot: BotProcess) => Promise<unknown>): Promise<void> {
	await using bot = startBotProcess(env);
	await bot.said('"ready"');
	await play(bot);
	await bot.end('SIGTERM');
}

export async function withStore<T>({ dataDir, clock }: Surroundings, work: (store: Store) => Promise<T>): Promise<T> {
	await using store = await openStore({ dataDir, clock, log: silentLog });
	return await work(store);
}

/** What a person is charged: everywhere, which is as much as in the server. */
export async function chargedTo(around: Surroundings, person: Actor): Promise<string | undefined> {
	const [, , everywhere, here] = (await readLedger({ ...around, alice: person })).split(' | ');
	expect(here).toBe(everywhere);
	return everywhere;
}

/** The messages with pictures in a channel and its threads. */
export const picturesIn = (channel: Channel): Message[] =>
	[channel, ...channel.threads]
		.flatMap(({ messages }) => [...messages.values()])
		.filter(({ attachments, isDeleted }) => attachments.length > 0 && !isDeleted);
