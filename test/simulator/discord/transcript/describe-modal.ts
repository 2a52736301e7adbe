import { ComponentType } from 'discord.js';
import { type Component, walkAll } from '../world/component.ts';
import type { Interaction } from '../world/interaction.ts';

/** A form as the person before it sees it: its title, and one line for each thing to fill in. */
export function describeModal({ modal, user }: Interaction): string {
	if (modal === undefined) return '';
	const lines = modal.components.flatMap((component) => describeField(component));
	return [`(only ${user.name} sees this) form “${modal.title}”`, ...lines].join('\n');
}

function describeField(component: Component): string[] {
	if (component.type === ComponentType.TextDisplay) return (component.content ?? '').split('\n');
	const field = component.component ?? component.components?.[0] ?? component;
	const label = component.label ?? field.label ?? '';
	return [`${label}${field.required === false ? ' (optional)' : ''}: [${presetOf(field)}]`];
}

/** What stands in a field before anybody touched it. */
function presetOf(field: Component): string {
	if (field.type === ComponentType.Checkbox) return field.default ? '✓' : ' ';
	if (field.type === ComponentType.FileUpload) return 'files';
	if (typeof field.value === 'string' && field.value !== '') return field.value;
	const choices = (field.options ?? []).map((option) => `${option.default ? '✓ ' : ''}${option.label}`);
	return choices.length > 0 ? choices.join(' | ') : (field.placeholder ?? '');
}

/** The fields of a form that take a value, by custom_id and with the label they stand under. */
export const fieldsOf = (components: readonly Component[]) =>
	walkAll(components).flatMap((field) => {
		if (field.custom_id === undefined) return [];
		const frame = components.find((component) => component.component === field);
		return [{ field, customId: field.custom_id, label: frame?.label ?? field.label ?? '' }];
	});
