import { setTimeout as sleep } from 'node:timers/promises';
import { inMegabytes, type Row, type Section } from '../report/figures.ts';
import { type Bench, setStage } from '../stage/stage.ts';

/** After so long without work, in milliseconds, what remains counts as kept. */
const REST_MS = { quick: 500, full: 5000 };
/** What Discord allows in one shard, though it recommends three for so many. */
const SERVERS = { quick: 50, full: 2500 };
const CHANNELS = 50;
const ROLES = 20;
/** Messages in each server, each of somebody else. */
const MESSAGES = 10;

/** The memory of a bot in many servers, with the caches that it bounds and with those of discord.js. */
export async function guilds(bench: Bench): Promise<Section> {
	const bounded = await measure(bench, 'bounded caches');
	const own = bench.isQuick ? [] : await measure(bench, 'the caches of discord.js');
	return {
		title: `Memory in ${bench.isQuick ? SERVERS.quick : SERVERS.full} servers of ${CHANNELS} channels and ${ROLES} roles`,
		rows: [...bounded, ...own],
	};
}

async function measure(bench: Bench, caches: 'bounded caches' | 'the caches of discord.js'): Promise<Row[]> {
	const [size, restMs] = bench.isQuick ? [SERVERS.quick, REST_MS.quick] : [SERVERS.full, REST_MS.full];
	await using stage = await setStage('bot', bench, {
		servers: { count: size, channels: CHANNELS, roles: ROLES },
		hasOwnCaches: caches !== 'bounded caches',
	});
	const rest = async (what: string): Promise<Row> => {
		await stage.probe(1);
		await sleep(restMs);
		const { rssBytes } = await stage.report();
		return { what: `${what}, ${caches}`, unit: 'MB', bot: [inMegabytes(rssBytes)] };
	};
	const connected = await rest('connected');
	await stage.chat(MESSAGES);
	return [connected, await rest(`after ${size * MESSAGES} messages of as many people`)];
}
