import { ComponentType } from 'discord.js';
import { describeFile } from '../transcript/describe.ts';
import { fieldsOf } from '../transcript/describe-modal.ts';
import type { StoredFile } from '../world/cdn.ts';
import type { Component } from '../world/component.ts';
import type { Interaction } from '../world/interaction.ts';
import type { Caller } from './command-call.ts';
import type { Use } from './components.ts';
import { type FieldValue, type SentField, sentValue, uploadInto } from './field-values.ts';
import { resolve, type Thing } from './resolved.ts';

/**
 * Fills in the form that an interaction was answered with; fields go by custom_id or label, the rest keep their presets.
 *
 * @throws Error when Discord's client would not have let the person send it.
 */
export async function fillForm(
	caller: Caller,
	opener: Interaction,
	values: Readonly<Record<string, FieldValue>>,
): Promise<Use> {
	const { modal } = opener;
	if (modal === undefined) throw new Error(`${opener.label} showed no form`);
	const fields = fieldsOf(modal.components);
	const isField = (name: string) => fields.some(({ customId, label }) => customId === name || label === name);
	const unknown = Object.keys(values).find((name) => !isField(name));
	if (unknown !== undefined) throw new Error(`the form has no field ${unknown}`);

	const sent = new Map<Component, SentField>();
	const files: StoredFile[] = [];
	const things: Thing[] = [];
	const lines: string[] = [];
	for (const { field, customId, label } of fields) {
		const value = values[customId] ?? values[label];
		if (typeof value === 'object') things.push(...value.filter(isThing));
		if (field.type === ComponentType.FileUpload) {
			const uploaded = await uploadInto(field, value, caller);
			files.push(...uploaded);
			sent.set(field, { values: uploaded.map(({ id }) => id) });
			lines.push(`${label}: ${uploaded.map(describeFile).join(' ')}`);
		} else {
			const one = sentValue(field, value);
			sent.set(field, one);
			lines.push(`${label}: ${readable(one)}`);
		}
	}
	return {
		label: [`submits “${modal.title}”`, ...lines].join('\n'),
		data: {
			custom_id: modal.customId,
			components: modal.components.map((component, index) => submitted(component, index * 2 + 1, sent)),
			...resolve(caller.world, caller.channel, { things, files }),
		},
	};
}

const isThing = (value: string | Thing | { readonly bytes: Uint8Array }): value is Thing =>
	typeof value === 'object' && !('bytes' in value);

function readable(sent: SentField): string {
	if ('values' in sent) return sent.values.join(', ');
	return typeof sent.value === 'boolean' ? (sent.value ? 'yes' : 'no') : (sent.value ?? '');
}

/** A part of the form as it comes back: the same frame, with a value in place of the field's description. */
function submitted(part: Component, id: number, sent: ReadonlyMap<Component, SentField>): object {
	const { type, component, components, custom_id } = part;
	const inner = (field: Component) => submitted(field, id + 1, sent);
	return {
		type,
		id,
		...(component !== undefined && { component: inner(component) }),
		...(components !== undefined && { components: components.map(inner) }),
		...(custom_id !== undefined && { custom_id }),
		...sent.get(part),
	};
}
