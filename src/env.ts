import { z } from 'zod';

/** A blank line in an env file means "not set"; without this `DISCORD_API_URL=` would fail as a bad URL. */
export const blankAsUnset = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);

/** A variable that is `undefined` when it is unset or blank. */
export const optionalVariable = <T extends z.ZodType>(schema: T) => z.preprocess(blankAsUnset, schema.optional());
