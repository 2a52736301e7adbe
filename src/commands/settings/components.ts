import {
	type APIButtonComponent,
	type APILabelComponent,
	type APITextInputComponent,
	ButtonStyle,
	ComponentType,
	TextInputStyle,
} from 'discord.js';
import type { NameControl, View } from './setting.ts';

/** Longest text in a form field, in characters. Source: Discord, text input. */
export const MAX_FIELD = 4000;

/** Buttons by action; the action goes into the `custom_id`. */
export const buttons =
	(...actions: readonly ('change' | 'add' | 'remove' | 'clear')[]) =>
	(nameControl: NameControl, { words }: View): APIButtonComponent[] =>
		actions.map((action) => ({
			type: ComponentType.Button,
			style: ButtonStyle.Secondary,
			custom_id: nameControl(action),
			label: words.settings[action],
		}));

/** An optional text field, filled with the current value; one line unless it is `long`. */
export function textField(
	/** At most 45 characters. */
	label: string,
	/** At most 100 characters. */
	hint: string,
	{
		value,
		...input
	}: Pick<APITextInputComponent, 'custom_id' | 'max_length'> & { readonly value?: string | undefined },
	length: 'short' | 'long' = 'short',
): APILabelComponent {
	const component: APITextInputComponent = {
		...input,
		type: ComponentType.TextInput,
		style: length === 'long' ? TextInputStyle.Paragraph : TextInputStyle.Short,
		required: false,
		...(value === undefined ? {} : { value }),
	};
	return { type: ComponentType.Label, label, description: hint, component };
}
