import { createHash, randomBytes } from 'node:crypto';

/** Gives that many bytes that no compression can shorten. */
export type Entropy = (bytes: number) => Buffer;

/** With a seed the same bytes come in the same order every time; without one they are random. */
export function entropy(seed: string | undefined): Entropy {
	if (seed === undefined) return randomBytes;
	let turn = 0;
	return (bytes) => createHash('shake256', { outputLength: bytes }).update(`${seed}:${turn++}`).digest();
}
