import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, megabytes, wholeMegabytes, allOf, oneOf } = createFormatters('es');

export const pictures = (amount: number): string => count(amount, { one: 'imagen', other: 'imágenes' });
