import { createHash } from 'node:crypto';
import { UserError } from '../../errors.ts';
import type { Records } from '../store.ts';
import type { ImageRequest } from './request.ts';

/** How soon the same request again counts as an accident, in milliseconds. */
const REPEAT_MS = 10_000;

export type DuplicateGuard = ReturnType<typeof createDuplicateGuard>;

/** Asks once whether a repeated request is intended, instead of charging for a double click. */
export function createDuplicateGuard(records: Records) {
	const until = { ttlMs: REPEAT_MS, durability: 'soon' } as const;
	return {
		/** @throws UserError for the second of equal requests; the third goes through. @throws StoreError */
		async check(request: ImageRequest) {
			const key = keyOf(request);
			if (await records.add(key, { v: 1 }, until)) return;
			if (await records.add(`${key}:asked`, { v: 1 }, until))
				throw new UserError(({ requests }) => requests.askedTwice);
		},
		/** Lets the request be repeated at once. @throws StoreError */
		async clear(request: ImageRequest) {
			const key = keyOf(request);
			await records.delete(key);
			await records.delete(`${key}:asked`);
		},
	};
}

/** Same person, prompt, references and settings, continuing from the same turn. */
function keyOf({ asker, prompt, references, settings, count, conversation }: ImageRequest): string {
	const pictures = references.map(({ name, sizeBytes }) => [name, sizeBytes]);
	const about = conversation.kind === 'new' ? null : [conversation.sessionId, conversation.parentId];
	const identity = [asker.userId, prompt, pictures, Object.entries(settings).toSorted(), count, about];
	return createHash('sha256').update(JSON.stringify(identity)).digest('base64url');
}
