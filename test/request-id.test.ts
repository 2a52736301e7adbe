import sharp from 'sharp';
import { expect, test } from 'vitest';
import { startPlantain } from './support/plantain.ts';

/** The pause before a call is tried again, in milliseconds, where all that is random is in the middle. */
const FIRST_PAUSE_MS = 1000;

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

/** The lines after the first `from`, as what they say and the request they name. */
const linesFrom = ({ logLines }: Plantain, from: number): { msg: string; requestId?: string; resultId?: string }[] =>
	logLines.slice(from).map((line) => JSON.parse(line));

const drawing = () =>
	sharp({ create: { width: 160, height: 90, channels: 3, background: 'teal' } })
		.png()
		.toBuffer();

test('every line from an interaction to its delivery names it, over a retry and a closed way to answer', async () => {
	await using plantain = await startPlantain();
	const { alice, clock, discord, gemini, logLines, logged } = plantain;
	const from = logLines.length;
	gemini.next({ status: 503 });
	discord.faults.next({ method: 'PATCH', route: /webhooks/ }, { status: 404, code: 10_008 });
	const scene = await alice.slash('edit', { prompt: 'a hat', image: { name: 'drawing.png', bytes: await drawing() } });
	await logged('trying again');
	await clock.advance(FIRST_PAUSE_MS);
	await logged('"answered"');
	const lines = linesFrom(plantain, from);
	expect(lines.map(({ msg }) => msg)).toEqual([
		'acknowledged',
		'trying again',
		'generated',
		'one way to answer is closed',
		'answered',
	]);
	expect(new Set(lines.map(({ requestId }) => requestId))).toEqual(new Set([scene.id]));
});

test('a request that waits for another one of the same person keeps its own id', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_CONCURRENT: '1' }) });
	const { alice, bob, gemini, logLines, logged } = plantain;
	const from = logLines.length;
	gemini.always({ hold: true });
	await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	await (await alice.slash('imagine', { prompt: 'a hare' })).acknowledged();
	await bob.slash('imagine', { prompt: 'an owl', count: 2 });
	await gemini.inFlight(3);
	gemini.always(undefined);
	gemini.release();
	await logged('"answered"', 3);
	const lines = linesFrom(plantain, from);
	const generated = lines.filter(({ msg }) => msg === 'generated');
	expect(generated.map(({ resultId }) => resultId?.replace(/-2$/, ''))).toEqual(
		generated.map(({ requestId }) => requestId),
	);
	for (const msg of ['acknowledged', 'answered'])
		expect(new Set(lines.filter((line) => line.msg === msg).map(({ requestId }) => requestId)).size).toBe(3);
});

test('the lines of a job that a restart resumes name the interaction that asked for it', async () => {
	await using plantain = await startPlantain({ env: () => ({ SHUTDOWN_SECONDS: '0' }) });
	const { alice, gemini, logLines, logged } = plantain;
	const from = logLines.length;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	await plantain.restart();
	await logged('"answered"');
	const lines = linesFrom(plantain, from).filter(
		({ msg }) => !['ready', 'Discord holds the commands already'].includes(msg),
	);
	expect(lines.map(({ msg }) => msg)).toEqual(['acknowledged', 'generated', 'resuming a job', 'generated', 'answered']);
	expect(new Set(lines.map(({ requestId }) => requestId))).toEqual(new Set([scene.id]));
});
