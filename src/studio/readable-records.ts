import type { z } from 'zod';

/** The records of a listing that are understood: one that is damaged, or of a version to come, hides no other. */
export async function* readable<Value>(
	entries: AsyncIterable<readonly [key: string, value: unknown]>,
	schema: z.ZodType<Value>,
	onUnreadable: (key: string) => void,
): AsyncGenerator<readonly [key: string, record: Value]> {
	for await (const [key, value] of entries) {
		const parsed = schema.safeParse(value);
		if (parsed.success) yield [key, parsed.data];
		else onUnreadable(key);
	}
}
