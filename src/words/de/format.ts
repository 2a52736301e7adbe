import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, megabytes, wholeMegabytes, allOf, oneOf } = createFormatters('de');

export const pictures = (amount: number): string => count(amount, { one: 'Bild', other: 'Bilder' });

export const WINDOW = { minute: 'in dieser Minute', hour: 'in dieser Stunde', day: 'heute', month: 'diesen Monat' };
