import { ComponentType } from 'discord.js';
import type { Component } from '../world/component.ts';
import { chosenFrom } from './components.ts';
import { hasAllowedExtension } from './option-values.ts';
import type { Thing } from './resolved.ts';
import { type PickedFile, type Uploader, upload } from './upload.ts';

/** What a person can put into a field of a form: text or one choice, a tick, several choices, or files. */
export type FieldValue = string | boolean | readonly (string | Thing | PickedFile)[];

/** A field as it goes to the application, under `value` or `values` as its type has it. */
export type SentField = { readonly value: string | boolean | null } | { readonly values: readonly string[] };

const isPicked = (value: string | Thing | PickedFile): value is PickedFile =>
	typeof value === 'object' && 'bytes' in value;

const isChoice = (value: string | Thing | PickedFile): value is string | Thing => !isPicked(value);

/** Uploads what was put into a file field. Throws when the field does not take it. */
export async function uploadInto(field: Component, value: FieldValue | undefined, to: Uploader) {
	const files = typeof value === 'object' ? value.filter(isPicked) : [];
	checkCount(field, files.length);
	const types = Array.isArray(field['file_types']) ? field['file_types'].map(String) : [];
	const refused = files.find(({ name }) => !hasAllowedExtension(types, name));
	if (refused !== undefined) throw new Error(`${field.custom_id} does not take ${refused.name}`);
	return upload(files, { ...to, isEphemeral: true });
}

/** What any other field sends. Throws when it does not take the value. */
export function sentValue(field: Component, value: FieldValue | undefined): SentField {
	const presets = (field.options ?? []).filter((option) => option.default).map((option) => option.value);
	switch (field.type) {
		case ComponentType.TextInput:
			return { value: text(field, value ?? (typeof field.value === 'string' ? field.value : '')) };
		case ComponentType.Checkbox:
			return { value: value === undefined ? field.default === true : value === true };
		case ComponentType.RadioGroup:
			return { value: chosen({ ...field, max_values: 1 }, value === undefined ? presets : [String(value)])[0] ?? null };
		case ComponentType.CheckboxGroup:
			return { values: chosen({ ...field, max_values: field.max_values ?? field.options?.length }, value ?? presets) };
		default:
			return { values: chosen(field, value ?? presets) };
	}
}

function chosen(field: Component, value: FieldValue): string[] {
	if (typeof value !== 'object') throw new Error(`${field.custom_id} takes a list`);
	const values = value.filter(isChoice);
	return values.length === 0 && field.required === false ? [] : chosenFrom(field, values);
}

function text(field: Component, value: FieldValue): string {
	if (typeof value !== 'string') throw new Error(`${field.custom_id} takes text`);
	const isEmpty = value === '' && field.required === false;
	const { min_length: min, max_length: max } = field;
	const tooShort = value.length < Math.max(min ?? 0, 1);
	if ((tooShort && !isEmpty) || value.length > (max ?? 4000)) {
		throw new Error(`${field.custom_id} takes ${min ?? 1} to ${max ?? 4000} characters, not ${value.length}`);
	}
	return value;
}

function checkCount(field: Component, count: number): void {
	const { min_values: min, max_values: max } = field;
	if (count === 0 && field.required === false) return;
	if (count < (min ?? 1) || count > (max ?? 1))
		throw new Error(`${field.custom_id} takes ${min ?? 1} to ${max ?? 1} files`);
}
