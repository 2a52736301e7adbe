import { hash } from 'node:crypto';

const names = new WeakMap<Uint8Array, string>();

/**
 * The name of a blob: the lower-case hex of the SHA-256 of its bytes. Computed once for each array, whose bytes must not
 * change after that: a picture is named when its turn is packed, and again when it is stored.
 */
export function blobName(bytes: Uint8Array): string {
	const name = names.get(bytes) ?? hash('sha256', bytes, 'hex');
	names.set(bytes, name);
	return name;
}

export const isBlobName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/** @throws TypeError when `name` is not a blob name, and might be a path to somewhere else. */
export function assertBlobName(name: string): void {
	if (!isBlobName(name)) throw new TypeError(`"${name}" is not the name of a blob`);
}
