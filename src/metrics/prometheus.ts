import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import { MICRO_DOLLARS } from '../micro-dollars.ts';
import type { Metrics } from '../studio/metrics.ts';
import { type Definition, definitions } from './definitions.ts';

/** How often the event loop is asked whether it is late, in milliseconds. */
const RESOLUTION_MS = 10;

type Labels = Readonly<Record<string, string>>;

/**
 * Collects what is reported, for a Prometheus that asks, and drops numbers that the library would throw on. Dispose of
 * it to stop watching the event loop.
 */
export function createPrometheus() {
	const registry = new Registry();
	const define = ({ name, help, labels }: Definition) => ({
		name,
		help,
		labelNames: Object.keys(labels),
		registers: [registry],
	});
	const count = (definition: Definition) => {
		const counter = new Counter(define(definition));
		return (labels: Labels, value: number) => {
			if (Number.isFinite(value) && value >= 0) counter.inc(within(definition, labels), value);
		};
	};
	const gauge = (definition: Definition) => {
		const gauged = new Gauge(define(definition));
		return (labels: Labels, change: number) => {
			if (Number.isFinite(change)) gauged.inc(within(definition, labels), change);
		};
	};
	const time = (definition: Definition) => {
		const buckets = [...(definition.buckets ?? [])];
		const histogram = new Histogram({ ...define(definition), buckets });
		return (labels: Labels, ms: number) => {
			// A clock that was set back must not count as less than nothing.
			if (Number.isFinite(ms)) histogram.observe(within(definition, labels), Math.max(0, ms) / 1000);
		};
	};

	const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	loop.enable();
	new Gauge({
		...define(definitions.eventLoopDelay),
		collect() {
			for (const percentile of definitions.eventLoopDelay.labels.percentile)
				this.set({ percentile }, Math.max(0, loop.percentile(Number(percentile)) / 1e6 - RESOLUTION_MS) / 1000);
			loop.reset();
		},
	});
	new Gauge({
		...define(definitions.memory),
		collect() {
			this.set(process.memoryUsage.rss());
		},
	});

	const acknowledged = time(definitions.acknowledged);
	const jobs = gauge(definitions.jobs);
	const waited = time(definitions.waited);
	const generated = time(definitions.generated);
	const retried = count(definitions.retried);
	const spent = count(definitions.spent);
	const delivered = time(definitions.delivered);
	const stored = time(definitions.stored);
	const movedBlob = count(definitions.movedBlob);
	const metrics: Metrics = {
		acknowledged: (outcome, afterMs) => acknowledged({ outcome }, afterMs),
		countJobs: (state, change) => jobs({ state }, change),
		waited: (tookMs) => waited({}, tookMs),
		generated: (model, outcome, tookMs) => generated({ model, outcome }, tookMs),
		retried: (service) => retried({ service }, 1),
		spent: (model, microDollars) => spent({ model }, microDollars / MICRO_DOLLARS),
		delivered: (content, outcome, tookMs) => delivered({ content, outcome }, tookMs),
		stored: (operation, outcome, tookMs) => stored({ operation, outcome }, tookMs),
		movedBlob: (direction, bytes) => movedBlob({ direction }, bytes),
	};
	return {
		metrics,
		contentType: registry.contentType,
		/** Everything so far, in Prometheus's text format. */
		read: () => registry.metrics(),
		[Symbol.dispose]() {
			loop.disable();
		},
	};
}

/** The labels, with `other` for a value that the definition does not list: each value is a series that stays. */
const within = ({ labels: closed }: Definition, labels: Labels) =>
	Object.fromEntries(
		Object.entries(labels).map(([name, value]) => [name, closed[name]?.includes(value) === true ? value : 'other']),
	);
