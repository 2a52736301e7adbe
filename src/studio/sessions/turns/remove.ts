import { UnreadableError } from '../../store.ts';
import type { SessionRecords } from './session-records.ts';

/** Reports a list that cannot be read and goes on without it: it only says where to find what is removed anyway. */
export async function skipUnreadable({ report }: SessionRecords, id: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof UnreadableError)) throw error;
		report('list', id);
	}
}

/** Removes the links from messages to a turn. The list goes last, because a second attempt finds the rest by it. */
export function removeLinks(records: SessionRecords, turnId: string): Promise<void> {
	const { messages, links } = records;
	return skipUnreadable(records, turnId, async () => {
		for (const { id } of (await messages.get(turnId))?.messages ?? [])
			if ((await links.get(id))?.turnId === turnId) await links.delete(id);
		await messages.delete(turnId);
	});
}

/** Removes a turn that no session lists, with its links, but not its blobs. */
export async function removeTurn(records: SessionRecords, turnId: string): Promise<void> {
	await removeLinks(records, turnId);
	await records.turns.delete(turnId);
}
