import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Ledger } from './quota/ledger/ledger.ts';
import type { Forgetting } from './sessions/forget-person.ts';
import type { SweptBlobs } from './sessions/turns/sweep.ts';
import type { Turns } from './sessions/turns/turns.ts';

/** How long after the start the first sweep runs, in milliseconds: time for the operator to notice a mistake. */
export const FIRST_SWEEP_MS = 60 * 60_000;

/** How often sweeps run after that, in milliseconds. */
export const SWEEP_EVERY_MS = 6 * 60 * 60_000;

interface Dependencies {
	readonly turns: Pick<Turns, 'sweepSessions' | 'sweepBlobs'>;
	readonly ledger: Pick<Ledger, 'sweep'>;
	readonly forgetting: Pick<Forgetting, 'completeIndex'>;
	/** How long a session is kept after its last use, in milliseconds. */
	readonly retentionMs: number;
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * Removes expired reservations, unused sessions and unreferenced pictures, and completes the person index: first a
 * while after the start, then at intervals, until disposed of. A failure of one does not stop the others.
 */
export function startUpkeep({ turns, ledger, forgetting, retentionMs, clock, log }: Dependencies): AsyncDisposable {
	const stopping = new AbortController();
	const chores = {
		reservations: async () => ({ expired: await ledger.sweep() }),
		people: () => forgetting.completeIndex(),
		sessions: () => turns.sweepSessions(retentionMs),
		blobs: () => turns.sweepBlobs(),
	};
	async function sweep(): Promise<void> {
		for (const [chore, work] of Object.entries(chores)) {
			if (stopping.signal.aborted) return;
			try {
				const swept = await work();
				log.debug({ chore, ...swept }, 'swept');
				if (typeof swept === 'object' && 'kind' in swept) warnWhyNothingWent(swept, log);
			} catch (err) {
				log.error({ err, chore }, 'a sweep failed; it will be tried again');
			}
		}
	}
	async function run(): Promise<void> {
		for (let pauseMs = FIRST_SWEEP_MS; ; pauseMs = SWEEP_EVERY_MS) {
			await clock.sleep(pauseMs, stopping.signal).catch(() => {});
			if (stopping.signal.aborted) return;
			await sweep();
		}
	}
	const running = run();
	return {
		async [Symbol.asyncDispose]() {
			stopping.abort();
			await running;
		},
	};
}

/** Tells the operator why no picture was removed, and what to do about it. */
function warnWhyNothingWent(swept: SweptBlobs, log: Logger): void {
	if (swept.kind === 'unreadable')
		log.warn(
			{ records: swept.records },
			'no picture was removed, because there are records that are not understood and may need any of them',
		);
	if (swept.kind === 'not-ours')
		log.warn(
			{ recordsId: swept.recordsId, picturesIds: swept.blobsIds },
			'no picture was removed, because the pictures are not known to belong to these records alone: check REDIS_URL, DATA_DIR and BLOB_STORE. If they do, make recordsId the only line of the file store-ids beside the pictures',
		);
}
