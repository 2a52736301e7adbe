import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { RoomView } from '../protocol.ts';
import { CommandForm } from './command-form.ts';
import { matching, type Typed, typedCommands } from './commands.ts';
import { bytes } from './format.ts';
import { act, begun, editing, me, notice, replyingTo, sendFile } from './store.ts';

/** Most files of one message. Source: Discord's client. */
const MOST_FILES = 10;

/** Where one writes: messages, replies, files, and commands after a slash. */
export function Composer({ room }: { readonly room: RoomView }) {
	const text = useSignal('');
	const files = useSignal<readonly File[]>([]);
	const command = useSignal<Typed | undefined>(undefined);
	const field = useRef<HTMLTextAreaElement>(null);
	/** Whether one comes back from a command and goes on writing. */
	const returning = useRef(false);
	useSignalEffect(() => {
		const wanted = begun.value;
		if (wanted?.room !== room.id) return;
		begun.value = undefined;
		command.value = typedCommands(room.commands).find(({ path }) => path === wanted.name);
	});
	useSignalEffect(() => {
		if (replyingTo.value?.room === room.id) field.current?.focus();
	});
	useLayoutEffect(() => {
		if (!returning.current) return;
		returning.current = false;
		field.current?.focus();
	});
	const close = () => {
		command.value = undefined;
		text.value = '';
		files.value = [];
		returning.current = true;
	};
	const addFiles = (event: ClipboardEvent | DragEvent) => {
		const data = event instanceof DragEvent ? event.dataTransfer : event.clipboardData;
		const given = [...(data?.files ?? [])];
		if (given.length === 0) return;
		event.preventDefault();
		files.value = [...files.value, ...given].slice(0, MOST_FILES);
	};
	const reply = replyingTo.value?.room === room.id ? replyingTo.value : undefined;
	if (command.value)
		return html`<div class="composer"><${CommandForm} key=${command.value.path} command=${command.value} room=${room} files=${files.value} onClose=${close} /></div>`;
	return html`<div class="composer" onPaste=${addFiles} onDrop=${addFiles} onDragOver=${(event: Event) => event.preventDefault()}>
		${reply && html`<${ReplyBar} reply=${reply} />`}
		${
			files.value.length > 0 &&
			html`<${Files} files=${files.value} onRemove=${(gone: File) => {
				files.value = files.value.filter((file) => file !== gone);
			}} />`
		}
		<${Writing} room=${room} text=${text} files=${files} field=${field} onCommand=${(typed: Typed) => {
			command.value = typed;
		}} />
	</div>`;
}

function ReplyBar({ reply }: { readonly reply: NonNullable<typeof replyingTo.value> }) {
	return html`<div class="reply-bar">
		<span>Replying to <strong>${reply.message.author.name}</strong></span>
		<button type="button" class="link" aria-pressed=${reply.ping} onClick=${() => {
			replyingTo.value = { ...reply, ping: !reply.ping };
		}}>@ ${reply.ping ? 'on' : 'off'}</button>
		<button type="button" class="icon-button" aria-label="Do not reply" onClick=${() => {
			replyingTo.value = undefined;
		}}>✕</button>
	</div>`;
}

function Files({ files, onRemove }: { readonly files: readonly File[]; onRemove(file: File): void }) {
	return html`<ul class="waiting-files" aria-label="Files to send">${files.map(
		(file) =>
			html`<li>${file.name} <span class="muted">${bytes(file.size)}</span><button type="button" class="icon-button" aria-label=${`Leave out ${file.name}`} onClick=${() => onRemove(file)}>✕</button></li>`,
	)}</ul>`;
}

interface WritingProps {
	readonly room: RoomView;
	readonly text: Signal<string>;
	readonly files: Signal<readonly File[]>;
	readonly field: { current: HTMLTextAreaElement | null };
	onCommand(command: Typed): void;
}

