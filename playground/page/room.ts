import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MessageView, PendingView, RoomView } from '../protocol.ts';
import { Composer } from './composer.ts';
import { Message } from './message.ts';
import { dismiss, dismissed } from './store.ts';

/** How long after a message the next one of the same author stands under the same name, in milliseconds. */
const CONTINUED_MS = 7 * 60_000;

/** How near to the end one must be to be taken along by new messages, in pixels. */
const NEAR_PX = 120;

/** The messages of a room, and where to write. */
export function Room({ room }: { readonly room: RoomView }) {
	const log = useRef<HTMLElement>(null);
	const isNearEnd = useRef(true);
	const messages = room.messages.filter(({ id }) => !dismissed.value.has(id));
	const pending = room.pending.filter(({ id }) => !dismissed.value.has(id));
	const height = useRef(0);
	const toEnd = () => {
		if (!log.current) return;
		height.current = log.current.scrollHeight;
		if (isNearEnd.current) log.current.scrollTop = height.current;
	};
	useEffect(toEnd);
	useEffect(() => {
		const list = log.current?.firstElementChild;
		const grown = new ResizeObserver(toEnd);
		if (list) grown.observe(list);
		return () => grown.disconnect();
	}, []);
	const onScroll = ({ currentTarget: list }: Event) => {
		// While the list has grown and was not followed yet, how far the end is says nothing about what somebody wants.
		if (!(list instanceof HTMLElement) || list.scrollHeight !== height.current) return;
		isNearEnd.current = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
	};
	return html`<div ref=${log} class="log" role="log" aria-label=${`Messages in ${room.name}`} tabindex="0" onScroll=${onScroll}>
			<div class="messages">
				<${Beginning} room=${room} />
				${messages.map((message, index) => html`<${Message} key=${message.id} message=${message} room=${room} isContinued=${isContinued(message, messages[index - 1])} />`)}
				${pending.map((one) => html`<${Pending} key=${one.id} pending=${one} />`)}
			</div>
		</div>
		<p class="typing" role="status">${room.typing.length > 0 && html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> <strong>${room.typing.join(', ')}</strong> is typing…`}</p>
		<${Composer} key=${room.id} room=${room} />`;
}

function Beginning({ room }: { readonly room: RoomView }) {
	if (room.kind === 'thread')
		return html`<div class="beginning"><h2>${room.name}</h2><p>A thread is a conversation with a picture: whatever you write here refines it, and a reply to an earlier picture is a branch.</p></div>`;
	const name = room.kind === 'direct' ? room.name : `#${room.name}`;
	return html`<div class="beginning"><h2>${name}</h2><p>Type <kbd>/</kbd> for the commands${room.commands.length === 0 ? ', as soon as the bot has registered them' : ''}. Right-click a message for <strong>Apps</strong>.</p></div>`;
}

function Pending({ pending }: { readonly pending: PendingView }) {
	if (pending.state === 'sending')
		return html`<p class="pending">${pending.label} <span class="muted">· sending…</span></p>`;
	const words = pending.messageId === undefined ? 'The application did not respond' : 'This interaction failed';
	return html`<p class="pending failure">${words} <span class="muted">(${pending.label})</span> · <button type="button" class="link" onClick=${() => dismiss(pending.id)}>Dismiss</button></p>`;
}

const isContinued = (message: MessageView, before: MessageView | undefined) =>
	before !== undefined &&
	before.author.id === message.author.id &&
	!message.repliesTo &&
	!message.answers &&
	!before.thread &&
	before.isPrivate === message.isPrivate &&
	message.atMs - before.atMs < CONTINUED_MS;
