import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Brush } from './brush.ts';
import { describeMisfit } from './capability.ts';
import { priceUsage } from './cost.ts';
import type { Models } from './models.ts';
import type { Delivery, References, Result } from './ports.ts';
import type { ImageRequest } from './request.ts';
import type { Rules } from './rules.ts';
import type { Thoughts } from './thoughts.ts';

export interface StudioDependencies {
	readonly brush: Brush;
	readonly references: References;
	readonly delivery: Delivery;
	readonly rules: Rules;
	readonly thoughts: Thoughts;
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
	 * @throws StoreError when the store cannot answer; nothing was charged.
	 */
	make(request: ImageRequest): Promise<void>;
	/** What the model thought before it drew a result; `undefined` when that is not kept. @throws StoreError */
	thoughtsOf(resultId: string): Promise<string | undefined>;
	/** Takes no more work, waits up to `withinMs` milliseconds for the work in flight, then cancels what is left. */
	close(withinMs: number): Promise<void>;
}

export function createStudio(deps: StudioDependencies): Studio {
	const { brush, references, delivery, rules, thoughts, models, clock, log } = deps;
	const inFlight = new Set<Promise<void>>();
	const closing = new AbortController();
	let isOpen = true;

	async function run(request: ImageRequest): Promise<void> {
		const misfit = describeMisfit(request, models);
		if (misfit !== undefined) return delivery.tell(request.replyTo, `${misfit} Nothing was charged.`);
		const { systemInstruction, mayFallBack } = await rules.of(request.guildId);
		const startedAtMs = clock.now();
		const loaded = await references.load(request.references, closing.signal);
		if (loaded.kind === 'refused') return delivery.tell(request.replyTo, loaded.sentence);

		const { prompt, settings, count } = request;
		const call = { model: models[settings.model], settings, prompt, references: loaded.pictures, systemInstruction };
		const paintOne = async (index: number): Promise<Result> => {
			const id = index === 0 ? request.id : `${request.id}-${index + 1}`;
			const { model, outcome } = await brush(call, { mayFallBack, signal: closing.signal });
			const tookMs = clock.now() - startedAtMs;
			const result = { id, request, model, outcome, tookMs };
			logResult(result);
			return { ...result, hasThoughts: await keepThoughts(result) };
		};
		await deliverAll(
			request,
			Array.from({ length: count }, (_, index) => paintOne(index)),
		);
	}

	/** Pictures as they come; what did not come is told once, at the end. */
	async function deliverAll({ replyTo, count }: ImageRequest, painting: readonly Promise<Result>[]): Promise<void> {
		const failed: Result[] = [];
		let place: 'first' | 'more' = 'first';
		for await (const result of asTheyCome(painting)) {
			if (result.outcome.kind !== 'images') {
				failed.push(result);
				continue;
			}
			await delivery.deliver(replyTo, result, place);
			place = 'more';
		}
		const [first] = failed;
		if (first !== undefined)
			await delivery.deliver(
				replyTo,
				count === 1 ? first : { ...first, missing: { count: failed.length, of: count } },
				place,
			);
	}

	function logResult({ id, model, outcome, tookMs }: Result): void {
		const { kind, serviceSays, usage } = outcome;
		const cost = usage === undefined ? undefined : priceUsage(model, usage);
		log.info({ resultId: id, model: model.id, kind, serviceSays, usage, cost, tookMs }, 'painted');
	}

	/** A store that fails now must not take the picture with it. */
	async function keepThoughts({ id, outcome }: Result): Promise<boolean> {
		if (outcome.kind !== 'images' || outcome.thoughts === '') return false;
		return thoughts.keep(id, outcome.thoughts).then(
			() => true,
			(err: unknown) => {
				log.error({ err, resultId: id }, 'thoughts could not be kept');
				return false;
			},
		);
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
		thoughtsOf: (resultId) => thoughts.of(resultId),
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

/** Yields what the promises come to, the quickest first. */
async function* asTheyCome<T>(promises: readonly Promise<T>[]): AsyncGenerator<T> {
	const pending = new Map(promises.map((promise, index) => [index, promise.then((value) => ({ index, value }))]));
	while (pending.size > 0) {
		const { index, value } = await Promise.race(pending.values());
		pending.delete(index);
		yield value;
	}
}
