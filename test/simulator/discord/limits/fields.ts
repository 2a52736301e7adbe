import { z } from 'zod';
import type { FormError, Path } from './errors-tree.ts';

/** What a failed refinement says, in the form that `formErrors` reads back. */
export const fault = (code: string, message: string) => ({ error: message, params: { code } });

/** Makes a function that finds errors (with paths inside the value) into a check for `.superRefine`. */
export const rule =
	<Value>(find: (value: Value) => readonly FormError[]) =>
	(value: Value, context: z.RefinementCtx): void => {
		for (const { path, code, message } of find(value)) {
			context.addIssue({ code: 'custom', path: [...path], message, params: { code } });
		}
	};

const lengthFault = (min: number, max: number) =>
	min === 0
		? fault('BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
		: fault('BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);

const isWithin = (length: number, min: number, max: number) => length >= min && length <= max;

/** A string of `min` to `max` characters, counted as UTF-16 code units. */
export const text = (min: number, max: number) =>
	z.string().refine(({ length }) => isWithin(length, min, max), lengthFault(min, max));

/** A list of `min` to `max` items. */
export const list = <Item extends z.ZodType>(item: Item, min: number, max: number) =>
	z.array(item).refine(({ length }) => isWithin(length, min, max), lengthFault(min, max));

type Bound = number | null | undefined;

/** The complaint that what is wanted at least is more than what is allowed at most; a bound that is not set is no bound. */
export function orderErrors(path: Path, min: Bound, max: Bound): FormError[] {
	if ((min ?? Number.NEGATIVE_INFINITY) <= (max ?? Number.POSITIVE_INFINITY)) return [];
	return [{ path, code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${max}.` }];
}

/** A whole number from `min` to `max`. */
export const integer = (min: number, max: number) => z.int().min(min).max(max);

/** A Discord id as JSON carries it: a string of digits. */
export const snowflake = z
	.string()
	.refine((value) => /^\d{1,20}$/.test(value), fault('NUMBER_TYPE_COERCE', 'Value is not snowflake.'));

/** A URL of at most `maxLength` characters whose scheme is one of `schemes`. */
export const url = (maxLength: number, schemes: readonly string[]) =>
	text(0, maxLength)
		.refine((value) => URL.canParse(value), fault('URL_TYPE_INVALID_URL', 'Not a well formed URL.'))
		.refine(
			(value) => !URL.canParse(value) || schemes.includes(new URL(value).protocol.slice(0, -1)),
			fault('URL_TYPE_INVALID_SCHEME', `Scheme must be one of (${schemes.map((scheme) => `'${scheme}'`).join(', ')}).`),
		);

/** A custom_id: what a click or a submitted modal gives back. */
export const customId = text(1, 100);

/** The optional number that an app may give to any component. */
export const componentId = integer(0, 2 ** 31 - 1).nullish();

/** What an attachment option or a file upload lets people choose: `image`, `video`, `audio` or an extension. */
export const fileTypes = list(
	z
		.string()
		.refine(
			(value) => /^(image|video|audio|\.[a-z0-9]{1,15})$/i.test(value),
			fault('STRING_TYPE_REGEX', 'String value did not match validation regex.'),
		),
	0,
	10,
).nullish();
