import { z } from 'zod';
import type { Lease, Records, RecordWrite, WriteOptions } from '../studio/store.ts';
import { type Backend, decode, recordFormat } from './backend.ts';
import { asStoreError, orStoreError } from './failures.ts';

const json = z.json();

function assertWritable(name: string, value: unknown, ttlMs: number | undefined): void {
	if (!json.safeParse(value).success) throw new TypeError(`The value for ${name} is not JSON`);
	if (ttlMs !== undefined && !(ttlMs > 0 && ttlMs < Number.POSITIVE_INFINITY))
		throw new TypeError(`${ttlMs} ms is no lifetime for ${name}`);
}

/** The records of one namespace, each kept under `namespace:key`. */
export class NamespacedRecords implements Records {
	readonly #backend: Backend;
	readonly #prefix: string;

	constructor(backend: Backend, namespace: string) {
		if (!/^[a-z][a-z0-9-]*$/.test(namespace)) throw new TypeError(`"${namespace}" is not a namespace`);
		this.#backend = backend;
		this.#prefix = `${namespace}:`;
	}

	async get(key: string): Promise<unknown> {
		const name = this.#name(key);
		return this.#ask(`read ${name}`, () => this.#backend.keyv.get<unknown>(name));
	}

	async set(key: string, value: unknown, options: WriteOptions = {}): Promise<void> {
		const { ttlMs, lease } = options;
		const name = this.#name(key);
		assertWritable(name, value, ttlMs);
		await this.#write<unknown>(`write ${name}`, options, () =>
			lease === undefined
				? this.#backend.keyv.set(name, value, ttlMs)
				: this.#backend.setWhileHeld(lease, [{ key: name, encoded: recordFormat.stringify({ value }), ttlMs }]),
		);
	}

	async add(key: string, value: unknown, options: Omit<WriteOptions, 'lease'> = {}): Promise<boolean> {
		const { ttlMs } = options;
		const name = this.#name(key);
		assertWritable(name, value, ttlMs);
		return this.#write(`add ${name}`, options, () => this.#backend.add(name, recordFormat.stringify({ value }), ttlMs));
	}

	async delete(key: string, options: Pick<WriteOptions, 'durability'> = {}): Promise<boolean> {
		const name = this.#name(key);
		// Even where there was nothing to delete: another deletion may not be on disk yet.
		return this.#write(`delete ${name}`, options, () => this.#backend.keyv.delete(name));
	}

	async *entries(prefix = ''): AsyncGenerator<readonly [key: string, value: unknown]> {
		try {
			for await (const page of this.#backend.scan(this.#prefix + prefix))
				for (const [name, encoded] of page) yield [name.slice(this.#prefix.length), decode(encoded)?.value];
		} catch (error) {
			throw asStoreError(`list ${this.#prefix}`, error);
		}
	}

	#name(key: string): string {
		if (key === '' || !key.isWellFormed()) throw new TypeError(`"${key}" is not a key`);
		return this.#prefix + key;
	}

	#write<T>(what: string, { durability }: WriteOptions, work: () => Promise<T>): Promise<T> {
		return this.#ask(what, async () => {
			const answer = await work();
			if (durability === 'soon') this.#backend.flushSoon();
			else await this.#backend.flush();
			return answer;
		});
	}

	#ask<T>(what: string, work: () => Promise<T>): Promise<T> {
		return orStoreError(what, () => this.#backend.bounded(work));
	}
}

/** Writes records of several namespaces in one step. See {@link Store.setTogether}. */
export async function setTogether(backend: Backend, writes: readonly RecordWrite[], lease: Lease): Promise<void> {
	const latest = new Map(writes.map((write) => [`${write.namespace}:${write.key}`, write]));
	const records = [...latest].map(([key, { value: read, ttlMs }]) => {
		const value = read();
		assertWritable(key, value, ttlMs);
		return { key, encoded: recordFormat.stringify({ value }), ttlMs };
	});
	await orStoreError(`write ${records.length} records together`, () =>
		backend.bounded(async () => {
			await backend.setWhileHeld(lease, records);
			await backend.flush();
		}),
	);
}
