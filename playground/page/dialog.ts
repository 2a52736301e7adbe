import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Component } from '../../test/simulator/discord/world/component.ts';
import type { ModalView, RoomView, SentFieldValue, View } from '../protocol.ts';
import { TYPE } from './components.ts';
import { bytes } from './format.ts';
import { Markup } from './markup.ts';
import { presetOf, SelectMenu } from './select.ts';
import { act, notice, sendFile } from './store.ts';

type Value = string | boolean | readonly string[] | { readonly files: readonly File[] };

/** The form that a command or a button was answered with. */
export function FormDialog({ view }: { readonly view: View }) {
	const { modal, room, thread } = view;
	if (modal === undefined) return null;
	return html`<${Form} key=${modal.id} modal=${modal} room=${thread?.id === modal.channel ? thread : room} app=${view.bot.name} />`;
}

function Form({ modal, room, app }: { readonly modal: ModalView; readonly room: RoomView; readonly app: string }) {
	const dialog = useRef<HTMLDialogElement>(null);
	const values = useSignal<Readonly<Record<string, Value>>>({});
	const error = useSignal('');
	const isSending = useSignal(false);
	const id = useId();
	useLayoutEffect(() => {
		dialog.current?.showModal();
	}, []);
	const set = (name: string, value: Value) => {
		values.value = { ...values.value, [name]: value };
	};
	const dismiss = () => act({ do: 'dismiss' });
	const send = async (event: Event) => {
		event.preventDefault();
		if (isSending.value) return;
		isSending.value = true;
		try {
			const fields: Record<string, SentFieldValue> = {};
			for (const [name, value] of Object.entries(values.value)) fields[name] = await toSend(value);
			notice.value = undefined;
			const isDone = await act({ do: 'submit', channel: modal.channel, interaction: modal.id, fields });
			if (!isDone) error.value = notice.value ?? 'That could not be sent.';
		} catch (reason) {
			error.value = String(reason);
		} finally {
			isSending.value = false;
		}
	};
	return html`<dialog ref=${dialog} class="form-dialog" aria-labelledby=${id} onCancel=${(event: Event) => {
		event.preventDefault();
		void dismiss();
	}}>
		<form onSubmit=${send}>
			<header><h2 id=${id}>${modal.title}</h2><button type="button" class="icon-button" aria-label="Close" onClick=${dismiss}>✕</button></header>
			<div class="form-fields">${modal.components.map((component) => html`<${Part} part=${component} room=${room} values=${values.value} onSet=${set} />`)}</div>
			<p class="small">This form will be submitted to ${app}.</p>
			${error.value && html`<p class="failure" role="alert">${error.value}</p>`}
			<footer><button type="button" class="button secondary" onClick=${dismiss}>Cancel</button><button type="submit" class="button primary" disabled=${isSending.value}>Submit</button></footer>
		</form>
	</dialog>`;
}

async function toSend(value: Value): Promise<SentFieldValue> {
	if (typeof value !== 'object' || Array.isArray(value))
		return Array.isArray(value) ? [...value] : String(value) === value ? value : value === true;
	return { files: 'files' in value ? await Promise.all(value.files.map(sendFile)) : [] };
}

interface PartProps {
	readonly part: Component;
	readonly room: RoomView;
	readonly values: Readonly<Record<string, Value>>;
	onSet(name: string, value: Value): void;
}

function Part(props: PartProps) {
	const { part, room } = props;
	const id = useId();
	if (part.type === TYPE.textDisplay) return html`<${Markup} text=${part.content ?? ''} room=${room} />`;
	const field = part.component ?? part.components?.[0] ?? part;
	const label = part.label ?? field.label ?? '';
	const { description } = part;
	return html`<div class="form-field">
		<label for=${id}>${label}${field.required === false ? html` <span class="muted">(optional)</span>` : html` <span class="required" aria-hidden="true">*</span>`}</label>
		${description && html`<p class="small">${description}</p>`}
		<${Field} ...${props} id=${id} field=${field} label=${label} />
	</div>`;
}

interface FieldProps extends PartProps {
	readonly id: string;
	readonly field: Component;
	readonly label: string;
}

