import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Models } from './models.ts';
import type { Delivery, Painter } from './ports.ts';
import { describeMisfit, type ImageRequest } from './request.ts';

export interface StudioDependencies {
	readonly painter: Painter;
	readonly delivery: Delivery;
	readonly models: Models;
	readonly clock: Clock;
	readonly log: Logger;
}

/** What the bot does: decides whether a request may run, runs it, and sees to it that the person is answered. */
export interface Studio {
	/**
	 * Runs one acknowledged request to its end; resolves when the person has been answered.
	 *
	 * @throws UndeliveredError when the person could not be reached in any way.
	 */
	make(request: ImageRequest): Promise<void>;
	/** Takes no more work, waits up to `withinMs` milliseconds for the work in flight, then cancels what is left. */
	close(withinMs: number): Promise<void>;
}

export function createStudio({ painter, delivery, models, clock, log }: StudioDependencies): Studio {
	const inFlight = new Set<Promise<void>>();
	const closing = new AbortController();
	let isOpen = true;

	async function run(request: ImageRequest): Promise<void> {
		const misfit = describeMisfit(request.settings, models);
		if (misfit !== undefined) return delivery.tell(request.replyTo, `${misfit} Nothing was charged.`);
		const startedAtMs = clock.now();
		const outcome = await painter.paint(request, closing.signal);
		const tookMs = clock.now() - startedAtMs;
		const { kind, serviceSays, usage } = outcome;
		log.info({ requestId: request.id, model: request.settings.model, kind, serviceSays, usage, tookMs }, 'painted');
		await delivery.deliver(request.replyTo, { request, outcome, tookMs });
	}

	return {
		async make(request) {
			if (!isOpen)
				return delivery.tell(request.replyTo, 'I am restarting just now. Nothing was charged; try again in a minute.');
			const running = run(request);
			inFlight.add(running);
			try {
				await running;
			} finally {
				inFlight.delete(running);
			}
		},
		async close(withinMs) {
			isOpen = false;
			const done = new AbortController();
			const finished = Promise.allSettled(inFlight);
			const bound = clock.sleep(withinMs, done.signal).then(
				() => closing.abort(),
				() => {},
			);
			await Promise.race([finished, bound]);
			done.abort();
			await finished;
		},
	};
}
