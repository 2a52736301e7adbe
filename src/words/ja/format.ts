import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, megabytes, wholeMegabytes, allOf, oneOf } = createFormatters('ja');

export const pictures = (amount: number): string => `${number(amount)}枚`;
