import { createFormatters } from '../formatters.ts';

export const { number, count, pluralize, dollars, megabytes, wholeMegabytes, allOf, oneOf } = createFormatters('ja');

export const pictures = (amount: number): string => `${number(amount)}枚`;

export const WINDOW = { minute: 'この1分間', hour: 'この1時間', day: '今日', month: '今月' };
