import { hash } from 'node:crypto';

/** The name of a blob: the lower-case hex of the SHA-256 of its bytes. */
export const blobName = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

export const isBlobName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/** @throws TypeError when `name` is not a blob name, and might be a path to somewhere else. */
export function assertBlobName(name: string): void {
	if (!isBlobName(name)) throw new TypeError(`"${name}" is not the name of a blob`);
}
