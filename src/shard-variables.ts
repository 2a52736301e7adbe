import { z } from 'zod';

/** The shards of this process, of how many in all; `auto` is every shard that Discord recommends. */
export type Shards = 'auto' | { readonly count: number; readonly ids: readonly number[] };

/** More than any bot has, so that a typo can't fill the memory. */
const MAX_SHARDS = 10_000;

/** `auto`, or how many shards there are in all. */
export const shardCount = z
	.string()
	.trim()
	.refine(
		(raw) => raw === 'auto' || (/^\d{1,5}$/.test(raw) && Number(raw) >= 1 && Number(raw) <= MAX_SHARDS),
		`must be auto or 1 to ${MAX_SHARDS}`,
	)
	.transform((raw) => (raw === 'auto' ? ('auto' as const) : Number(raw)));

/** `all`, or the ids in a text such as `0-3,7`, each once and in order. */
export const shardIds = z
	.string()
	.trim()
	.transform((raw, context) => {
		const ids = raw === 'all' ? ('all' as const) : parseIds(raw);
		if (ids !== undefined) return ids;
		context.addIssue('must be all, or shards such as 0-3,7');
		return z.NEVER;
	});

function parseIds(raw: string): readonly number[] | undefined {
	const ids = new Set<number>();
	for (const part of raw.split(',')) {
		const [, first, last = first] = /^\s*(\d{1,4})\s*(?:-\s*(\d{1,4})\s*)?$/.exec(part) ?? [];
		if (first === undefined || Number(first) > Number(last)) return undefined;
		for (let id = Number(first); id <= Number(last); id++) ids.add(id);
	}
	return [...ids].toSorted((a, b) => a - b);
}

/** The shards that both variables name together. */
export function toShards(count: z.output<typeof shardCount>, ids: z.output<typeof shardIds>): Shards {
	if (count === 'auto') return count;
	return { count, ids: ids === 'all' ? Array.from({ length: count }, (_, id) => id) : ids };
}