function Field(props: FieldProps) {
	const { id, field, label, values, room, onSet } = props;
	const name = field.custom_id ?? '';
	const value = values[name];
	switch (field.type) {
		case TYPE.textInput:
			return html`<${TextField} ...${props} name=${name} value=${textOf(value) ?? textOf(field.value) ?? ''} />`;
		case TYPE.fileUpload:
			return html`<${FileField} ...${props} name=${name} files=${typeof value === 'object' && 'files' in value ? value.files : []} />`;
		case TYPE.checkbox:
			return html`<input id=${id} type="checkbox" checked=${value === undefined ? field.default === true : value === true} onChange=${(
				event: Event,
			) => {
				if (event.target instanceof HTMLInputElement) onSet(name, event.target.checked);
			}} />`;
		case TYPE.radioGroup:
		case TYPE.checkboxGroup:
			return html`<${Ticks} ...${props} name=${name} picked=${pickedOf(value) ?? presetOf(field)} />`;
		default:
			return html`<${SelectMenu} menu=${Array.isArray(value) ? withPicked(field, value) : field} room=${room} label=${label} onPick=${(picked: readonly string[]) => onSet(name, picked)} />`;
	}
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const pickedOf = (value: Value | undefined): readonly string[] | undefined =>
	Array.isArray(value) ? value : typeof value === 'string' ? [value] : undefined;

/** The menu as if what was picked had stood in it from the beginning. */
const withPicked = (menu: Component, picked: readonly string[]): Component =>
	menu.options
		? { ...menu, options: menu.options.map((option) => ({ ...option, default: picked.includes(option.value) })) }
		: { ...menu, default_values: picked.map((id) => ({ id })) };

function TextField({ id, field, name, value, onSet }: FieldProps & { readonly name: string; readonly value: string }) {
	const common = {
		id,
		value,
		required: field.required !== false,
		minlength: field.min_length ?? undefined,
		maxlength: field.max_length ?? undefined,
		placeholder: field.placeholder ?? undefined,
		onInput: (event: Event) => {
			if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)
				onSet(name, event.target.value);
		},
	};
	const isParagraph = field['style'] === 2;
	return isParagraph ? html`<textarea rows="4" ...${common}></textarea>` : html`<input type="text" ...${common} />`;
}

function FileField({
	id,
	field,
	name,
	files,
	onSet,
}: FieldProps & { readonly name: string; readonly files: readonly File[] }) {
	const most = field.max_values ?? 1;
	const take = (given: readonly File[]) => onSet(name, { files: [...files, ...given].slice(0, most) });
	return html`<div class="drop" onDragOver=${(event: Event) => event.preventDefault()} onDrop=${(event: DragEvent) => {
		event.preventDefault();
		take([...(event.dataTransfer?.files ?? [])]);
	}}>
		<input id=${id} type="file" multiple=${most > 1} onChange=${(event: Event) => {
			if (event.target instanceof HTMLInputElement) take([...(event.target.files ?? [])]);
		}} />
		${files.length > 0 && html`<ul>${files.map((file) => html`<li>${file.name} <span class="muted">${bytes(file.size)}</span><button type="button" class="icon-button" aria-label=${`Leave out ${file.name}`} onClick=${() => onSet(name, { files: files.filter((one) => one !== file) })}>✕</button></li>`)}</ul>`}
	</div>`;
}

function Ticks({
	id,
	field,
	label,
	name,
	picked,
	onSet,
}: FieldProps & { readonly name: string; readonly picked: readonly string[] }) {
	const isRadio = field.type === TYPE.radioGroup;
	const toggle = (value: string) => {
		if (isRadio) onSet(name, value);
		else onSet(name, picked.includes(value) ? picked.filter((one) => one !== value) : [...picked, value]);
	};
	return html`<div id=${id} role=${isRadio ? 'radiogroup' : 'group'} aria-label=${label}>${(field.options ?? []).map(
		({ value, label: words }) =>
			html`<label class="tick"><input type=${isRadio ? 'radio' : 'checkbox'} name=${id} checked=${picked.includes(value)} onChange=${() => toggle(value)} /> ${words}</label>`,
	)}</div>`;
}
