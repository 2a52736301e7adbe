import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitions } from '../../src/metrics/definitions.ts';
import { createPrometheus } from '../../src/metrics/prometheus.ts';
import type { Metrics } from '../../src/studio/metrics.ts';
import { startPlantain } from '../support/plantain.ts';
import { parseSamples, valuesOf } from './samples.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

async function read({ bot }: Plantain) {
	const answer = await fetch(`http://127.0.0.1:${bot.httpPort}/metrics`);
	expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
	return await answer.text();
}

/** The values that a label may have. */
const CLOSED = new Map(
	Object.values(definitions).map(({ name, labels }): [string, Readonly<Record<string, readonly string[]>>] => [
		name,
		labels,
	]),
);

/** The labels with a value that is not declared; `le` is a histogram's own. */
function undeclared(text: string): string[] {
	return parseSamples(text).flatMap(({ name, labels }) => {
		const closed = CLOSED.get(name) ?? CLOSED.get(name.replace(/_(?:bucket|sum|count)$/, ''));
		return Object.entries(labels)
			.filter(([label, value]) => label !== 'le' && closed?.[label]?.includes(value) !== true)
			.map(([label, value]) => `${name} ${label}=${value}`);
	});
}

test('a success, a refusal, a blocked answer and a failed delivery are told apart, and none names anybody', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_IMAGES_PER_DAY: '3' }) });
	const { alice, clock, discord, gemini, logged } = plantain;
	const picture = await alice.slash('imagine', { prompt: 'zebulon the fox' });
	await picture.finished();
	await (await alice.slash('imagine', { prompt: 'too many foxes', count: 4 })).finished();
	gemini.next({ blocked: 'PROHIBITED_CONTENT' });
	await (await alice.slash('imagine', { prompt: 'a blocked fox', model: 'pro' })).finished();
	discord.faults.next({ method: 'PATCH', route: /\/messages\/@original$/ }, { status: 400, code: 50_035 });
	gemini.next({ status: 503 });
	const unshown = await alice.slash('imagine', { prompt: 'an unshown fox' });
	await logged('trying again');
	await clock.advance(1000);
	await unshown.finished();
	await logged('the request failed');

	const text = await read(plantain);
	const samples = parseSamples(text);
	expect(valuesOf(samples, 'plantain_acknowledgement_seconds_count')).toEqual({ ours: 4 });
	expect(valuesOf(samples, 'plantain_generation_seconds_count')).toEqual({
		'flash images': 2,
		'flash overloaded': 1,
		'pro blocked-prompt': 1,
	});
	expect(valuesOf(samples, 'plantain_delivery_seconds_count')).toEqual({
		'pictures delivered': 1,
		'pictures not-taken': 1,
		'failure delivered': 1,
		// The refusal, and where the unshown picture is.
		'text delivered': 2,
	});
	expect(valuesOf(samples, 'plantain_retries_total')).toEqual({ gemini: 1 });
	expect(valuesOf(samples, 'plantain_queue_wait_seconds_count')).toEqual({ '': 4 });
	expect(valuesOf(samples, 'plantain_queue_jobs')).toEqual({});
	expect(valuesOf(samples, 'plantain_spent_dollars_total')).toEqual({ flash: 0.082152, pro: 0.000008 });
	expect(valuesOf(samples, 'plantain_blob_bytes_total')['written']).toBeGreaterThan(600_000);
	expect(valuesOf(samples, 'plantain_store_seconds_count')).toMatchObject({
		'get ok': expect.any(Number),
		'set ok': expect.any(Number),
		'add ok': expect.any(Number),
		'delete ok': expect.any(Number),
		'lock ok': expect.any(Number),
		'blob-put ok': expect.any(Number),
	});
	expect(samples.filter(({ name }) => name === 'plantain_event_loop_delay_seconds')).toHaveLength(3);
	expect(undeclared(text)).toEqual([]);
	expect(text).not.toMatch(/fox|zebulon|alice|(?<![.\d])\d{17}/i);
});

test('a request that waits for a slot is in the queue until it has one', async () => {
	await using plantain = await startPlantain({ env: () => ({ QUOTA_USER_CONCURRENT: '1' }) });
	const { alice, gemini, logged } = plantain;
	gemini.next({ hold: true });
	await alice.slash('imagine', { prompt: 'first' });
	await gemini.inFlight();
	await alice.slash('imagine', { prompt: 'second' });
	const jobs = async () => valuesOf(parseSamples(await read(plantain)), 'plantain_queue_jobs');
	while ((await jobs())['waiting'] === undefined) await setImmediate();
	expect(await jobs()).toEqual({ waiting: 1, running: 1 });
	gemini.release();
	await logged('"answered"', 2);
	while (Object.keys(await jobs()).length > 0) await setImmediate();
});

test('nothing that is reported throws, and no value but the declared ones and `other` becomes a label', async () => {
	using prometheus = createPrometheus();
	const { metrics } = prometheus;
	const word = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '1573352216985600022', 'toString'));
	const reports = fc.constantFrom<readonly [keyof Metrics, labels: number]>(
		['acknowledged', 1],
		['countJobs', 1],
		['waited', 0],
		['generated', 2],
		['retried', 1],
		['spent', 1],
		['delivered', 2],
		['stored', 2],
		['movedBlob', 1],
	);
	fc.assert(
		fc.property(reports, word, word, fc.oneof(fc.nat(), fc.double()), ([report, labels], one, another, amount) => {
			// As a caller would whom the compiler did not check.
			Reflect.apply(metrics[report], metrics, [...[one, another].slice(0, labels), amount]);
		}),
	);
	const odd = undeclared(await prometheus.read());
	expect(odd.length).toBeGreaterThan(0);
	expect(odd.filter((label) => !label.endsWith('=other'))).toEqual([]);
});

test('every metric is named and measured in base units as Prometheus asks', async () => {
	using prometheus = createPrometheus();
	const names = [...(await prometheus.read()).matchAll(/^# TYPE (\w+) (\w+)$/gm)];
	expect(names.map(([, name]) => name).toSorted()).toEqual([...CLOSED.keys()].toSorted());
	for (const [, name = '', type] of names) {
		expect(name).toMatch(
			type === 'counter' ? /_total$/ : type === 'histogram' ? /_seconds$/ : /_(seconds|bytes|jobs)$/,
		);
	}
});

test('two bots in one process count apart', async () => {
	using one = createPrometheus();
	using other = createPrometheus();
	one.metrics.spent('pro', 250_000);
	expect(valuesOf(parseSamples(await one.read()), 'plantain_spent_dollars_total')).toEqual({ pro: 0.25 });
	expect(valuesOf(parseSamples(await other.read()), 'plantain_spent_dollars_total')).toEqual({});
});
