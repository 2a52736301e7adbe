import type { z } from 'zod';
import { type Records, StoreError, type WriteOptions } from '../store-ports.ts';

/** Records of one shape. What is read is parsed, and nothing is written that could not be read again. */
export class Shelf<Schema extends z.ZodType> {
	readonly #records: Records;
	readonly #schema: Schema;
	readonly #kind: string;

	/** @param kind what one record is, for the message of an error. */
	constructor(records: Records, schema: Schema, kind: string) {
		this.#records = records;
		this.#schema = schema;
		this.#kind = kind;
	}

	/** `undefined` only when absent. @throws StoreError when the store cannot say, or the record is not understood. */
	async get(key: string): Promise<z.output<Schema> | undefined> {
		const raw = await this.#records.get(key);
		return raw === undefined ? undefined : this.#parse(key, raw);
	}

	/** Returns what a reader will find. @throws ZodError when the value does not have the shape. @throws StoreError */
	async set(key: string, value: z.input<Schema>, options?: WriteOptions): Promise<z.output<Schema>> {
		// Through JSON first, because a field that was left out may be there as `undefined`, which is no JSON.
		const record = this.#schema.parse(JSON.parse(JSON.stringify(value)));
		await this.#records.set(key, record, options);
		return record;
	}

	/** @throws StoreError */
	async delete(key: string): Promise<void> {
		await this.#records.delete(key);
	}

	/** @throws StoreError when the store cannot say, or one record is not understood. */
	async *entries(): AsyncGenerator<readonly [key: string, record: z.output<Schema>]> {
		for await (const [key, raw] of this.#records.entries()) yield [key, this.#parse(key, raw)];
	}

	#parse(key: string, raw: unknown): z.output<Schema> {
		const parsed = this.#schema.safeParse(raw);
		if (!parsed.success) throw new StoreError(`What is kept as ${this.#kind} ${key} is none`, { cause: parsed.error });
		return parsed.data;
	}
}
