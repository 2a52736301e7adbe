import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect } from './gemini-client.ts';

const RECORDINGS = new URL('../../../shared/recordings/', import.meta.url);
const areHere = existsSync(RECORDINGS);

const exchangeSchema = z.object({
	path: z.string(),
	request: z.looseObject({}),
	response: z.looseObject({ candidates: z.array(z.looseObject({})) }),
});

/** The keys and types of a value, lists by the shapes of their elements, each once. */
function shapeOf(value: unknown): unknown {
	if (Array.isArray(value)) {
		const shapes = new Set(value.map((element) => JSON.stringify(shapeOf(element))));
		return [...shapes].toSorted();
	}
	if (typeof value !== 'object' || value === null) return typeof value;
	const entries = Object.entries(value).map(([key, field]) => [key, shapeOf(field)] as const);
	return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe.skipIf(!areHere)(
	`against the recorded exchanges${areHere ? '' : ' (skipped: there are none on this machine)'}`,
	() => {
		test.each([
			['pro-image-only', {}],
			['pro-text-and-image', { text: 'A story.' }],
			['pro-web-search', {}],
			['flash-2.5-text-and-image', { text: 'A story.' }],
			['lite', {}],
		])('the request of %s is accepted, and the answer has the same shape', async (name, script) => {
			const recorded = exchangeSchema.parse(JSON.parse(await readFile(new URL(`${name}.json`, RECORDINGS), 'utf8')));
			await using client = await connect();
			client.gemini.next(script);
			const response = await fetch(client.gemini.url + recorded.path, {
				method: 'POST',
				headers: { 'x-goog-api-key': client.gemini.apiKey },
				body: JSON.stringify(recorded.request),
			});

			expect(response.status).toBe(200);
			expect(shapeOf(await response.json())).toEqual(shapeOf(recorded.response));
		});
	},
);
