import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { OverwriteType, PermissionFlagsBits } from 'discord.js';
import sharp from 'sharp';
import { z } from 'zod';
import { systemClock as clock } from '../../src/clock.ts';
import { startDiscord } from '../../test/simulator/discord/start.ts';
import type { Channel } from '../../test/simulator/discord/world/channel.ts';
import { ACKNOWLEDGE_WITHIN_MS, type Interaction } from '../../test/simulator/discord/world/interaction.ts';
import type { Message } from '../../test/simulator/discord/world/message.ts';
import { User } from '../../test/simulator/discord/world/user.ts';
import { answerQuestions } from './questions.ts';

/** A local Discord in a process of its own, and the people on it. */

/** How often somebody uses a command meanwhile, in milliseconds. */
const PROBE_EVERY_MS = 50;
/** Nothing more comes when nothing came for so long, in milliseconds. */
const QUIET_MS = 300;
/** A server has room for 1000 open threads, and each picture opens one. */
const PICTURES_PER_GUILD = 500;

// Shards needn't wait for each other.
const discord = await startDiscord({ clock, rateLimits: false, maxConcurrency: 16 });
let pictures = 0;
let running = 0;
let channel: Channel | undefined;

/** Where the next picture goes. */
function place(): Channel {
	if (channel === undefined || pictures % PICTURES_PER_GUILD === 0) channel = discord.guild().channel('pictures');
	return channel;
}

function mustShow(message: Message | undefined): void {
	if (message?.attachments.length !== 1)
		throw new Error(`a picture did not come: ${message?.content ?? 'nothing did'}`);
}

/** How many milliseconds an interaction just sent takes until it is acknowledged, and until its picture is seen. */
async function watch(asked: Interaction) {
	const askedAtMs = performance.now();
	const sinceMs = () => performance.now() - askedAtMs;
	const [ackMs] = await Promise.all([asked.acknowledged().then(sinceMs), asked.finished()]);
	const seen = {
		shownMs: sinceMs(),
		shownAtMs: performance.timeOrigin + performance.now(),
		calls: discord.requests.length,
	};
	mustShow(asked.response());
	return { ackMs, ...seen };
}

/** Does what probes go on during. */
async function whileRunning<T>(work: () => Promise<T>): Promise<T> {
	running++;
	try {
		return await work();
	} finally {
		running--;
	}
}

const imagine = z.object({ count: z.number(), people: z.number(), size: z.string() });

/** So many requests in the same moment. */
function imagineAll(argument: unknown) {
	const { count, people, size } = imagine.parse(argument);
	return Promise.all(
		Array.from({ length: count }, async (_, index) => {
			const person = discord.user(`person-${index % people}`).in(place());
			return watch(await person.slash('imagine', { prompt: `a fox, number ${pictures++}`, size }));
		}),
	);
}

/** A WebP with detail everywhere: the kind that takes most time to decode. */
async function drawUpload(argument: unknown): Promise<Buffer> {
	const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
	const { data, info } = await sharp({ create: { width: 2040, height: 1536, channels: 3, background: '#000', noise } })
		.resize(z.object({ width: z.number(), height: z.number() }).parse(argument))
		.raw()
		.toBuffer({ resolveWithObject: true });
	return sharp(data, { raw: info }).webp({ quality: 70, effort: 0 }).toBuffer();
}

let upload: Buffer | undefined;

/** So many people edit a large picture in the same moment. */
async function editAll(count: unknown) {
	const bytes = upload;
	if (bytes === undefined) throw new Error('the upload was not drawn');
	const asked = [];
	for (let index = 0; index < z.number().parse(count); index++) {
		const person = discord.user(`person-${index}`).in(place());
		pictures++;
		asked.push(watch(await person.slash('edit', { prompt: 'a hat', image: { name: 'fox.webp', bytes } })));
	}
	return Promise.all(asked);
}

