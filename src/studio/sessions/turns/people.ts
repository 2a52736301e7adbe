import type { PersonEntry } from '../person-index.ts';
import type { BlobRelease } from './release-blobs.ts';
import { finishRemoval, unfinishedRemoval } from './removal.ts';
import type { SessionRecords } from './session-records.ts';

/**
 * Removes an entry whose session is gone, and what a removal has left of that session. Other kinds of entries expire; a
 * removal whose session still exists may be under way.
 */
export async function tidyPerson(
	records: SessionRecords,
	userId: string,
	entry: PersonEntry,
	blobs: BlobRelease,
): Promise<void> {
	const { kind, id } = entry;
	if (kind !== 'session' && kind !== 'picture' && kind !== 'removal') return;
	if ((await records.sessions.get(id)) !== undefined) return;
	const unfinished = kind === 'removal' ? await unfinishedRemoval(records, userId, id) : undefined;
	if (unfinished === undefined) await records.people.remove(userId, entry);
	else await finishRemoval(records, unfinished, blobs);
}
