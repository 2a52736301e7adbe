import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const counted = z.object({ count: z.int() });

/** Counts the records of a bot that runs on SQLite, on disk or not yet; opened for each look. */
export function countStored(dataDir: string, namespace: string): number {
	using database = new DatabaseSync(join(dataDir, 'plantain.sqlite'), { readOnly: true });
	const select = database.prepare('SELECT count(*) AS count FROM records WHERE key LIKE ?');
	return counted.parse(select.get(`${namespace}:%`)).count;
}
