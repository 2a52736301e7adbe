import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Studio } from './studio.ts';

/** How often what is no longer needed is cleared away, in milliseconds. */
const SWEEP_EVERY_MS = 6 * 60 * 60_000;

/** Nothing but turns refers to blobs. */
async function* noOtherRoots(): AsyncGenerator<string> {}

/** Clears away reservations that expired and sessions that nobody used for long, at the start and then at intervals, until it is disposed of. */
export function startSweeping(
	{ turns, ledger }: Pick<Studio, 'turns' | 'ledger'>,
	retentionMs: number,
	{ clock, log }: { readonly clock: Clock; readonly log: Logger },
): AsyncDisposable {
	const stopping = new AbortController();
	const run = async () => {
		while (!stopping.signal.aborted) {
			try {
				const expired = await ledger.sweep();
				log.debug({ expired, ...(await turns.sweep({ retentionMs, extraRoots: noOtherRoots })) }, 'swept');
			} catch (err) {
				log.error({ err }, 'the sweep failed; it will be tried again');
			}
			await clock.sleep(SWEEP_EVERY_MS, stopping.signal).catch(() => {});
		}
	};
	const running = run();
	return {
		async [Symbol.asyncDispose]() {
			stopping.abort();
			await running;
		},
	};
}
