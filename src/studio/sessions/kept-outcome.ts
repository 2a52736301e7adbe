import type { Outcome, Piece } from '../generation/outcome.ts';
import type { Part } from './turns/part.ts';
import type { Turn } from './turns/session-records.ts';

/** What a turn's answer was, as far as it is kept: without sizes in pixels, thoughts and sources. */
export function readOutcome({ usage }: Turn, parts: readonly Part[]): Outcome & { kind: 'images' | 'text-only' } {
	const facts = { parts, serviceSays: 'kept', usage: usage ?? undefined };
	if (parts.every(({ picture }) => picture === undefined))
		return { kind: 'text-only', text: parts.map(({ text = '' }) => text).join(''), ...facts };
	const pieces = parts.flatMap(({ text, picture }): Piece[] => [
		...(text === undefined || text === '' ? [] : [{ kind: 'text', text } as const]),
		...(picture === undefined ? [] : [{ kind: 'picture', picture: { ...picture, pixels: undefined } } as const]),
	]);
	return { kind: 'images', pieces, thoughts: '', sources: undefined, ...facts };
}
