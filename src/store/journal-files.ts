import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { Journal } from '../studio/quota/bookings.ts';

const NAME = /^unbooked-[\w-]+\.json$/;

const entries = z.array(z.unknown());

/**
 * A journal in files of one folder, one for each process, which takes over those of others by renaming them: of several
 * processes one gets a file, and only what was in it then is removed once it is booked. That of a process that lives may
 * be taken too: it has its entries in memory and writes a new file with all of them, and what both book counts once.
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

/** Another process may have been first. */
async function takeOver(from: string, to: string, log: Logger): Promise<boolean> {
	try {
		await rename(from, to);
		return true;
	} catch (err) {
		log.warn({ err }, 'a journal of what could not be booked could not be taken over');
		return false;
	}
}

/** `undefined` for a file that cannot be read: it is left where it is, and keeps no other from being read. */
async function readJournal(folder: string, name: string, log: Logger): Promise<readonly unknown[] | undefined> {
	try {
		return entries.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
	} catch (err) {
		log.error({ err, name }, 'a journal of what could not be booked cannot be read');
		return undefined;
	}
}
