import { z } from 'zod';
import type { Records, WriteOptions } from '../studio/store.ts';
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

	async set(key: string, value: unknown, { ttlMs, lease }: WriteOptions = {}): Promise<void> {
		const name = this.#name(key);
		assertWritable(name, value, ttlMs);
		await this.#ask<unknown>(`write ${name}`, () =>
			lease === undefined
				? this.#backend.keyv.set(name, value, ttlMs)
				: this.#backend.setWhileHeld(lease, name, value, ttlMs),
		);
	}

	async add(key: string, value: unknown, { ttlMs }: Pick<WriteOptions, 'ttlMs'> = {}): Promise<boolean> {
		const name = this.#name(key);
		assertWritable(name, value, ttlMs);
		return this.#ask(`add ${name}`, () => this.#backend.add(name, recordFormat.stringify({ value }), ttlMs));
	}

	async delete(key: string): Promise<boolean> {
		const name = this.#name(key);
		return this.#ask(`delete ${name}`, () => this.#backend.keyv.delete(name));
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

	#ask<T>(what: string, work: () => Promise<T>): Promise<T> {
		return orStoreError(what, () => this.#backend.bounded(work));
	}
}
