import type { z } from 'zod';
import { readable } from './readable-records.ts';
import { type Records, type Store, UnreadableError, type WriteOptions } from './store.ts';

/** What the records of a shelf are. */
export interface ShelfOptions<Value> {
	readonly records: Records;
	readonly schema: z.ZodType<Value>;
	/** What one record is, for the log and the message of an error. */
	readonly kind: string;
	readonly report: Store['reportUnreadable'];
}

/** Records of one shape. What is read is parsed, and nothing is written that could not be read again. */
export class RecordCollection<Value> {
	readonly #options: ShelfOptions<Value>;

	constructor(options: ShelfOptions<Value>) {
		this.#options = options;
	}

	/**
	 * `undefined` only when absent.
	 *
	 * @throws UnreadableError when the record is not understood. @throws StoreError when the store cannot say.
	 */
	async get(key: string): Promise<Value | undefined> {
		const raw = await this.#options.records.get(key);
		if (raw === undefined) return undefined;
		const parsed = this.#options.schema.safeParse(raw);
		if (parsed.success) return parsed.data;
		throw new UnreadableError(`What is kept as ${this.#options.kind} ${key} is none`, { cause: parsed.error });
	}

	/** Returns what a reader will find. @throws ZodError when the value does not have the shape. @throws StoreError */
	async set(key: string, value: Value, options?: WriteOptions): Promise<Value> {
		// Through JSON first, because a field that was left out may be there as `undefined`, which is no JSON.
		const record = this.#options.schema.parse(JSON.parse(JSON.stringify(value)));
		await this.#options.records.set(key, record, options);
		return record;
	}

	/** @throws StoreError */
	async delete(key: string): Promise<void> {
		await this.#options.records.delete(key);
	}

	/**
	 * Leaves out, and logs, what is not understood.
	 *
	 * @param onUnreadable told of each record that is left out. @throws StoreError when the store cannot say.
	 */
	async *entries(onUnreadable?: () => void): AsyncGenerator<readonly [key: string, record: Value]> {
		const { records, schema, kind, report } = this.#options;
		yield* readable(records.entries(), schema, (key) => {
			report(kind, key);
			onUnreadable?.();
		});
	}
}
