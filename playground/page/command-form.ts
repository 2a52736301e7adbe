import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { CommandOption } from '../../test/simulator/discord/world/command.ts';
import type { RoomView, SentOption } from '../protocol.ts';
import { Combobox, type Offer } from './combobox.ts';
import { limitsOf, OPTION, type Typed } from './commands.ts';
import { bytes } from './format.ts';
import { act, complete, notice, sendFile } from './store.ts';

/** What stands in a field: words, what was chosen, or a file. */
interface Filled {
	readonly text: string;
	readonly sent?: SentOption;
	readonly file?: File;
}

export interface CommandFormProps {
	readonly command: Typed;
	readonly room: RoomView;
	/** Files that were dropped before the command was chosen. */
	readonly files: readonly File[];
	onClose(): void;
}

/** A slash command that is being filled in. */
export function CommandForm({ command, room, files, onClose }: CommandFormProps) {
	const required = command.options.filter((option) => option.required);
	const used = useSignal<readonly string[]>(required.map(({ name }) => name));
	const values = useSignal<Readonly<Record<string, Filled>>>({});
	const focused = useSignal(required[0]?.name ?? '');
	const isSending = useSignal(false);
	const shown = used.value.flatMap((name) => command.options.find((option) => option.name === name) ?? []);
	const others = command.options.filter(({ name }) => !used.value.includes(name));
	const set = (name: string, filled: Filled) => {
		values.value = { ...values.value, [name]: filled };
	};
	const add = (name: string) => {
		if (!used.value.includes(name)) used.value = [...used.value, name];
		focused.value = name;
	};
	const remove = (name: string) => {
		used.value = used.value.filter((one) => one !== name);
		const { [name]: _, ...rest } = values.value;
		values.value = rest;
		focused.value = used.value.at(-1) ?? MORE;
	};
	const take = (dropped: readonly File[]) => {
		const free = command.options.filter(({ type, name }) => type === OPTION.attachment && !values.value[name]?.file);
		for (const [index, file] of dropped.entries()) {
			const option = free[index];
			if (option === undefined) break;
			add(option.name);
			set(option.name, { text: file.name, file });
		}
	};
	const sender = useRef<HTMLButtonElement>(null);
	useEffect(() => take(files), []);
	useLayoutEffect(() => {
		if (command.options.length === 0) sender.current?.focus();
	}, []);
	const send = async () => {
		if (isSending.value) return;
		isSending.value = true;
		try {
			const options: Record<string, SentOption> = {};
			for (const { name, type } of shown) {
				const value = await toSend(type, values.value[name]);
				if (value !== undefined) options[name] = value;
			}
			if (await act({ do: 'slash', channel: room.id, name: command.path, options })) onClose();
		} catch (error) {
			notice.value = String(error);
		} finally {
			isSending.value = false;
		}
	};
	const onKey = (event: KeyboardEvent) => {
		if (event.key !== 'Escape') return;
		event.preventDefault();
		onClose();
	};
	const onFiles = (event: ClipboardEvent | DragEvent) => {
		const data = event instanceof DragEvent ? event.dataTransfer : event.clipboardData;
		const given = [...(data?.files ?? [])];
		if (given.length === 0) return;
		event.preventDefault();
		event.stopPropagation();
		take(given);
	};
	return html`<form class="command-form" aria-label=${`/${command.path}`} onKeyDown=${onKey} onPaste=${onFiles} onDrop=${onFiles} onDragOver=${(event: Event) => event.preventDefault()}
		onSubmit=${(event: Event) => {
			event.preventDefault();
			void send();
		}}>
		<p class="command-help"><strong>/${command.path}</strong> ${describe(command, shown, focused.value)}</p>
		<div class="fields">
			<span class="command-name">/${command.path}</span>
			${shown.map(
				(option) => html`<${Field}
					key=${option.name}
					option=${option}
					room=${room}
					filled=${values.value[option.name] ?? { text: '' }}
					hasFocus=${focused.value === option.name}
					onFocus=${() => {
						focused.value = option.name;
					}}
					onFill=${(filled: Filled) => set(option.name, filled)}
					onNext=${() => {
						focused.value = MORE;
					}}
					onEnter=${send}
					onLeave=${() => (option.required ? onClose() : remove(option.name))}
					onComplete=${(text: string) => complete({ do: 'complete', channel: room.id, name: command.path, focused: option.name, values: { ...textsOf(values.value), [option.name]: text } })}
				/>`,
			)}
			${
				others.length > 0 &&
				html`<${Combobox} key=${`${MORE}${used.value.length}`} label="More options" placeholder=${`+ ${others.length} more`} text="" hasFocus=${focused.value === MORE || shown.length === 0}
				offers=${others.map(({ name, description }) => ({ value: name, name, description }))}
				onText=${() => undefined} onPick=${({ name }: Offer) => add(name)} onEnter=${send}
				onLeave=${() => {
					const last = shown.at(-1);
					if (last === undefined || last.required) onClose();
					else remove(last.name);
				}} />`
			}
			<button ref=${sender} type="submit" class="button primary send" disabled=${isSending.value}>Send</button>
			<button type="button" class="icon-button" aria-label="Leave the command" title="Leave the command (Escape)" onClick=${onClose}>✕</button>
		</div>
	</form>`;
}

/** Stands for the field where further options are chosen. */
const MORE = '+';

function describe(command: Typed, shown: readonly CommandOption[], focused: string): string {
	const option = shown.find(({ name }) => name === focused);
	if (option === undefined) return command.description;
	const limits = limitsOf(option);
	return `${option.name}: ${option.description}${limits && ` (${limits})`}`;
}

