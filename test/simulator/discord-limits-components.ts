import { ButtonStyle, ComponentType } from 'discord.js';
import { many } from './discord-limits-table.ts';

export const button = (fields: object = {}) => ({
	type: ComponentType.Button,
	style: ButtonStyle.Primary,
	label: 'a',
	custom_id: 'a',
	...fields,
});
export const buttons = (count: number, from = 0) => many(count, (index) => button({ custom_id: `${from + index}` }));
export const row = (...components: object[]) => ({ type: ComponentType.ActionRow, components });
export const option = (value: string, fields: object = {}) => ({ label: 'a', value, ...fields });
export const options = (count: number) => many(count, (index) => option(String(index)));
export const select = (fields: object = {}) => ({
	type: ComponentType.StringSelect,
	custom_id: 's',
	options: options(1),
	...fields,
});
