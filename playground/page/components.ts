import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import type { Component } from '../../test/simulator/discord/world/component.ts';
import type { MessageView, RoomView } from '../protocol.ts';
import { Gallery, type Shown, StoredFile } from './files.ts';
import { Markup, Spoiler } from './markup.ts';
import { SelectMenu } from './select.ts';
import { act } from './store.ts';

/** Component types, where Discord's numbers would say nothing. Source: Discord, component reference. */
export const TYPE = {
	actionRow: 1,
	button: 2,
	stringSelect: 3,
	textInput: 4,
	channelSelect: 8,
	section: 9,
	textDisplay: 10,
	thumbnail: 11,
	gallery: 12,
	file: 13,
	separator: 14,
	container: 17,
	label: 18,
	fileUpload: 19,
	radioGroup: 21,
	checkboxGroup: 22,
	checkbox: 23,
} as const;

const STYLES = ['', 'primary', 'secondary', 'success', 'danger', 'link', 'premium'];

interface Placed {
	readonly message: MessageView;
	readonly room: RoomView;
}

/** The components of a message, as Discord lays them out. */
export const Components = ({ components, ...placed }: Placed & { readonly components: readonly Component[] }) =>
	html`<div class="components">${components.map((component) => show(component, placed))}</div>`;

function show(component: Component, placed: Placed): ComponentChildren {
	const { type, components = [], accessory } = component;
	switch (type) {
		case TYPE.actionRow:
			return html`<div class="row">${components.map((inner) => show(inner, placed))}</div>`;
		case TYPE.button:
			return html`<${Button} button=${component} ...${placed} />`;
		case TYPE.textDisplay:
			return html`<${Markup} text=${component.content ?? ''} room=${placed.room} />`;
		case TYPE.section:
			return html`<div class="section"><div>${components.map((inner) => show(inner, placed))}</div>${accessory && show(accessory, placed)}</div>`;
		case TYPE.thumbnail:
			return html`<div class="thumbnail"><${Gallery} pictures=${component.media ? [shown(component.media, component)] : []} /></div>`;
		case TYPE.gallery:
			return html`<${Gallery} pictures=${(component.items ?? []).map((item) => shown(item.media, item))} />`;
		case TYPE.file:
			return (
				component.file &&
				html`<${StoredFile} file=${component.file} name=${component['name']} size=${component['size']} />`
			);
		case TYPE.separator:
			return html`<hr class=${separatorClass(component)} />`;
		case TYPE.container:
			return showContainer(component, placed);
		default:
			return html`<${MessageSelect} menu=${component} ...${placed} />`;
	}
}

function showContainer(component: Component, placed: Placed): ComponentChildren {
	const accent = component['accent_color'];
	const colour = typeof accent === 'number' ? `#${accent.toString(16).padStart(6, '0')}` : undefined;
	const inside = (component.components ?? []).map((inner) => show(inner, placed));
	const box = html`<div class=${colour ? 'container accent' : 'container'} style=${colour && { borderInlineStartColor: colour }}>${inside}</div>`;
	return component.spoiler ? html`<${Spoiler}>${box}<//>` : box;
}

const separatorClass = (component: Component) =>
	[component['divider'] === false ? 'blank' : '', component['spacing'] === 2 ? 'wide' : ''].join(' ').trim();

function shown(
	media: { readonly url: string; readonly [name: string]: unknown },
	{ description, spoiler }: { readonly description?: string | null | undefined; readonly spoiler?: unknown },
): Shown {
	return {
		url: media.url,
		alt: description ?? '',
		isHidden: spoiler === true,
		width: numberOf(media['width']),
		height: numberOf(media['height']),
	};
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : undefined);

function Button({ button, message, room }: Placed & { readonly button: Component }) {
	const { style, emoji, label, url, disabled, custom_id: customId = '' } = { style: button['style'], ...button };
	const words = html`${emoji?.name && html`<span>${emoji.name}</span>`}${label}`;
	const look = `button ${STYLES[Number(style)] ?? 'secondary'}`;
	if (url)
		return html`<a class=${look} href=${safe(url)} target="_blank" rel="noopener noreferrer nofollow">${words} <span aria-hidden="true">↗</span></a>`;
	const isBusy = room.pending.some((one) => one.messageId === message.id && one.state === 'sending');
	const press = () => act({ do: 'press', channel: room.id, message: message.id, component: customId });
	return html`<button type="button" class=${look} disabled=${disabled === true || isBusy} onClick=${press}>${words}</button>`;
}

/** An address of the web or of the playground itself. */
const safe = (url: string) => (/^(https?:\/\/|\/cdn\/)/.test(url) ? url : '#');

function MessageSelect({ menu, message, room }: Placed & { readonly menu: Component }) {
	const isBusy = room.pending.some((one) => one.messageId === message.id && one.state === 'sending');
	return html`<${SelectMenu}
		menu=${menu}
		room=${room}
		label=${menu.placeholder ?? 'Menu'}
		isDisabled=${menu.disabled === true || isBusy}
		onPick=${(values: readonly string[]) =>
			act({ do: 'pick', channel: room.id, message: message.id, component: menu.custom_id ?? '', values })}
	/>`;
}
