import type { Metrics } from '../studio/metrics.ts';

/** The values of a label; the compiler asks for each of its type, and for no other. */
const closed = <Value extends string>(values: Readonly<Record<Value, true>>): readonly string[] => Object.keys(values);

type Arguments<Name extends keyof Metrics> = Parameters<Metrics[Name]>;

const MODELS = closed<Arguments<'generated'>[0]>({ flash: true, pro: true, lite: true, classic: true });

/** A metric, the values that each of its labels can have, and for times the upper bounds of its buckets in seconds. */
export interface Definition {
	readonly name: string;
	readonly help: string;
	readonly labels: Readonly<Record<string, readonly string[]>>;
	readonly buckets?: readonly number[];
}

/** Every metric there is. */
export const definitions = {
	acknowledged: {
		name: 'plantain_acknowledgement_seconds',
		help: 'Time from an interaction to its acknowledgement. Discord gives up after 3 seconds.',
		labels: {
			outcome: closed<Arguments<'acknowledged'>[0]>({ ours: true, taken: true, 'too-late': true, failed: true }),
		},
		buckets: [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3],
	},
	jobs: {
		name: 'plantain_queue_jobs',
		help: 'Requests that wait for a free slot, and that run.',
		labels: { state: closed<Arguments<'countJobs'>[0]>({ waiting: true, running: true }) },
	},
	waited: {
		name: 'plantain_queue_wait_seconds',
		help: 'Time that a request waited for a free slot.',
		labels: {},
		buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600],
	},
	generated: {
		name: 'plantain_generation_seconds',
		help: 'Time of one call to a model.',
		labels: {
			model: MODELS,
			outcome: closed<Arguments<'generated'>[1]>({
				images: true,
				'text-only': true,
				'rate-limited': true,
				overloaded: true,
				unreachable: true,
				garbled: true,
				'blocked-prompt': true,
				'blocked-output': true,
				'no-image': true,
				'bad-request': true,
				'signature-refused': true,
				'model-gone': true,
				'key-refused': true,
				'timed-out': true,
				cancelled: true,
				'over-limit': true,
			}),
		},
		buckets: [1, 2.5, 5, 10, 15, 20, 30, 45, 60, 120, 180],
	},
	retried: {
		name: 'plantain_retries_total',
		help: 'Calls that were made once more after they had failed.',
		labels: { service: closed<Arguments<'retried'>[0]>({ discord: true, gemini: true }) },
	},
	spent: {
		name: 'plantain_spent_dollars_total',
		help: 'US dollars booked for calls, by estimate where Gemini did not say what they cost.',
		labels: { model: MODELS },
	},
	delivered: {
		name: 'plantain_delivery_seconds',
		help: 'Time to post an answer, retries and other ways included.',
		labels: {
			content: closed<Arguments<'delivered'>[0]>({ pictures: true, failure: true, text: true }),
			outcome: closed<Arguments<'delivered'>[1]>({
				delivered: true,
				'not-allowed': true,
				'too-large': true,
				'not-taken': true,
				failed: true,
			}),
		},
		buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
	},
	stored: {
		name: 'plantain_store_seconds',
		help: 'Time of one operation of the store; for a lock, the wait for it.',
		labels: {
			operation: closed<Arguments<'stored'>[0]>({
				get: true,
				set: true,
				'set-together': true,
				add: true,
				delete: true,
				lock: true,
				'blob-put': true,
				'blob-get': true,
				'blob-has': true,
				'blob-delete': true,
			}),
			outcome: closed<Arguments<'stored'>[1]>({ ok: true, failed: true }),
		},
		buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
	},
	movedBlob: {
		name: 'plantain_blob_bytes_total',
		help: 'Bytes of pictures that were read from the blob store, and written to it.',
		labels: { direction: closed<Arguments<'movedBlob'>[0]>({ read: true, written: true }) },
	},
	eventLoopDelay: {
		name: 'plantain_event_loop_delay_seconds',
		help: 'How late timers came since the last scrape, by percentile.',
		labels: { percentile: ['50', '99', '100'] },
	},
	memory: {
		name: 'process_resident_memory_bytes',
		help: 'Resident memory of the process.',
		labels: {},
	},
} as const satisfies Readonly<Record<string, Definition>>;
