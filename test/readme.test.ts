import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { PermissionFlagsBits } from 'discord.js';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { environment } from '../src/config.ts';
import { quotaVariables } from '../src/quota-variables.ts';

const shape = { ...environment.shape, ...quotaVariables.shape };

const root = new URL('../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const { scripts } = z
	.object({ scripts: z.record(z.string(), z.string()) })
	.parse(JSON.parse(readFileSync(new URL('package.json', root), 'utf8')));

test('the configuration table is the schema', () => {
	const rows = readme.split('\n').filter((line) => /^\| `[A-Z_]+` \|/.test(line));
	expect(rows).toEqual(Object.entries(shape).map(([name, { description }]) => `| \`${name}\` | ${description} |`));
});

test('every npm script that the README names exists', () => {
	const named = [...readme.matchAll(/npm (?:run )?(start|test|\w+)\b/g)].map(([, name]) => name ?? '');
	const unknown = named.filter((name) => !['install', 'run'].includes(name) && scripts[name] === undefined);
	expect(named).toContain('demo');
	expect(unknown).toEqual([]);
});

test.each([
	['src/', '  '],
	['src/studio/', '    '],
])('the tree names every folder of %s', (parent, indent) => {
	const folders = readdirSync(new URL(parent, root), { withFileTypes: true }).filter((entry) => entry.isDirectory());
	expect(folders.map(({ name }) => name).filter((name) => !readme.includes(`\n${indent}${name}/ `))).toEqual([]);
});

test('every file and folder that the README names exists', () => {
	const linked = [...readme.matchAll(/\]\(((?!https?:)[^)]+)\)/g)].map(([, path]) => path ?? '');
	const folders = [...readme.matchAll(/^(?: {2}){1,2}([a-z]+\/|[a-z]+\.ts) /gm)].map(([, name]) => name ?? '');
	expect(folders).toContain('gemini/');
	const missing = [...linked, ...folders].filter(
		(path) =>
			![path, `src/${path}`, `src/studio/${path}`, `test/${path}`].some((place) => existsSync(new URL(place, root))),
	);
	expect(missing).toEqual([]);
});

test('the permissions in the invitation are the ones it says', () => {
	const flags = PermissionFlagsBits;
	const named = [flags.ViewChannel, flags.SendMessages, flags.EmbedLinks, flags.AttachFiles, flags.ReadMessageHistory];
	const threads = [flags.CreatePublicThreads, flags.SendMessagesInThreads];
	const stated = readme.match(/permissions=(\d+)/)?.[1];
	expect(BigInt(stated ?? 0)).toBe([...named, ...threads].reduce((sum, flag) => sum | flag));
	expect(readme).toContain(`(\`${stated}\`)`);
});

test('the first screen shows the playground, in less than 400 kB', () => {
	expect(readme.split('\n').slice(0, 10).join('\n')).toContain('](docs/playground.png)');
	expect(statSync(new URL('docs/playground.png', root)).size).toBeLessThan(400_000);
});
