import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { reply } from './message.ts';
import { act, dismiss, editing, me, openMenu } from './store.ts';

/** A command in the menu of a message. Source: Discord, application command types. */
const MESSAGE_COMMAND = 3;

interface Item {
	readonly label: string;
	readonly isDangerous?: boolean;
	/** What is offered instead, once this was chosen. */
	readonly items?: readonly Item[];
	run?(): unknown;
}

function itemsFor({ room, message }: NonNullable<typeof openMenu.value>): Item[] {
	const isMine = message.author.id === me.value?.id;
	const apps = room.commands
		.filter(({ type }) => type === MESSAGE_COMMAND)
		.map(({ name }) => ({ label: name, run: () => act({ do: 'menu', channel: room.id, name, message: message.id }) }));
	return [
		...(room.mayPost && !message.isPrivate ? [{ label: 'Reply', run: () => reply(room, message) }] : []),
		...(apps.length > 0 ? [{ label: 'Apps', items: apps }] : []),
		...(isMine && !message.isPrivate
			? [
					{
						label: 'Edit message',
						run: () => {
							editing.value = message.id;
						},
					},
					{
						label: 'Delete message',
						isDangerous: true,
						run: () => act({ do: 'delete', channel: room.id, message: message.id }),
					},
				]
			: []),
		...(message.isPrivate ? [{ label: 'Dismiss message', run: () => dismiss(message.id) }] : []),
		...(message.content !== ''
			? [{ label: 'Copy text', run: () => navigator.clipboard.writeText(message.content) }]
			: []),
	];
}

/** The menu of a message, where it was asked for. */
export function MessageMenu() {
	const opened = openMenu.value;
	return opened ? html`<${Menu} key=${opened.message.id} opened=${opened} />` : null;
}

function Menu({ opened }: { readonly opened: NonNullable<typeof openMenu.value> }) {
	const path = useSignal<readonly string[]>([]);
	const menu = useRef<HTMLElement>(null);
	const before = useRef(document.activeElement);
	const all = itemsFor(opened);
	const parent = all.find(({ label }) => label === path.value[0]);
	const items = parent?.items ?? all;
	const focus = (index: number) => {
		const entries = menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [];
		entries[(index + entries.length) % entries.length]?.focus();
	};
	useLayoutEffect(() => focus(0), [path.value]);
	useLayoutEffect(
		() => () => {
			const { current } = before;
			if (current instanceof HTMLElement && document.activeElement === document.body) current.focus();
		},
		[],
	);
	const close = () => {
		openMenu.value = undefined;
	};
	const choose = (item: Item) => {
		if (item.items) {
			path.value = [item.label];
			return;
		}
		close();
		item.run?.();
	};
	const position = () => {
		const entries = [...(menu.current?.querySelectorAll<Element>('[role=menuitem]') ?? [])];
		return document.activeElement === null ? -1 : entries.indexOf(document.activeElement);
	};
	const back = () => {
		path.value = [];
	};
	const keys: Readonly<Record<string, () => unknown>> = {
		ArrowDown: () => focus(position() + 1),
		ArrowUp: () => focus(position() - 1),
		ArrowRight() {
			const item = items[position()];
			if (item?.items) choose(item);
		},
		ArrowLeft: back,
		Escape: path.value.length > 0 ? back : close,
		Tab: close,
	};
	const onKey = (event: KeyboardEvent) => {
		const handle = keys[event.key];
		if (handle === undefined) return;
		handle();
		event.preventDefault();
		event.stopPropagation();
	};
	const width = 220;
	const place = {
		left: `${Math.max(8, Math.min(opened.x, innerWidth - width - 8))}px`,
		top: `${Math.max(8, Math.min(opened.y, innerHeight - 40 * all.length - 24))}px`,
	};
	return html`<div class="menu-cover" onMouseDown=${close} onContextMenu=${(event: Event) => event.preventDefault()}></div>
		<div ref=${menu} class="menu" role="menu" aria-label=${parent ? parent.label : 'Message'} style=${place} onKeyDown=${onKey}>
			${items.map(
				(
					item,
				) => html`<button type="button" role="menuitem" tabindex="-1" class=${item.isDangerous ? 'dangerous' : ''} aria-haspopup=${item.items ? 'menu' : undefined} onClick=${() => choose(item)}>
					<span>${item.label}</span>${item.items && html`<span aria-hidden="true">›</span>`}
				</button>`,
			)}
		</div>`;
}
