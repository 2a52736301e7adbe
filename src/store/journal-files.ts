import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { Journal } from '../studio/quota/bookings.ts';

const NAME = /^unbooked-[\w-]+\.json$/;

const entries = z.array(z.unknown());

/**
 * A journal in the files of one folder, one for each process. A process takes over the files of others by renaming
 * them, which only one process can do, and removes what it took over once that's booked. This may include the file of a
 * live process. That process still has its entries in memory and writes a new file with all of them; an entry that both
 * book counts once.
 */
export function openJournal(folder: string, ownerId: string, log: Logger): Journal {
	const own = `unbooked-${ownerId}.json`;
	let taken: string[] = [];
	return {
		async read() {
			const names = existsSync(folder) ? await readdir(folder) : [];
			const found: unknown[] = [];
			for (const [index, name] of names.filter((other) => NAME.test(other) && other !== own).entries()) {
				if ((await readJournal(folder, name, log)) === undefined) continue;
				const mine = `unbooked-${ownerId}-${index}.json`;
				if (!(await takeOver(join(folder, name), join(folder, mine), log))) continue;
				const left = await readJournal(folder, mine, log);
				if (left === undefined) continue;
				found.push(...left);
				taken.push(mine);
			}
			return found;
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
			const done = left.length > 0 ? taken : [...taken, own];
			for (const name of done) await rm(join(folder, name), { force: true });
			taken = [];
		},
	};
}

/** Fails when another process was first. */
async function takeOver(from: string, to: string, log: Logger): Promise<boolean> {
	try {
		await rename(from, to);
		return true;
	} catch (err) {
		log.warn({ err }, 'a journal of what could not be booked could not be taken over');
		return false;
	}
}

/** `undefined` for an unreadable file, which stays where it is and doesn't keep the others from being read. */
async function readJournal(folder: string, name: string, log: Logger): Promise<readonly unknown[] | undefined> {
	try {
		return entries.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
	} catch (err) {
		log.error({ err, name }, 'a journal of what could not be booked cannot be read');
		return undefined;
	}
}
