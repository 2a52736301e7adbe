import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, megabytes, wholeMegabytes, allOf, oneOf } = createFormatters('en-US');

export const pictures = (amount: number): string => count(amount, { one: 'picture', other: 'pictures' });

export const WINDOW = { minute: 'this minute', hour: 'this hour', day: 'today', month: 'this month' };
