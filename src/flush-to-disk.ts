import { open } from 'node:fs/promises';

/** What systems answer that cannot flush a folder. */
const UNSUPPORTED: readonly unknown[] = ['EINVAL', 'EPERM'];

/** Flushes a file, or the names in a folder, to disk; a folder only where the system supports that. */
export async function flushToDisk(path: string): Promise<void> {
	await using handle = await open(path);
	await handle.sync().catch((error: unknown) => {
		if (!(error instanceof Error && 'code' in error && UNSUPPORTED.includes(error.code))) throw error;
	});
}
