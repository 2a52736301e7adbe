import { expect, test } from 'vitest';
import { type BodyContext, type BodyKind, checkBody, type Refusal } from './discord/limits/check-body.ts';

export const noFiles: BodyContext = { files: [] };

/** `count` things, each made from its index. */
export const many = <Thing>(count: number, thing: (index: number) => Thing) =>
	Array.from({ length: count }, (_, index) => thing(index));

/** Every complaint of a refusal as `path: CODE`, in the order of the body. */
export function complaints(refusal: Refusal | undefined): string[] {
	return complaintsIn(refusal?.errors, []);
}

function complaintsIn(node: unknown, path: readonly string[]): string[] {
	if (typeof node !== 'object' || node === null) return [];
	return Object.entries(node).flatMap(([key, value]) =>
		key === '_errors' && Array.isArray(value)
			? value.map((error: { readonly code: string }) => `${path.join('.')}: ${error.code}`)
			: complaintsIn(value, [...path, key]),
	);
}

/** What is limited, the last size that is right, where one more is complained of, and a body right in all but that size. */
export type Limit = readonly [limit: string, bound: number, path: string, body: (size: number) => unknown];

/** Tests both sides of each limit: accepted at it, and one over refused as a 50035 with that one complaint. */
export function testLimits(kind: BodyKind, code: string, limits: readonly Limit[], context = noFiles): void {
	testBounds(
		kind,
		code,
		limits.map((limit) => [...limit, 1] as const),
		context,
	);
}

/** Tests both sides of each limit from below. */
export function testMinimums(kind: BodyKind, code: string, limits: readonly Limit[], context = noFiles): void {
	testBounds(
		kind,
		code,
		limits.map((limit) => [...limit, -1] as const),
		context,
	);
}

function testBounds(
	kind: BodyKind,
	code: string,
	limits: readonly (readonly [...limit: Limit, step: 1 | -1])[],
	context: BodyContext,
): void {
	const cases = limits.map(([limit, bound, path, body, step]) => ({ limit, bound, path, body, beyond: bound + step }));
	test.each(cases)(`${kind} · $limit: $bound is accepted`, ({ body, bound }) => {
		expect(checkBody(kind, body(bound), context)).toBeUndefined();
	});
	test.each(cases)(`${kind} · $limit: $beyond is ${code} at "$path"`, ({ body, beyond, path }) => {
		const refusal = checkBody(kind, body(beyond), context);
		expect(refusal).toMatchObject({ status: 400, code: 50035, message: 'Invalid Form Body' });
		expect(complaints(refusal)).toEqual([`${path}: ${code}`]);
	});
}

/** What is wrong, what is complained of as `path: CODE`, and the body. */
export type Mistake = readonly [mistake: string, complaint: string, body: unknown];

/** Tests that each body is refused for that one thing. */
export function testMistakes(kind: BodyKind, mistakes: readonly Mistake[], context = noFiles): void {
	test.each(mistakes)(`${kind} · %s is "%s"`, (_, complaint, body) => {
		expect(complaints(checkBody(kind, body, context))).toEqual([complaint]);
	});
}

/** Tests that each body is accepted. */
export function testAccepted(
	kind: BodyKind,
	right: readonly (readonly [what: string, body: unknown])[],
	context = noFiles,
): void {
	test.each(right)(`${kind} · %s is accepted`, (_, body) => {
		expect(checkBody(kind, body, context)).toBeUndefined();
	});
}
