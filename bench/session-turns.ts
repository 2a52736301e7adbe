import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import type { Message } from '../test/simulator/discord/world/message.ts';
import { setStage } from './session-stage.ts';

type Stage = Awaited<ReturnType<typeof setStage>>;

/** What one turn took. */
export interface TurnFigures {
	readonly bodyBytes: number;
	/** From the person's words until Gemini had the whole request. */
	readonly askedMs: number;
	/** From then until all of the answer was sent: the stand-in's work, and none of the bot's. */
	readonly standInMs: number;
	/** From then until the picture was to be seen. */
	readonly shownMs: number;
	readonly delayMaxMs: number;
	readonly peakRssBytes: number;
}

/** One session of so many turns with pictures of 1K, each continuing from the one before. */
export async function measureTurns(dataDir: string, turns: number, signal: AbortSignal): Promise<TurnFigures[]> {
	await using stage = await setStage(dataDir, signal);
	const figures = await Promise.race([stage.bot.lost, play(stage, turns)]);
	if (stage.gemini.violations.length > 0) throw new Error(`not returned as issued: ${stage.gemini.violations[0]}`);
	return figures;
}

async function play({ discord, bot }: Stage, turns: number): Promise<TurnFigures[]> {
	using watching = watchCalls();
	const channel = discord.guild().channel('pictures');
	const alice = discord.user('alice');

	async function measure(turn: () => Promise<unknown>): Promise<TurnFigures> {
		await bot.report();
		const askedAtMs = performance.now();
		await turn();
		const shownAtMs = performance.now();
		const { delayMaxMs, peakRssBytes } = await bot.report();
		const call = watching.calls.pop();
		if (call === undefined) throw new Error('a turn came without a call');
		const { bodyBytes, receivedAtMs, answeredAtMs } = call;
		return {
			bodyBytes,
			askedMs: receivedAtMs - askedAtMs,
			standInMs: answeredAtMs - receivedAtMs,
			shownMs: shownAtMs - answeredAtMs,
			delayMaxMs,
			peakRssBytes,
		};
	}

	const first = await measure(async () => {
		const asked = await alice.in(channel).slash('imagine', { prompt: 'a fox asleep in the snow', model: 'pro' });
		await asked.finished();
		mustShow(asked.response());
	});
	await discord.until(() => (channel.threads[0]?.messages.size ?? 0) > 0);
	const [thread] = channel.threads;
	if (thread === undefined) throw new Error('no thread was opened on the picture');
	const figures = [first];
	for (let turn = 2; turn <= turns; turn++)
		figures.push(
			await measure(async () => {
				const said = await alice.in(thread).say(`now with ${turn} lanterns`);
				const answer = () => [...thread.messages.values()].find(({ repliesTo }) => repliesTo === said);
				await discord.until(() => answer() !== undefined);
				mustShow(answer());
			}),
		);
	return figures;
}

function mustShow(message: Message | undefined): void {
	if (message?.attachments.length !== 1) throw new Error('a picture did not come');
}

const exchange = z.object({ request: z.instanceof(IncomingMessage), response: z.instanceof(ServerResponse) });

/** Sees when calls of Gemini arrive at this process, and when it has answered them. */
function watchCalls() {
	const calls: { bodyBytes: number; receivedAtMs: number; answeredAtMs: number }[] = [];
	const watch = (message: unknown) => {
		const { request, response } = exchange.parse(message);
		if (request.url?.endsWith(':generateContent') !== true) return;
		const bodyBytes = Number(request.headers['content-length']);
		const call = { bodyBytes, receivedAtMs: Number.NaN, answeredAtMs: Number.NaN };
		calls.push(call);
		request.once('end', () => {
			call.receivedAtMs = performance.now();
		});
		response.once('finish', () => {
			call.answeredAtMs = performance.now();
		});
	};
	subscribe('http.server.request.start', watch);
	return { calls, [Symbol.dispose]: () => unsubscribe('http.server.request.start', watch) };
}