/** What one use of a command takes until it is acknowledged; the longest there is where Discord gave up waiting. */
async function probe(): Promise<number> {
	const asked = await discord.user('impatient').in(place()).slash('help');
	const askedAtMs = performance.now();
	const given = new AbortController();
	const tooLate = clock.sleep(ACKNOWLEDGE_WITHIN_MS, given.signal).catch(() => undefined);
	const acknowledged = asked.acknowledged().catch(() => undefined);
	await Promise.race([acknowledged, tooLate]);
	given.abort();
	return Math.min(performance.now() - askedAtMs, ACKNOWLEDGE_WITHIN_MS);
}

/** Somebody uses a command every little while: so many times, or while anything is being made. */
async function probeAll(times: unknown): Promise<number[]> {
	const most = z.number().optional().parse(times) ?? Number.POSITIVE_INFINITY;
	const probes: Promise<number>[] = [];
	do {
		probes.push(probe());
		await sleep(PROBE_EVERY_MS);
	} while (probes.length < most && (running > 0 || most < Number.POSITIVE_INFINITY));
	return Promise.all(probes);
}

/** Resolves once nothing came for a while. */
async function settle(): Promise<void> {
	for (let seen = -1; seen !== discord.requests.length; await sleep(QUIET_MS)) seen = discord.requests.length;
}

/** One conversation, each turn continuing from the one before; how many milliseconds each took until it was seen. */
async function talk(turns: unknown): Promise<number[]> {
	const here = place();
	const alice = discord.user('alice');
	pictures++;
	const asked = await alice.in(here).slash('imagine', { prompt: 'a fox asleep in the snow', model: 'pro' });
	const { shownMs } = await watch(asked);
	const took = [shownMs];
	await discord.until(() => here.threads.length > 0);
	const thread = here.threads.at(-1);
	if (thread === undefined) throw new Error('no thread was opened on the picture');
	await settle();
	for (let turn = 2; turn <= z.number().parse(turns); turn++) {
		const startedAtMs = performance.now();
		const said = await alice.in(thread).say(`now with ${turn} lanterns`);
		const answer = () => [...thread.messages.values()].find(({ repliesTo }) => repliesTo === said);
		await discord.until(() => answer() !== undefined);
		took.push(performance.now() - startedAtMs);
		mustShow(answer());
		await settle();
	}
	return took;
}

/** Servers in which a third of the channels has permissions of its own. */
function populate(servers: unknown): void {
	const { count, channels, roles } = serversSchema.parse(servers);
	for (let made = 0; made < count; made++) {
		const guild = discord.guild({ name: `Server ${made}` });
		for (let role = 1; role <= roles; role++) guild.role(`role ${role}`, ['ManageMessages']);
		for (let index = 1; index <= channels; index++) {
			const { overwrites } = guild.channel(`channel-${index}`);
			const [everyone, ...others] = index % 3 === 0 ? guild.roles : [];
			for (const { id } of [everyone, others.at(-1)].filter((role) => role !== undefined))
				overwrites.set(id, { type: OverwriteType.Role, allow: 0n, deny: PermissionFlagsBits.AddReactions });
		}
	}
}
const serversSchema = z.object({ count: z.number(), channels: z.number(), roles: z.number() });

async function chat(messages: unknown): Promise<void> {
	const count = z.number().parse(messages);
	for (const guild of discord.world.guilds.values())
		for (let index = 0; index < count; index++) {
			const channel = guild.channels[index % guild.channels.length];
			// Looking a person up by name takes longer with each of many thousands.
			const person = new User(discord.world, `person ${index} of ${guild.name}`);
			if (channel !== undefined) await person.in(channel).say('good morning, how is everybody today?');
		}
}

answerQuestions({
	populate,
	chat,
	where: () => ({ apiUrl: discord.apiUrl, token: discord.token }),
	registered: () => discord.until(() => discord.commands().length > 0),
	imagine: (what) => whileRunning(() => imagineAll(what)),
	async drawUpload(pixels) {
		upload = await drawUpload(pixels);
	},
	edit: (count) => whileRunning(() => editAll(count)),
	probe: probeAll,
	settle,
	talk,
	calls: () => discord.requests.length,
	connections: () => discord.gateway.identifies + discord.gateway.resumes,
});
