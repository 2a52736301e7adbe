import type { z } from 'zod';
import { type Records, type RecordWrite, type Store, UnreadableError, type WriteOptions } from './store.ts';

/** What a collection needs of the store. */
export type RecordStore = Pick<Store, 'records' | 'reportUnreadable'>;

export interface CollectionOptions<Value> {
	/** The store's namespace: lower-case letters, digits and hyphens. */
	readonly namespace: string;
	/** What to call one record in the log and in errors. */
	readonly kind: string;
	readonly schema: z.ZodType<Value>;
}

export interface ListingOptions {
	/** Only the records whose key begins with it. @defaultValue every record */
	readonly prefix?: string;
	/** Called for each record that is left out. */
	readonly onUnreadable?: () => void;
}

/** Records of one shape: parsed when they are read, and never written in a form that could not be read again. */
export class RecordCollection<Value> {
	readonly #records: Records;
	readonly #report: Store['reportUnreadable'];
	readonly #schema: z.ZodType<Value>;
	readonly #kind: string;
	readonly #namespace: string;

	constructor(store: RecordStore, { namespace, kind, schema }: CollectionOptions<Value>) {
		this.#records = store.records(namespace);
		this.#report = store.reportUnreadable;
		this.#schema = schema;
		this.#kind = kind;
		this.#namespace = namespace;
	}

	/**
	 * `undefined` only when absent.
	 *
	 * @throws UnreadableError when the record does not have the shape. @throws StoreError when the store fails.
	 */
	async get(key: string): Promise<Value | undefined> {
		const raw = await this.#records.get(key);
		if (raw === undefined) return undefined;
		const parsed = this.#schema.safeParse(raw);
		if (parsed.success) return parsed.data;
		throw new UnreadableError(`The ${this.#kind} ${key} cannot be read`, { cause: parsed.error });
	}

	/** Returns what a reader will find. @throws ZodError when the value does not have the shape. @throws StoreError */
	async set(key: string, value: Value, options?: WriteOptions): Promise<Value> {
		const record = this.#format(value);
		await this.#records.set(key, record, options);
		return record;
	}

	/** Writes only if the key is absent; returns whether it did. See {@link Records.add}. @throws likewise */
	add(key: string, value: Value, options?: Parameters<Records['add']>[2]): Promise<boolean> {
		return this.#records.add(key, this.#format(value), options);
	}

	/** The record, to be written together with others. See {@link Store.setTogether}. */
	toWrite(key: string, value: Value, ttlMs: number): RecordWrite {
		return { namespace: this.#namespace, key, value: () => this.#format(value), ttlMs };
	}

	/** @throws StoreError */
	async delete(key: string, options?: Pick<WriteOptions, 'durability'>): Promise<void> {
		await this.#records.delete(key, options);
	}

	/** Leaves out and logs what cannot be read, so that one bad record hides no other. @throws StoreError */
	async *entries({ prefix, onUnreadable }: ListingOptions = {}): AsyncGenerator<readonly [key: string, record: Value]> {
		for await (const [key, raw] of this.#records.entries(prefix)) {
			const parsed = this.#schema.safeParse(raw);
			if (parsed.success) {
				yield [key, parsed.data];
			} else {
				this.#report(this.#kind, key);
				onUnreadable?.();
			}
		}
	}

	/** Goes through JSON first because an absent field may be present as `undefined`, which JSON does not have. */
	#format(value: Value): Value {
		return this.#schema.parse(JSON.parse(JSON.stringify(value)));
	}
}
