import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Journal } from '../studio/bookings.ts';

const NAME = /^unbooked-[\w-]+\.json$/;

const entries = z.array(z.unknown());

/**
 * A journal in files of one folder, one for each process, which takes over those of others: of an entry that two
 * processes book only the first counts.
 */
export function openJournal(folder: string, ownerId: string): Journal {
	const own = `unbooked-${ownerId}.json`;
	let read: readonly string[] = [];
	return {
		async read() {
			const names = existsSync(folder) ? await readdir(folder) : [];
			read = names.filter((name) => NAME.test(name));
			const texts = await Promise.all(read.map((name) => readFile(join(folder, name), 'utf8')));
			return texts.flatMap((text) => entries.parse(JSON.parse(text)));
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
