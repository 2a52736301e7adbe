import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, megabytes, allOf, oneOf } = createFormatters('en-US');

export const pictures = (amount: number): string => count(amount, { one: 'picture', other: 'pictures' });
