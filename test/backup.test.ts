import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { backUp } from '../src/backup.ts';
import { openStore } from '../src/store/open.ts';
import { ask, beginTalk, historyOf, startForTalks } from './sessions/stage.ts';
import { flushedBy } from './store/flushes.ts';
import { silentLog, temporaryFolder } from './store/open-temporary.ts';
import { guarded } from './support/child.ts';
import { fakeClock } from './support/fake-clock.ts';

const SCRIPT = new URL('../src/backup.ts', import.meta.url).pathname;

/** Runs the script as a process of its own; resolves with its exit code and what its one line says. */
async function runBackup(env: Readonly<Record<string, string>>, ...given: readonly string[]) {
	const child = guarded(spawn(process.execPath, [SCRIPT, ...given], { env, stdio: ['ignore', 'pipe', 'inherit'] }));
	const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
	return { code, says: JSON.parse(output).msg };
}

test('a backup taken while the bot works restores to a bot that continues every session, byte by byte', async () => {
	await using folder = await temporaryFolder();
	const dataDir = `${folder.path}/data`;
	const target = `${folder.path}/backups/monday`;
	await using plantain = await startForTalks({ env: () => ({ DATA_DIR: dataDir }) });
	const { gemini, alice } = plantain;
	gemini.next({}, { text: 'Here is the scarf.' }, { images: 2, thoughts: ['Warm?'] });
	const fox = await beginTalk(plantain, 'a fox');
	await ask(plantain, fox.alice.say('a scarf'));
	const owl = await beginTalk(plantain, 'an owl');

	gemini.next({ hold: true });
	const unfinished = await alice.slash('imagine', { prompt: 'a lynx' });
	await gemini.inFlight();
	const backup = backUp({ dataDir, target, hasBlobs: true });
	await ask(plantain, owl.alice.say('meanwhile'));
	await backup;
	gemini.release();
	await unfinished.finished();

	// Beside the original, which still runs: no lock came with it.
	{
		await using store = await openStore({ dataDir: target, clock: fakeClock(), log: silentLog });
		expect(await store.areBlobsOurs()).toBe(true);
	}
	await plantain.bot.stop();
	await rename(dataDir, `${folder.path}/lost`);
	await rename(target, dataDir);
	await plantain.restart();
	await ask(plantain, fox.alice.say('fox again'));
	await ask(plantain, owl.alice.say('owl again'));
	expect(historyOf(gemini, 'fox again')).toEqual(['a fox', 'a scarf']);
	// So much of the last one as there was at the moment of the backup.
	expect([['an owl'], ['an owl', 'meanwhile']]).toContainEqual(historyOf(gemini, 'owl again'));
	expect(unfinished.response()?.attachments).toHaveLength(1);
	expect(plantain.channel.transcript().match(/\[a-lynx\.jpg/g)).toHaveLength(1);
});

test('a backup holds the records and pictures of its moment, and what is not booked yet, but nothing half written', async () => {
	await using folder = await temporaryFolder();
	const dataDir = `${folder.path}/data`;
	const target = `${folder.path}/backup`;
	await using store = await openStore({ dataDir, clock: fakeClock(), log: silentLog });
	const hash = await store.blobs.put(Buffer.from('a picture'));
	await store.records('sessions').set('1', { hash });
	await writeFile(`${dataDir}/unbooked-one.json`, '[]');
	await writeFile(`${dataDir}/blobs/partial/half`, 'a pic');
	expect(await runBackup({ DATA_DIR: dataDir }, target)).toEqual({ code: 0, says: 'backed up' });
	await store.records('sessions').set('2', {});
	expect((await readdir(target)).toSorted()).toEqual(['blobs', 'plantain.sqlite', 'unbooked-one.json']);
	expect(await readdir(`${target}/blobs`)).not.toContain('partial');
	await using restored = await openStore({ dataDir: target, clock: fakeClock(), log: silentLog });
	expect(await restored.records('sessions').get('1')).toEqual({ hash });
	expect(await restored.records('sessions').get('2')).toBeUndefined();
	expect(Buffer.from((await restored.blobs.get(hash)) ?? []).toString()).toBe('a picture');
	expect(await Array.fromAsync(restored.blobs.entries())).toEqual(await Array.fromAsync(store.blobs.entries()));
});

test.runIf(existsSync('/proc/self/fd'))('a backup is on the disk before it gets its name', async () => {
	await using folder = await temporaryFolder();
	const dataDir = `${folder.path}/data`;
	{
		await using store = await openStore({ dataDir, clock: fakeClock(), log: silentLog });
		await store.blobs.put(Buffer.from('a picture'));
	}
	// As a shell completes the name of a folder.
	const target = `${folder.path}/backups/monday/`;
	const flushed = await flushedBy(() => backUp({ dataDir, target, hasBlobs: true }));
	const drafts = flushed.filter((path) => path.includes('/monday-partial-'));
	const named = drafts.map((path) => path.replace(/-partial-\w+/, ''));
	const copied = await readdir(target, { recursive: true });
	expect(named.toSorted()).toEqual([target.slice(0, -1), ...copied.map((path) => target + path)].toSorted());
	expect(flushed.slice(drafts.length)).toEqual([`${folder.path}/backups`, folder.path]);
});

test('with an option in place of a folder it ends with 1 and says what it wants', async () => {
	await using folder = await temporaryFolder();
	expect(await runBackup({ DATA_DIR: folder.path }, '--help')).toEqual({
		code: 1,
		says: 'Say where: npm run backup -- <new folder>',
	});
});

test('with its records in Redis it ends with 1 and one line', async () => {
	expect(await runBackup({ REDIS_URL: 'redis://127.0.0.1' }, 'backup')).toEqual({
		code: 1,
		says: 'The records are in Redis (REDIS_URL): back up that instead.',
	});
});

test('it refuses a folder without records and one that exists, and leaves nothing behind when it fails', async () => {
	await using folder = await temporaryFolder();
	const dataDir = `${folder.path}/data`;
	const target = `${folder.path}/backup`;
	await expect(backUp({ dataDir, target, hasBlobs: true })).rejects.toThrow(/^There are no records in /);
	{
		await using _store = await openStore({ dataDir, clock: fakeClock(), log: silentLog });
	}
	await expect(backUp({ dataDir, target: dataDir, hasBlobs: true })).rejects.toThrow(/exists already/);
	for (const inside of [`${dataDir}/backup`, `${dataDir}/blobs/backup/`])
		await expect(backUp({ dataDir, target: inside, hasBlobs: true })).rejects.toThrow(/is in .* itself/);
	await symlink(folder.path, `${dataDir}/blobs/ab`);
	await expect(backUp({ dataDir, target, hasBlobs: true })).rejects.toThrow(/blobs\/ab is a symbolic link/);
	await rename(`${dataDir}/blobs`, `${dataDir}/elsewhere`);
	await expect(backUp({ dataDir, target, hasBlobs: true })).rejects.toThrow(/^There are no pictures in /);
	expect(await readdir(folder.path)).toEqual(['data']);
	expect((await readdir(dataDir)).filter((name) => name.startsWith('backup'))).toEqual([]);
	expect(await readdir(`${dataDir}/elsewhere`)).not.toContain('backup');
	expect(await backUp({ dataDir, target, hasBlobs: false })).toBe(0);
});