const textsOf = (values: Readonly<Record<string, Filled>>) =>
	Object.fromEntries(Object.entries(values).map(([name, { text }]) => [name, text]));

async function toSend(type: number, filled: Filled | undefined): Promise<SentOption | undefined> {
	if (filled?.file) return { file: await sendFile(filled.file) };
	if (filled === undefined || (filled.text === '' && filled.sent === undefined)) return undefined;
	if (filled.sent !== undefined) return filled.sent;
	return type === OPTION.integer || type === OPTION.number ? Number(filled.text) : filled.text;
}

interface FieldProps {
	readonly option: CommandOption;
	readonly room: RoomView;
	readonly filled: Filled;
	readonly hasFocus: boolean;
	onFocus(): void;
	onFill(filled: Filled): void;
	onNext(): void;
	onEnter(): void;
	onLeave(): void;
	onComplete(text: string): Promise<readonly Offer[]>;
}

function Field(props: FieldProps) {
	const { option, filled } = props;
	const isEmpty = option.required && filled.text === '';
	return html`<label class=${isEmpty ? 'field empty' : 'field'} onFocusIn=${props.onFocus}><span>${option.name}</span>${showInput(props)}</label>`;
}

function showInput(props: FieldProps) {
	const { option, room } = props;
	const label = option.name;
	if (option.type === OPTION.attachment) return html`<${FileInput} ...${props} />`;
	if (option.autocomplete) return html`<${Completed} ...${props} />`;
	const offers = offersOf(option, room);
	if (offers === undefined) return html`<${TextInput} ...${props} />`;
	const isThing = option.type >= OPTION.user && option.type <= OPTION.mentionable;
	return html`<${Combobox} label=${label} offers=${offers} text=${props.filled.text} hasFocus=${props.hasFocus} onEnter=${props.onEnter} onLeave=${props.onLeave}
		onText=${(text: string) => props.onFill({ text })}
		onPick=${({ name, value }: Offer) => {
			props.onFill({ text: name, sent: isThing ? { thing: String(value) } : value });
			props.onNext();
		}} />`;
}

function offersOf(option: CommandOption, room: RoomView): readonly Offer[] | undefined {
	const things = (all: readonly { readonly id: string; readonly name: string }[], mark: string) =>
		all.map(({ id, name }) => ({ value: id, name: `${mark}${name}` }));
	switch (option.type) {
		case OPTION.boolean:
			return [
				{ name: 'True', value: true },
				{ name: 'False', value: false },
			];
		case OPTION.user:
			return things(room.people, '@');
		case OPTION.role:
			return things(room.roles, '@');
		case OPTION.mentionable:
			return [...things(room.people, '@'), ...things(room.roles, '@')];
		case OPTION.channel:
			return things(room.channels, '#');
		default:
			return option.choices;
	}
}

function TextInput({ option, filled, hasFocus, onFill, onEnter, onLeave }: FieldProps) {
	const input = useRef<HTMLInputElement>(null);
	useLayoutEffect(() => {
		if (hasFocus) input.current?.focus();
	}, [hasFocus]);
	const isNumber = option.type === OPTION.integer || option.type === OPTION.number;
	const onKey = (event: KeyboardEvent) => {
		if (event.key === 'Enter') onEnter();
		else if (event.key === 'Backspace' && filled.text === '') onLeave();
		else return;
		event.preventDefault();
	};
	return html`<input ref=${input} class="grows" type=${isNumber ? 'number' : 'text'} step=${option.type === OPTION.number ? 'any' : 1} min=${option.min_value} max=${option.max_value} maxlength=${option.max_length} required=${option.required} autocomplete="off" value=${filled.text} onKeyDown=${onKey} onInput=${(
		event: Event,
	) => {
		if (event.target instanceof HTMLInputElement) onFill({ text: event.target.value });
	}} />`;
}

function FileInput({ option, filled, hasFocus, onFill, onEnter }: FieldProps) {
	const input = useRef<HTMLInputElement>(null);
	useLayoutEffect(() => {
		if (hasFocus) input.current?.focus();
	}, [hasFocus]);
	const accept = option.file_types?.map((type) => (type.startsWith('.') ? type : `${type}/*`)).join();
	return html`<span class="file-input">
		<input ref=${input} type="file" accept=${accept} onKeyDown=${(event: KeyboardEvent) => {
			if (event.key !== 'Enter' || !filled.file) return;
			event.preventDefault();
			onEnter();
		}} onChange=${(event: Event) => {
			const file = event.target instanceof HTMLInputElement ? event.target.files?.[0] : undefined;
			if (file) onFill({ text: file.name, file });
		}} />
		<span class="file-chosen">${filled.file ? `${filled.file.name} · ${bytes(filled.file.size)}` : 'Choose, drop or paste a file'}</span>
	</span>`;
}

/** A field for which the bot offers what fits to what was typed. */
function Completed({ option, filled, hasFocus, onFill, onNext, onEnter, onLeave, onComplete }: FieldProps) {
	const offers = useSignal<readonly Offer[]>([]);
	const asked = useRef(0);
	const ask = async (text: string) => {
		asked.current += 1;
		const number = asked.current;
		const offered = await onComplete(text);
		// A slow answer must not take the place of a newer one.
		if (number === asked.current) offers.value = offered;
	};
	useEffect(() => void ask(filled.text), []);
	return html`<${Combobox} label=${option.name} offers=${offers.value} isFiltered=${false} text=${filled.text} hasFocus=${hasFocus} onEnter=${onEnter} onLeave=${onLeave}
		onText=${(text: string) => {
			onFill({ text });
			void ask(text);
		}}
		onPick=${({ name, value }: Offer) => {
			onFill({ text: name, sent: value });
			onNext();
		}} />`;
}
