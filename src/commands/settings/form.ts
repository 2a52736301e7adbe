import {
	type APILabelComponent,
	type APIModalInteractionResponseCallbackData,
	type APITextInputComponent,
	ComponentType,
	TextInputStyle,
} from 'discord.js';
import type { ChangedRules, TextId, View } from './setting.ts';

/** Longest text in a form field, in characters. Source: Discord, text input. */
export const MAX_FIELD = 4000;

/** A form that changes a setting. */
export interface SettingForm {
	/** The key of its title in the words. */
	readonly titleId: TextId;
	fields(view: View): APILabelComponent[];
	/** @param textOf returns the text of a field, by its name. @throws UserError for text that can't be accepted. */
	read(textOf: (name: string) => string, view: View): ChangedRules;
}

/** The form as Discord opens it, filled with what holds now. */
export const openForm = (
	form: SettingForm,
	view: View,
): Omit<APIModalInteractionResponseCallbackData, 'custom_id'> => ({
	title: view.words.settings[form.titleId],
	components: form.fields(view),
});

/** An optional text field with a label of at most 45 characters, a hint of at most 100 and the current value. */
export const textField = (
	label: string,
	hint: string,
	{
		value,
		...input
	}: Pick<APITextInputComponent, 'custom_id' | 'max_length'> & { readonly value?: string | undefined },
	style = TextInputStyle.Short,
): APILabelComponent => ({
	type: ComponentType.Label,
	label,
	description: hint,
	component: {
		...input,
		type: ComponentType.TextInput,
		style,
		required: false,
		...(value === undefined ? {} : { value }),
	},
});
