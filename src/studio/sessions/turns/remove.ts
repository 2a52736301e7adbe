import type { SessionRecords } from './session-records.ts';

/** Removes the links from messages to a turn. The list goes last, because a second attempt finds the rest by it. */
export async function removeLinks({ messages, links }: SessionRecords, turnId: string): Promise<void> {
	for (const { id } of (await messages.get(turnId))?.messages ?? [])
		if ((await links.get(id))?.turnId === turnId) await links.delete(id);
	await messages.delete(turnId);
}

/** Removes a turn that no session lists, with its links, but not its blobs. */
export async function removeTurn(records: SessionRecords, turnId: string): Promise<void> {
	await removeLinks(records, turnId);
	await records.turns.delete(turnId);
}
