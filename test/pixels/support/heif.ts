export interface Planned {
	readonly id: number;
	readonly type: string;
	readonly name?: string;
	readonly data?: string;
	/** In the `idat` box inside the tables rather than in `mdat`. */
	readonly isInTables?: boolean;
	/** Said to lie in another file. */
	readonly isElsewhere?: boolean;
}

export interface Plan {
	readonly primary: number;
	readonly items: readonly Planned[];
	readonly references?: readonly { readonly type: string; readonly from: number; readonly to: readonly number[] }[];
	readonly properties?: readonly Buffer[];
	/** Of the table of places; 2 has ids of 32 bits. */
	readonly version?: 0 | 1 | 2;
	/** Adds to where each item is said to lie. */
	readonly shift?: ReadonlyMap<number, number>;
	/** Stands after the data of the items, in both places, and belongs to none. */
	readonly unclaimed?: string;
	/** Whole boxes between the tables and the data. */
	readonly between?: readonly Buffer[];
	/** Gives the data's box a size of 64 bits. */
	readonly hasLongSize?: boolean;
}

export function box(type: string, ...body: readonly Buffer[]): Buffer {
	const content = Buffer.concat(body);
	return Buffer.concat([uint(4, content.length + 8), Buffer.from(type, 'latin1'), content]);
}

export function fullBox(type: string, version: number, ...body: readonly Buffer[]): Buffer {
	return box(type, uint(1, version), uint(3, 0), ...body);
}

export function uint(byteLength: number, value: number): Buffer {
	const bytes = Buffer.alloc(byteLength);
	bytes.writeUIntBE(value, 0, byteLength);
	return bytes;
}

/** A HEIF file of made-up data: its tables are real, its pictures are not. */
export function encodeHeif(plan: Plan): Buffer {
	const head = Buffer.concat([
		box('ftyp', Buffer.from('heic\0\0\0\0heicmif1')),
		buildMeta(plan, 1000),
		...(plan.between ?? []),
	]);
	// The tables are as long whatever places they hold.
	const dataAt = head.length + (plan.hasLongSize === true ? 16 : 8);
	const data = Buffer.from(dataOf(plan, false));
	return Buffer.concat([
		box('ftyp', Buffer.from('heic\0\0\0\0heicmif1')),
		buildMeta(plan, dataAt),
		...(plan.between ?? []),
		plan.hasLongSize === true
			? Buffer.concat([uint(4, 1), Buffer.from('mdat'), uint(4, 0), uint(4, data.length + 16), data])
			: box('mdat', data),
	]);
}

function dataOf(plan: Plan, isInTables: boolean): string {
	const items = plan.items.filter((item) => (item.isInTables ?? false) === isInTables);
	return items.map(({ data = '' }) => data).join('') + (plan.unclaimed ?? '');
}

function buildMeta(plan: Plan, dataAt: number): Buffer {
	const version = plan.version ?? 1;
	const id = (value: number) => uint(version === 2 ? 4 : 2, value);
	const references = (plan.references ?? []).map(({ type, from, to }) =>
		box(type, id(from), uint(2, to.length), ...to.map(id)),
	);
	return fullBox(
		'meta',
		0,
		fullBox('hdlr', 0, uint(4, 0), Buffer.from('pict'), Buffer.alloc(12), Buffer.from('SECRET-GPS program\0')),
		fullBox('pitm', version === 2 ? 1 : 0, id(plan.primary)),
		fullBox(
			'iinf',
			version === 2 ? 1 : 0,
			id(plan.items.length),
			...plan.items.map((item) => buildEntry(item, version)),
		),
		fullBox('iref', version === 2 ? 1 : 0, ...references),
		box('iprp', box('ipco', ...(plan.properties ?? [])), fullBox('ipma', 0, uint(4, 0))),
		box('idat', Buffer.from(dataOf(plan, true))),
		buildPlaces(plan, dataAt),
	);
}

function buildEntry({ id, type, name = '' }: Planned, version: number): Buffer {
	const idBytes = version === 2 ? 4 : 2;
	return fullBox('infe', version === 2 ? 3 : 2, uint(idBytes, id), uint(2, 0), Buffer.from(`${type}${name}\0`));
}

function buildPlaces(plan: Plan, dataAt: number): Buffer {
	const version = plan.version ?? 1;
	const idBytes = version === 2 ? 4 : 2;
	const next = { data: dataAt, tables: 0 };
	const entries = plan.items.map(({ id, data = '', isInTables = false, isElsewhere = false }) => {
		const start = isInTables ? next.tables : next.data;
		next[isInTables ? 'tables' : 'data'] += data.length;
		return Buffer.concat([
			uint(idBytes, id),
			version === 0 ? Buffer.alloc(0) : uint(2, isInTables ? 1 : 0),
			uint(2, isElsewhere ? 1 : 0),
			uint(2, 1),
			uint(4, start + (plan.shift?.get(id) ?? 0)),
			uint(4, data.length),
		]);
	});
	return fullBox('iloc', version, uint(2, 0x4400), uint(idBytes, plan.items.length), ...entries);
}
