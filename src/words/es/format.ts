import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, megabytes, wholeMegabytes, allOf, oneOf } = createFormatters('es');

export const pictures = (amount: number): string => count(amount, { one: 'imagen', other: 'imágenes' });

export const WINDOW = { minute: 'en este minuto', hour: 'en esta hora', day: 'hoy', month: 'este mes' };
