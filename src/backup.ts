import { access, constants, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { environment } from './config.ts';
import { StartError } from './errors.ts';
import { flushToDisk } from './flush-to-disk.ts';
import { createLog } from './log.ts';

interface BackupOptions {
	readonly dataDir: string;
	/** A folder outside `dataDir` that does not exist yet. It appears when the backup is complete and on the disk. */
	readonly target: string;
	/** Whether the pictures are in `dataDir` too. */
	readonly hasBlobs: boolean;
}

/**
 * Copies what a bot keeps in its folder, while it works there or not. Returns the number of pictures.
 *
 * Copying the files of a database in use breaks it: between one file and the next, its log may be merged into it. So
 * SQLite itself writes the records of one moment. Pictures come after them, because a picture is there before the
 * record that names it and never changes; open bookings before them, because what is booked twice counts once.
 *
 * @throws StartError with one line for the operator.
 */
export async function backUp({ dataDir, hasBlobs, ...options }: BackupOptions): Promise<number> {
	const target = resolve(options.target);
	const source = join(dataDir, 'plantain.sqlite');
	if (!(await exists(source))) throw new StartError(`There are no records in ${dataDir} (DATA_DIR).`);
	if (await exists(target)) throw new StartError(`${target} exists already; a backup goes into a new folder.`);
	if (target.startsWith(resolve(dataDir) + sep)) throw new StartError(`${target} is in ${dataDir} (DATA_DIR) itself.`);
	const parent = dirname(target);
	const made = await mkdir(parent, { recursive: true });
	const draft = await mkdtemp(`${target}-partial-`);
	try {
		for (const name of await readdir(dataDir))
			if (/^unbooked-.*\.json$/.test(name)) await copyIfThere(join(dataDir, name), join(draft, name));
		snapshot(source, join(draft, 'plantain.sqlite'));
		const blobs = hasBlobs ? await copyBlobs(join(dataDir, 'blobs'), join(draft, 'blobs')) : 0;
		// Otherwise a power cut could leave the name of the backup without its contents.
		for (const { name, parentPath } of await entriesBelow(draft)) await flushToDisk(join(parentPath, name));
		await flushToDisk(draft);
		await rename(draft, target);
		for (const changed of [parent, ...(made === undefined ? [] : [dirname(made)])]) await flushToDisk(changed);
		return blobs;
	} catch (error) {
		await rm(draft, { recursive: true, force: true });
		throw error;
	}
}

/** Writes the records of one moment to a new file; the bot reads and writes on meanwhile. */
function snapshot(source: string, target: string): void {
	const database = new DatabaseSync(source, { readOnly: true, timeout: 5000 });
	try {
		database.prepare('VACUUM INTO ?').run(target);
	} finally {
		database.close();
	}
}

async function copyBlobs(from: string, to: string): Promise<number> {
	if (!(await exists(from))) throw new StartError(`There are no pictures in ${from}. If in a bucket, set BLOB_STORE.`);
	let copied = 0;
	await mkdir(to);
	for (const { name, parentPath } of await filesBelow(from)) {
		const folder = join(to, parentPath.slice(from.length));
		await mkdir(folder, { recursive: true });
		if (await copyIfThere(join(parentPath, name), join(folder, name))) copied++;
	}
	return copied;
}

/** All but what is half written. A link is refused, because what is behind it would be missing in the backup. */
async function filesBelow(folder: string) {
	const entries = await entriesBelow(folder);
	const link = entries.find((entry) => entry.isSymbolicLink());
	if (link !== undefined)
		throw new StartError(`${join(link.parentPath, link.name)} is a symbolic link, which no backup follows.`);
	return entries.filter((entry) => entry.isFile() && entry.parentPath !== join(folder, 'partial'));
}

const entriesBelow = (folder: string) => readdir(folder, { recursive: true, withFileTypes: true });

/** Keeps its age, by which unneeded pictures are removed. Returns false when it was deleted meanwhile. */
async function copyIfThere(from: string, to: string): Promise<boolean> {
	try {
		const { atime, mtime } = await stat(from);
		await copyFile(from, to, constants.COPYFILE_EXCL);
		await utimes(to, atime, mtime);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
		throw error;
	}
}

const exists = (path: string) =>
	access(path).then(
		() => true,
		() => false,
	);

/** `npm run backup -- <folder>` */
async function main(): Promise<void> {
	const log = createLog('info');
	try {
		const { DATA_DIR, REDIS_URL, BLOB_STORE } = environment
			.pick({ DATA_DIR: true, REDIS_URL: true, BLOB_STORE: true })
			.parse(process.env);
		const [target] = process.argv.slice(2);
		if (target === undefined || target.startsWith('-'))
			throw new StartError('Say where: npm run backup -- <new folder>');
		if (REDIS_URL !== undefined) throw new StartError('The records are in Redis (REDIS_URL): back up that instead.');
		const pictures = await backUp({ dataDir: DATA_DIR, target, hasBlobs: BLOB_STORE === undefined });
		log.info({ target, pictures }, 'backed up');
	} catch (error) {
		log.fatal(
			error instanceof StartError ? {} : { err: error },
			error instanceof StartError ? error.message : 'the backup failed',
		);
		process.exitCode = 1;
	}
}

if (import.meta.main) await main();
