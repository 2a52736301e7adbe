import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import type { RoomView } from '../protocol.ts';
import { discordTime } from './format.ts';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';
import { begun, go } from './store.ts';

/** A text with Discord's markup, in the room whose people and channels it may name. */
export function Markup({ text, room }: { readonly text: string; readonly room: RoomView }) {
	return html`<div class="markup">${parseMarkdown(text).map((block) => showBlock(block, room))}</div>`;
}

function showBlock(block: Block, room: RoomView): ComponentChildren {
	switch (block.kind) {
		case 'paragraph':
			return html`<p>${showAll(block.children, room)}</p>`;
		case 'small':
			return html`<p class="small">${showAll(block.children, room)}</p>`;
		case 'heading':
			// The page has its own outline; a message's headings stand below its author's.
			return html`<p class=${`heading-${block.level}`} role="heading" aria-level=${block.level + 3}>${showAll(block.children, room)}</p>`;
		case 'quote':
			return html`<blockquote>${block.blocks.map((one) => showBlock(one, room))}</blockquote>`;
		case 'code':
			return html`<pre tabindex="0"><code>${block.text}</code></pre>`;
		case 'list': {
			const items = block.items.map((item) => html`<li>${item.map((one) => showBlock(one, room))}</li>`);
			return block.start === undefined ? html`<ul>${items}</ul>` : html`<ol start=${block.start}>${items}</ol>`;
		}
	}
}

const showAll = (children: readonly Inline[], room: RoomView): ComponentChildren =>
	children.map((child) => showInline(child, room));

function showInline(inline: Inline, room: RoomView): ComponentChildren {
	switch (inline.kind) {
		case 'text':
			return inline.text;
		case 'code':
			return html`<code>${inline.text}</code>`;
		case 'strong':
			return html`<strong>${showAll(inline.children, room)}</strong>`;
		case 'em':
			return html`<em>${showAll(inline.children, room)}</em>`;
		case 'underline':
			return html`<u>${showAll(inline.children, room)}</u>`;
		case 'strike':
			return html`<s>${showAll(inline.children, room)}</s>`;
		case 'spoiler':
			return html`<${Spoiler}>${showAll(inline.children, room)}<//>`;
		case 'link':
			return html`<a href=${inline.url} target="_blank" rel="noopener noreferrer nofollow">${showAll(inline.children, room)}</a>`;
		case 'time':
			return html`<time class="stamp" dateTime=${isoTime(inline.atMs)}>${discordTime(inline.atMs, inline.style)}</time>`;
		case 'user':
			return html`<span class="mention">@${nameOf(room.people, inline.id, 'unknown-user')}</span>`;
		case 'role':
			return html`<span class="mention">@${nameOf(room.roles, inline.id, 'unknown-role')}</span>`;
		case 'channel':
			return html`<button type="button" class="mention" onClick=${() => go({ channel: inline.id, thread: undefined })}>#${nameOf(room.channels, inline.id, 'unknown')}</button>`;
		case 'command':
			return html`<button type="button" class="mention" onClick=${() => begin(room, inline.name)}>/${inline.name}</button>`;
	}
}

function begin(room: RoomView, name: string): void {
	begun.value = { room: room.id, name };
}

const isoTime = (atMs: number) => (Number.isNaN(new Date(atMs).getTime()) ? '' : new Date(atMs).toISOString());

const nameOf = (all: readonly { readonly id: string; readonly name: string }[], id: string, otherwise: string) =>
	all.find((one) => one.id === id)?.name ?? otherwise;

/** Covered until it is clicked. */
export function Spoiler({ children }: { readonly children?: ComponentChildren }) {
	const isOpen = useSignal(false);
	if (isOpen.value) return html`<span class="spoiler open">${children}</span>`;
	return html`<button type="button" class="spoiler" aria-label="Spoiler, hidden" onClick=${() => {
		isOpen.value = true;
	}}><span aria-hidden="true" inert>${children}</span></button>`;
}
