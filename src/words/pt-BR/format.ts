import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, megabytes, wholeMegabytes, allOf, oneOf } = createFormatters('pt-BR');

export const pictures = (amount: number): string => count(amount, { one: 'imagem', other: 'imagens' });

export const WINDOW = { minute: 'neste minuto', hour: 'nesta hora', day: 'hoje', month: 'neste mês' };
