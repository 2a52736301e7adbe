import { createHash } from 'node:crypto';
import { UserError } from '../../errors.ts';
import type { Records } from '../store.ts';
import type { ImageRequest } from './request.ts';

/** How soon the same wish again is taken for a slip, in milliseconds. */
const REPEAT_MS = 10_000;

/** Asks once whether the same wish twice in a row is meant, instead of charging for a slip of the finger. */
export interface DuplicateGuard {
	/** @throws UserError for the second of two equal wishes in a row; the third goes through. @throws StoreError */
	check(request: ImageRequest): Promise<void>;
	/** A wish that came to nothing may be tried again at once. @throws StoreError */
	clear(request: ImageRequest): Promise<void>;
}

export function createDuplicateGuard(records: Records): DuplicateGuard {
	const until = { ttlMs: REPEAT_MS };
	return {
		async check(request) {
			const key = keyOf(request);
			if (await records.add(key, { v: 1 }, until)) return;
			if (await records.add(`${key}:asked`, { v: 1 }, until))
				throw new UserError(({ requests }) => requests.askedTwice);
		},
		async clear(request) {
			const key = keyOf(request);
			await records.delete(key);
			await records.delete(`${key}:asked`);
		},
	};
}

/** The same person, words, pictures and settings, about the same picture. */
function keyOf({ asker, prompt, references, settings, count, conversation }: ImageRequest): string {
	const pictures = references.map(({ name, sizeBytes }) => [name, sizeBytes]);
	const about = conversation.kind === 'new' ? null : [conversation.sessionId, conversation.parentId];
	const wish = [asker.userId, prompt, pictures, Object.entries(settings).toSorted(), count, about];
	return createHash('sha256').update(JSON.stringify(wish)).digest('base64url');
}
