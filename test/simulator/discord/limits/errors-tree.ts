import type { z } from 'zod';
import type { Refusal } from './check-body.ts';

/** Where in a body something is: `['embeds', 0, 'title']`. */
export type Path = readonly PropertyKey[];

/**
 * One thing that is wrong with one field of a body, in Discord's words. Where the code that Discord gives is not on
 * public record, the nearest of its general ones (`BASE_TYPE_…`, `NUMBER_TYPE_…`) stands in.
 */
export interface FormError {
	readonly path: Path;
	readonly code: string;
	readonly message: string;
}

/** Discord's `errors` object: the body's own shape, with the complaints about a field under its `_errors`. */
export interface ErrorsTree {
	[key: string]: ErrorsTree | { code: string; message: string }[];
}

/** The 400 that Discord gives to a form with `errors`; `undefined` when there are none. */
export function invalidForm(errors: readonly FormError[]): Refusal | undefined {
	if (errors.length === 0) return undefined;
	return { status: 400, code: 50035, message: 'Invalid Form Body', errors: errorsTree(errors) };
}

function errorsTree(errors: readonly FormError[]): ErrorsTree {
	const root: ErrorsTree = {};
	for (const { path, code, message } of errors) {
		let node = root;
		for (const key of path.map(String)) {
			// A body may name a field `constructor`, which every object seems to have already.
			const next = Object.hasOwn(node, key) ? node[key] : undefined;
			const child: ErrorsTree = next === undefined || Array.isArray(next) ? {} : next;
			node[key] = child;
			node = child;
		}
		const own = node['_errors'];
		if (Array.isArray(own)) own.push({ code, message });
		else node['_errors'] = [{ code, message }];
	}
	return root;
}

/**
 * What Discord says where a zod schema found fault; parse with `reportInput: true`, so that a missing field can be told
 * from one of the wrong type.
 *
 * @param at where in the whole body the parsed value stands; the default is its root.
 */
export function formErrors(error: z.ZodError, at: Path = []): FormError[] {
	return error.issues.map((issue) => formError(issue, at));
}

/** What Discord says of a body whose rules are all in one schema. */
export function checkForm(schema: z.ZodType, body: unknown): Refusal | undefined {
	const parsed = schema.safeParse(body, { reportInput: true });
	return parsed.success ? undefined : invalidForm(formErrors(parsed.error));
}

function formError(issue: z.core.$ZodIssue, at: Path): FormError {
	const path = [...at, ...issue.path];
	if (issue.code === 'custom') {
		return { path, code: String(issue.params?.['code']), message: issue.message };
	}
	if (issue.code === 'invalid_union' && issue.inclusive !== false && issue.discriminator !== undefined) {
		const choices = `Value of field "${issue.discriminator}" must be one of ${tuple(issue.options ?? [])}.`;
		return { path: path.slice(0, -1), code: 'UNION_TYPE_CHOICES', message: choices };
	}
	// Only numbers: lengths of texts and lists are refinements, which bring their own code.
	if (issue.code === 'too_big') {
		const message = `int value should be less than or equal to ${issue.maximum}.`;
		return { path, code: 'NUMBER_TYPE_MAX', message };
	}
	if (issue.code === 'too_small') {
		const message = `int value should be greater than or equal to ${issue.minimum}.`;
		return { path, code: 'NUMBER_TYPE_MIN', message };
	}
	if (issue.input === undefined || issue.input === null) {
		return { path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
	}
	if (issue.code === 'invalid_value') {
		return { path, code: 'BASE_TYPE_CHOICES', message: `Value must be one of ${tuple(issue.values)}.` };
	}
	const [code, message] = (issue.code === 'invalid_type' && WRONG_TYPES[issue.expected]) || NOT_A_STRING;
	return { path, code, message };
}

/** What is said of a value that may be a string or a number and is neither, too. */
const NOT_A_STRING = ['STRING_TYPE_CONVERT', 'Could not interpret the value as string.'] as const;
const NOT_AN_OBJECT = ['MODEL_TYPE_CONVERT', 'Expected an object/dictionary.'] as const;

const WRONG_TYPES: Readonly<Partial<Record<string, readonly [code: string, message: string]>>> = {
	number: ['NUMBER_TYPE_COERCE', 'Value is not a number.'],
	int: ['NUMBER_TYPE_COERCE', 'Value is not int.'],
	boolean: ['BOOLEAN_TYPE_CONVERT', 'Must be either true or false.'],
	array: ['LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType'],
	object: NOT_AN_OBJECT,
	record: NOT_AN_OBJECT,
};

/** Values as Discord prints them: a Python tuple, with the comma that a single value needs. */
function tuple(values: readonly unknown[]): string {
	const printed = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ');
	return values.length === 1 ? `(${printed},)` : `(${printed})`;
}
