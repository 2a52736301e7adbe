import type { Words } from '../../src/words/words.ts';

type Entry = string | ((parameters: object) => string | Readonly<Record<string, string>>);

/** Every sentence of a language by its way through the catalogue, such as `requests.queueFull`; not what formats numbers. */
export function entriesOf({ format: _, ...words }: Words): ReadonlyMap<string, Entry> {
	const entries = new Map<string, Entry>();
	const visit = (way: string, value: unknown) => {
		if (typeof value === 'string' || typeof value === 'function') entries.set(way, value as Entry);
		else
			for (const [name, inner] of Object.entries(value as object)) visit(way === '' ? name : `${way}.${name}`, inner);
	};
	visit('', words);
	return entries;
}

const TEXT = 'what was given';

/** What is put into a sentence, by the name of the parameter; a number where none is named. */
const FIRST: Readonly<Record<string, unknown>> = {
	alias: TEXT,
	amounts: TEXT,
	aspect: TEXT,
	aspects: [TEXT, TEXT],
	channel: TEXT,
	channels: [TEXT, TEXT],
	date: TEXT,
	facts: [TEXT, TEXT],
	first: TEXT,
	found: TEXT,
	gone: [TEXT, TEXT],
	holder: 'user',
	isEverywhere: true,
	isOfServer: true,
	isRest: true,
	kind: TEXT,
	last: TEXT,
	links: TEXT,
	model: 'Model A',
	models: ['Model A', 'Model B'],
	name: TEXT,
	obstacle: 'too-large',
	owner: TEXT,
	permissions: [TEXT, TEXT],
	person: TEXT,
	picture: TEXT,
	pixels: TEXT,
	price: TEXT,
	reason: 'missing',
	reference: TEXT,
	resetsAt: TEXT,
	again: TEXT,
	size: TEXT,
	sizes: [TEXT, TEXT],
	thisMonth: TEXT,
	title: TEXT,
	type: TEXT,
	types: [TEXT, TEXT],
	unit: 'images',
	value: TEXT,
	who: 'you',
	why: TEXT,
	window: 'day',
	wish: TEXT,
	zone: TEXT,
};

const samples = (number: number, differing: Readonly<Record<string, unknown>>) => (name: string) =>
	name in differing ? differing[name] : name in FIRST ? FIRST[name] : number;

/** Sets of parameters that lead through every branch. */
export const SAMPLES: readonly [(name: string) => unknown, ...((name: string) => unknown)[]] = [
	samples(3, {}),
	samples(1, { found: undefined, models: [], isEverywhere: false, isOfServer: false, isRest: false }),
	samples(0, { unit: 'microDollars', who: 'server-own', holder: 'guild', window: 'hour', obstacle: 'not-allowed' }),
	samples(2, { unit: 'failedCalls', who: 'bot', holder: 'bot', window: 'month', obstacle: 'not-taken' }),
];

/** What an entry says with a sample, and which parameters it used for that. */
export function readAll(entry: Entry | undefined, sample: (name: string) => unknown) {
	if (entry === undefined) return { text: '', uses: [] };
	if (typeof entry === 'string') return { text: entry, uses: [] };
	const uses = new Set<string>();
	const parameters = new Proxy(
		{},
		{
			get(_target, name) {
				uses.add(String(name));
				return sample(String(name));
			},
		},
	);
	const said = entry(parameters);
	// The name and the description of an option come together.
	return { text: typeof said === 'string' ? said : Object.values(said).join(': '), uses: [...uses].toSorted() };
}
