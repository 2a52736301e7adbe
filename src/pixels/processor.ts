import sharp from 'sharp';
import { TooSlowError } from '../clock.ts';
import { type Prepared, prepareImage } from './prepare.ts';
import { type Shrunk, shrinkToFit } from './shrink.ts';

/**
 * Pictures that are worked on at once, in the whole process. Each takes one thread of the pool on which looking up hosts
 * and reading files wait too, one of libvips's own beside it, and at most 0.6 GB of memory: see {@link MAX_INPUT_PIXELS}.
 */
export const PICTURES_AT_ONCE = 2;

/**
 * How long one picture may be worked on, in milliseconds: the slowest that is known takes 7 s of one core, and there may
 * be others who want that core.
 */
export const PICTURE_LIMIT_MS = 60_000;

/** Where work on pictures waits its turn. @throws TooSlowError when it took too long, and the signal's reason. */
interface HeavyWork {
	run<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
}

export type PictureProcessor = ReturnType<typeof createPictureProcessor>;

/** All that decodes whole pictures. */
export function createPictureProcessor(heavyWork: HeavyWork) {
	// As many threads as there are cores, on some systems, and results that nobody asks for twice.
	sharp.concurrency(1);
	sharp.cache(false);

	async function runOr<T, U>(slow: U, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | U> {
		try {
			return await heavyWork.run(work, signal);
		} catch (error) {
			if (error instanceof TooSlowError) return slow;
			throw error;
		}
	}

	return {
		/** See {@link prepareImage}. @throws the signal's reason when it aborts. */
		prepare: (bytes: Uint8Array, signal: AbortSignal): Promise<Prepared> =>
			runOr({ kind: 'refused', why: 'too-slow' } as const, (wanted) => prepareImage(bytes, wanted), signal),
		/** See {@link shrinkToFit}. @throws the signal's reason when it aborts. */
		shrink: (bytes: Uint8Array, maxBytes: number, signal = new AbortController().signal): Promise<Shrunk> =>
			runOr({ kind: 'too-slow' } as const, (wanted) => shrinkToFit(bytes, maxBytes, wanted), signal),
	};
}
