import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { MessageView, PersonView, RoomView } from '../protocol.ts';
import { Avatar } from './avatar.ts';
import { Components } from './components.ts';
import { Embed } from './embed.ts';
import { Attachments } from './files.ts';
import { clockTime } from './format.ts';
import { Markup } from './markup.ts';
import { act, dismiss, editing, go, me, openMenu, replyingTo } from './store.ts';

interface MessageProps {
	readonly message: MessageView;
	readonly room: RoomView;
	/** Whether the author's name stands above an earlier message already. */
	readonly isContinued: boolean;
}

/** One message with everything that hangs on it. */
export function Message({ message, room, isContinued }: MessageProps) {
	const { id, author, atMs, isPrivate, ringsMe } = message;
	const look = ['message', isContinued && 'continued', ringsMe && 'rings', isPrivate && 'private']
		.filter(Boolean)
		.join(' ');
	const showMenu = (event: MouseEvent) => {
		event.preventDefault();
		const box = event.currentTarget instanceof Element ? event.currentTarget.getBoundingClientRect() : undefined;
		const isByKey = event.clientX === 0 && event.clientY === 0;
		openMenu.value = {
			message,
			room,
			x: isByKey ? (box?.left ?? 0) : event.clientX,
			y: isByKey ? (box?.top ?? 0) : event.clientY,
		};
	};
	return html`<article class=${look} id=${`message-${id}`} aria-label=${`${author.name} at ${clockTime(atMs)}`} tabindex="0" onContextMenu=${showMenu}>
		<${Above} message=${message} />
		<div class="gutter">${isContinued ? html`<time class="muted">${clockTime(atMs)}</time>` : html`<${Avatar} person=${author} />`}</div>
		<div class="content">
			${!isContinued && html`<header><${Name} person=${author} /><time class="muted" dateTime=${new Date(atMs).toISOString()}>${clockTime(atMs)}</time></header>`}
			<${Body} message=${message} room=${room} />
			${message.reactions.length > 0 && html`<${Reactions} message=${message} room=${room} />`}
			${message.thread && html`<button type="button" class="thread-link" onClick=${() => go({ thread: message.thread?.id })}><strong>${message.thread.name}</strong> <span>${message.thread.messages} ${message.thread.messages === 1 ? 'message' : 'messages'} ›</span></button>`}
			${isPrivate && html`<p class="only-you">Only you can see this · <button type="button" class="link" onClick=${() => dismiss(id)}>Dismiss message</button></p>`}
		</div>
		<${Toolbar} message=${message} room=${room} />
	</article>`;
}

export const Name = ({ person }: { readonly person: PersonView }) =>
	html`<span class=${person.isBot ? 'name bot' : 'name'}>${person.name}</span>${person.isBot && html`<span class="app-badge">APP</span>`}`;

/** What it replies to, or the command that it answers. */
function Above({ message }: { readonly message: MessageView }) {
	const { repliesTo, answers } = message;
	if (answers)
		return html`<p class="above"><${Avatar} person=${answers.by} isSmall=${true} /><strong>${answers.by.name}</strong> used <span class="command-name">${answers.command}</span></p>`;
	if (repliesTo === 'gone') return html`<p class="above"><em>Original message was deleted</em></p>`;
	if (!repliesTo) return null;
	const jump = () => document.querySelector<HTMLElement>(`#message-${repliesTo.id}`)?.focus();
	return html`<p class="above"><span class="visually-hidden">In reply to</span><${Avatar} person=${repliesTo.author} isSmall=${true} /><strong>${repliesTo.pings ? '@' : ''}${repliesTo.author.name}</strong><button type="button" class="excerpt" onClick=${jump}>${repliesTo.text || html`<em>Click to see attachment</em>`}</button></p>`;
}

function Body({ message, room }: { readonly message: MessageView; readonly room: RoomView }) {
	if (editing.value === message.id) return html`<${Editor} message=${message} room=${room} />`;
	if (message.hasFailed) return html`<p class="failure">The application did not respond</p>`;
	if (message.isThinking)
		return html`<p class="thinking"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> ${message.author.name} is thinking…</p>`;
	return html`
		${message.content !== '' && html`<${Markup} text=${message.content} room=${room} />`}
		${message.editedAtMs !== undefined && html`<span class="small">(edited)</span>`}
		<${Attachments} attachments=${message.attachments} />
		${message.embeds.map((embed) => html`<${Embed} embed=${embed} room=${room} />`)}
		${message.components.length > 0 && html`<${Components} components=${message.components} message=${message} room=${room} />`}
	`;
}

function Reactions({ message, room }: { readonly message: MessageView; readonly room: RoomView }) {
	return html`<div class="reactions">${message.reactions.map(
		({ emoji, count, isMine }) =>
			html`<button type="button" aria-pressed=${isMine} aria-label=${`${emoji}, ${count}`} onClick=${() => act({ do: 'react', channel: room.id, message: message.id, emoji, isSet: !isMine })}>${emoji} ${count}</button>`,
	)}</div>`;
}

export const reply = (room: RoomView, message: MessageView): void => {
	replyingTo.value = { room: room.id, message, ping: message.author.id !== me.peek()?.id };
};

function Toolbar({ message, room }: { readonly message: MessageView; readonly room: RoomView }) {
	const more = (event: MouseEvent) => {
		const box = event.currentTarget instanceof Element ? event.currentTarget.getBoundingClientRect() : undefined;
		openMenu.value = { message, room, x: box?.right ?? 0, y: box?.bottom ?? 0 };
	};
	const react = () => act({ do: 'react', channel: room.id, message: message.id, emoji: '👍', isSet: true });
	return html`<div class="toolbar">
		${!message.isPrivate && html`<button type="button" title="React with 👍" aria-label="React with 👍" onClick=${react}>☺</button>`}
		${!message.isPrivate && room.mayPost && html`<button type="button" title="Reply" aria-label="Reply" onClick=${() => reply(room, message)}>↩</button>`}
		<button type="button" title="More" aria-label="More" aria-haspopup="menu" onClick=${more}>⋯</button>
	</div>`;
}

/** Rewrites a message in its place: Enter keeps it, Escape does not. */
function Editor({ message, room }: { readonly message: MessageView; readonly room: RoomView }) {
	const text = useSignal(message.content);
	const field = useRef<HTMLTextAreaElement>(null);
	useLayoutEffect(() => {
		field.current?.focus();
		field.current?.setSelectionRange(message.content.length, message.content.length);
	}, []);
	const close = () => {
		editing.value = undefined;
		document.querySelector<HTMLElement>(`#composer-${room.id}`)?.focus();
	};
	const save = async () => {
		const isDone =
			text.value.trim() === '' || (await act({ do: 'edit', channel: room.id, message: message.id, text: text.value }));
		if (isDone) close();
	};
	const onKey = (event: KeyboardEvent) => {
		if (event.key === 'Escape') close();
		else if (event.key === 'Enter' && !event.shiftKey) void save();
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	return html`<div class="editor">
		<textarea ref=${field} aria-label="Edit message" value=${text.value} onKeyDown=${onKey} onInput=${(
			event: Event,
		) => {
			if (event.target instanceof HTMLTextAreaElement) text.value = event.target.value;
		}}></textarea>
		<p class="small">Escape to <button type="button" class="link" onClick=${close}>cancel</button> · Enter to <button type="button" class="link" onClick=${save}>save</button></p>
	</div>`;
}
