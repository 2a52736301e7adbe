import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';

/**
 * Which folders of `src` each folder may import besides `words` and the leaves, the files that lie directly in `src`.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	events: ['commands', 'studio'],
	commands: ['studio'],
	gemini: ['studio', 'pixels'],
	delivery: ['studio', 'pixels'],
	store: ['studio'],
	queue: ['studio'],
	metrics: ['studio'],
	studio: [],
	pixels: [],
	words: [],
};

/** Which rooms of the studio each of them may import besides the files that lie directly in `studio`. */
const MAY_IMPORT_IN_STUDIO: Readonly<Record<string, readonly string[]>> = {
	requests: ['generation', 'quota'],
	generation: ['requests', 'sessions', 'quota', 'rules'],
	sessions: ['requests', 'generation', 'rules'],
	quota: ['requests', 'generation', 'rules'],
	rules: ['requests', 'generation', 'quota'],
};

/** They put the rooms of the studio together, so no room may know them. */
const STUDIO_ROOTS = ['studio.ts', 'upkeep.ts'];

/** The only rooms where these packages may be named; any other package has no home rule. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
	'@google/genai': ['gemini'],
	'discord.js': ['commands', 'events', 'delivery', 'main.ts'],
	sharp: ['pixels'],
	'file-type': ['pixels'],
	keyv: ['store'],
	'@keyv/sqlite': ['store'],
	'@keyv/redis': ['store'],
	'@redis/client': ['store'],
	flydrive: ['store'],
	'p-queue': ['queue'],
	bullmq: ['queue'],
	pino: ['log.ts'],
	'@prometheus-io/client': ['metrics'],
};

/** A source text by its path inside `src`, such as `studio/studio.ts`. */
export type Sources = Readonly<Record<string, string>>;

export function readSources(root: URL): Sources {
	const files = globSync('**/*.ts', { cwd: root });
	return Object.fromEntries(files.map((file) => [file, readFileSync(new URL(file, root), 'utf8')]));
}

/** Every import that points the wrong way, as "file imports what: why". */
export function findViolations(sources: Sources): string[] {
	return Object.entries(sources).flatMap(([file, text]) =>
		importsOf(text).flatMap((specifier) => {
			const why = specifier.startsWith('.') ? judgeFile(file, specifier) : judgePackage(file, specifier);
			return why === undefined ? [] : [`${file} imports ${specifier}: ${why}`];
		}),
	);
}

/** The room a file is in: its folder in `src`, or the file itself when it lies directly there. */
const roomOf = (file: string) => file.split('/')[0] ?? file;

const importsOf = (text: string) =>
	[...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].flatMap(([, specifier]) => specifier ?? []);

function judgeFile(file: string, specifier: string): string | undefined {
	const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
	if (target.startsWith('..')) return 'nothing in src imports from outside it';
	const [from, to] = [roomOf(file), roomOf(target)];
	if (from === 'studio' && to === 'studio') return judgeInStudio(file, target);
	if (from === to || from === 'main.ts') return undefined;
	if (to === 'main.ts') return 'nobody imports the composition root';
	if (to.endsWith('.ts') || (to === 'words' && from !== 'words')) return undefined;
	if (from.endsWith('.ts')) return 'a leaf imports only leaves';
	return MAY_IMPORT[from]?.includes(to) === true ? undefined : `${from} may not import ${to}`;
}

function judgeInStudio(file: string, target: string): string | undefined {
	const [from = '', to = ''] = [file, target].map((one) => one.split('/')[1]);
	if (from === to || from.endsWith('.ts')) return undefined;
	if (to.endsWith('.ts'))
		return STUDIO_ROOTS.includes(to) ? `${from} may not import what puts the rooms together` : undefined;
	return MAY_IMPORT_IN_STUDIO[from]?.includes(to) === true ? undefined : `studio/${from} may not import studio/${to}`;
}

function judgePackage(file: string, specifier: string): string | undefined {
	if (isBuiltin(specifier)) return undefined;
	const name = specifier
		.split('/')
		.slice(0, specifier.startsWith('@') ? 2 : 1)
		.join('/');
	const homes = HOMES[name];
	return homes === undefined || homes.includes(roomOf(file)) ? undefined : `${name} lives in ${homes.join(', ')}`;
}