function Writing({ room, text, files, field, onCommand }: WritingProps) {
	const id = useId();
	const picker = useRef<HTMLInputElement>(null);
	const active = useSignal(0);
	const words = text.value;
	const isCommand = /^\/[^\n]*$/.test(words);
	const offered = isCommand ? matching(typedCommands(room.commands), words.slice(1)) : [];
	const isSending = useRef(false);
	useEffect(() => {
		active.value = 0;
	}, [words]);
	const send = async () => {
		const chosen = files.value;
		if (isSending.current || (words.trim() === '' && chosen.length === 0)) return;
		isSending.current = true;
		try {
			const reply = replyingTo.value?.room === room.id ? replyingTo.value : undefined;
			const sent = await Promise.all(chosen.map(sendFile));
			const isDone = await act({
				do: 'say',
				channel: room.id,
				text: words.trim(),
				files: sent,
				replyTo: reply?.message.id,
				ping: reply?.ping,
			});
			if (!isDone) return;
			text.value = '';
			files.value = [];
			if (reply) replyingTo.value = undefined;
		} catch (error) {
			notice.value = String(error);
		} finally {
			isSending.current = false;
		}
	};
	const editLast = () => {
		editing.value = room.messages.findLast(({ author, isPrivate }) => author.id === me.value?.id && !isPrivate)?.id;
	};
	const chosen = offered[active.value];
	const move = (step: number) => {
		active.value = (active.value + step + offered.length) % offered.length;
	};
	/** What each key does while a command is chosen. */
	const choosing: Readonly<Record<string, () => unknown>> = {
		ArrowDown: () => move(1),
		ArrowUp: () => move(-1),
		Enter: () => chosen && onCommand(chosen),
		Tab: () => chosen && onCommand(chosen),
		Escape() {
			text.value = '';
		},
	};
	/** What each key does otherwise. */
	const writing: Readonly<Record<string, () => unknown>> = {
		Enter: send,
		Escape() {
			replyingTo.value = undefined;
		},
		...(words === '' && { ArrowUp: editLast }),
	};
	const onKey = (event: KeyboardEvent) => {
		const handle = event.shiftKey ? undefined : (chosen ? choosing : writing)[event.key];
		if (handle === undefined) return;
		void handle();
		event.preventDefault();
	};
	const place = room.kind === 'channel' ? `#${room.name}` : room.name;
	return html`${isCommand && html`<${Picker} id=${id} offered=${offered} active=${active.value} onPick=${onCommand} />`}
	<div class="writing">
		<button type="button" class="icon-button" aria-label="Attach files" title="Attach files" disabled=${!room.mayAttach || !room.mayPost} onClick=${() => picker.current?.click()}>+</button>
		<input ref=${picker} type="file" multiple hidden onChange=${(event: Event) => {
			if (event.target instanceof HTMLInputElement)
				files.value = [...files.value, ...(event.target.files ?? [])].slice(0, MOST_FILES);
		}} />
		<textarea ref=${field} id=${`composer-${room.id}`} rows="1" aria-label=${`Message ${place}`} placeholder=${room.mayPost ? `Message ${place}` : 'You may not write here. Commands work: /'}
			aria-autocomplete="list" aria-controls=${isCommand ? `${id}-list` : undefined} aria-activedescendant=${isCommand && offered.length > 0 ? `${id}-${active.value}` : undefined}
			value=${words} onKeyDown=${onKey} onInput=${(event: Event) => {
				if (event.target instanceof HTMLTextAreaElement) text.value = event.target.value;
			}}></textarea>
		<button type="button" class="icon-button" aria-label="Send" title="Send" onClick=${send}>➤</button>
	</div>`;
}

interface PickerProps {
	readonly id: string;
	readonly offered: readonly Typed[];
	readonly active: number;
	onPick(command: Typed): void;
}

function Picker({ id, offered, active, onPick }: PickerProps) {
	useEffect(() => document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' }), [active]);
	if (offered.length === 0)
		return html`<p class="picker none" id=${`${id}-list`}>No command is called like that here.</p>`;
	return html`<ul class="picker" id=${`${id}-list`} role="listbox" tabindex="0" aria-label="Commands">
		${offered.map(
			(
				command,
				index,
			) => html`<li id=${`${id}-${index}`} role="option" aria-selected=${index === active} class=${index === active ? 'active' : ''} onMouseDown=${(
				event: Event,
			) => {
				event.preventDefault();
				onPick(command);
			}}>
				<span><strong>/${command.path}</strong> <span class="muted">${command.options.map(({ name }) => name).join(' ')}</span></span>
				<span class="muted">${command.description}</span>
			</li>`,
		)}
	</ul>`;
}
