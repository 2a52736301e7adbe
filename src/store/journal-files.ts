import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { Journal } from '../studio/bookings.ts';

const NAME = /^unbooked-[\w-]+\.json$/;

const entries = z.array(z.unknown());

/**
 * A journal in files of one folder, one for each process, which takes over those of others: of an entry that two
 * processes book only the first counts.
 */
export function openJournal(folder: string, ownerId: string, log: Logger): Journal {
	const own = `unbooked-${ownerId}.json`;
	let read: readonly string[] = [];
	return {
		async read() {
			const names = existsSync(folder) ? await readdir(folder) : [];
			const files = await Promise.all(
				names.filter((name) => NAME.test(name)).map((name) => readJournal(folder, name, log)),
			);
			const understood = files.filter((file) => file !== undefined);
			read = understood.map(({ name }) => name);
			return understood.flatMap((file) => file.entries);
		},
		async write(left) {
			if (left.length > 0) {
				await mkdir(folder, { recursive: true });
				const draft = join(folder, `${own}.draft`);
				await using file = await open(draft, 'w');
				await file.writeFile(JSON.stringify(left));
				await file.sync();
				await rename(draft, join(folder, own));
			}
			const done = left.length > 0 ? read.filter((name) => name !== own) : [...read, own];
			for (const name of done) await rm(join(folder, name), { force: true });
			read = [];
		},
	};
}

/** `undefined` for a file that cannot be read: it is left where it is, and keeps no other from being read. */
async function readJournal(folder: string, name: string, log: Logger) {
	try {
		return { name, entries: entries.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))) };
	} catch (err) {
		log.error({ err, name }, 'a journal of what could not be booked cannot be read');
		return undefined;
	}
}
