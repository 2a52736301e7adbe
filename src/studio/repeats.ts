import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { ImageRequest } from './request.ts';
import { type Records, StoreError } from './store-ports.ts';

/** How soon the same wish again is taken for a slip, in milliseconds. */
export const REPEAT_MS = 10_000;

const repeat = z.object({ v: z.literal(1), atMs: z.int(), wasAsked: z.boolean() });

/** Asks once whether the same wish twice in a row is meant, instead of charging for a slip of the finger. */
export interface Repeats {
	/** @throws UserError for the second of two equal wishes in a row; the third goes through. @throws StoreError */
	check(request: ImageRequest): Promise<void>;
	/** A wish that came to nothing may be tried again at once. @throws StoreError */
	clear(request: ImageRequest): Promise<void>;
}

export function createRepeats(records: Records, clock: Clock): Repeats {
	return {
		async check(request) {
			const key = keyOf(request);
			const held = await records.get(key);
			const parsed = repeat.optional().safeParse(held);
			if (!parsed.success) throw new StoreError('a repeated wish cannot be read', { cause: parsed.error });
			const last = parsed.data;
			const isRepeat = last !== undefined && !last.wasAsked && clock.now() - last.atMs < REPEAT_MS;
			await records.set(key, { v: 1, atMs: clock.now(), wasAsked: isRepeat }, { ttlMs: REPEAT_MS });
			if (isRepeat)
				throw new UserError(
					'You asked for just that a moment ago. Nothing was charged; if you want it again, send it once more.',
				);
		},
		clear: async (request) => void (await records.delete(keyOf(request))),
	};
}

/** The same person, words, pictures and settings, about the same picture. */
function keyOf({ asker, prompt, references, settings, count, conversation }: ImageRequest): string {
	const pictures = references.map(({ name, sizeBytes }) => [name, sizeBytes]);
	const about = conversation.kind === 'new' ? null : [conversation.sessionId, conversation.parentId];
	const wish = [asker.userId, prompt, pictures, Object.entries(settings).toSorted(), count, about];
	return createHash('sha256').update(JSON.stringify(wish)).digest('base64url');
}
