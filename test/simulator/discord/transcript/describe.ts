import { ButtonStyle, ComponentType } from 'discord.js';
import type { StoredFile } from '../world/cdn.ts';
import type { Component } from '../world/component.ts';
import type { Embed } from '../world/embed.ts';
import type { Message } from '../world/message.ts';
import { pointedAt, shownByComponents, shownElsewhere } from '../world/present.ts';

/**
 * A message as its readers see it: what it says, then one line for each thing it carries.
 *
 * @param isNew whether it has just appeared: only then it rings anybody, and says what it replies to. Default: yes.
 */
export function describeMessage(message: Message, isNew = true): string {
	if (message.isThinking) return join([privacy(message), 'thinking…'], ' ');
	const text = readable(message.content, message);
	const head = join([privacy(message), isNew ? replied(message) : '', text, isNew ? pings(message) : ''], ' ');
	return join([head, ...message.embeds.flatMap((embed) => describeEmbed(embed, message)), ...carried(message)], '\n');
}

/** The first words of a message, to recognise it by. */
export function excerpt(message: Message): string {
	const [first = ''] = describeMessage(message, false).replace(privacy(message), '').trim().split('\n');
	return first.length > 40 ? `${first.slice(0, 39)}…` : first;
}

export function describeFile({ name, type, width, height, bytes, description }: StoredFile): string {
	const pixels = width === undefined ? '' : `${width}×${height}`;
	const alt = description === undefined ? '' : `alt: ${description}`;
	return `[${join([name, type, pixels, describeBytes(bytes.byteLength), alt], ' · ')}]`;
}

const describeBytes = (bytes: number) => {
	if (bytes < 1000) return `${bytes} B`;
	return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};

const join = (parts: readonly string[], separator: string) => parts.filter((part) => part !== '').join(separator);

const privacy = ({ visibleTo }: Message) => (visibleTo === undefined ? '' : `(only ${visibleTo.name} sees this)`);

const replied = ({ repliesTo, interaction }: Message) =>
	repliesTo === undefined || interaction !== undefined ? '' : `(to ${repliesTo.author.name}: “${excerpt(repliesTo)}”)`;

/** Only the bot's: a person may ring whom they like. */
function pings({ author, pings: { users, roles, everyone } }: Message): string {
	const names = [...users, ...roles].map(({ name }) => `@${name}`);
	const all = [...(everyone ? ['@everyone'] : []), ...names];
	return author.isBot && all.length > 0 ? `(pings ${all.join(', ')})` : '';
}

/** Text with names and times in place of Discord's markup for them. */
function readable(text: string, { channel }: Message): string {
	const people = [...channel.recipients, ...[...(channel.guild?.members.values() ?? [])].map(({ user }) => user)];
	const nameOf = (id: string, named: readonly { id: string; name: string }[]) =>
		named.find((one) => one.id === id)?.name ?? id;
	return text
		.replaceAll(/<@!?(\d+)>/g, (_, id: string) => `@${nameOf(id, people)}`)
		.replaceAll(/<@&(\d+)>/g, (_, id: string) => `@${nameOf(id, channel.guild?.roles ?? []).replace(/^@/, '')}`)
		.replaceAll(/<#(\d+)>/g, (_, id: string) => `#${nameOf(id, channel.guild?.channels ?? [])}`)
		.replaceAll(/<\/([^:>]+):\d+>/g, '/$1')
		.replaceAll(
			/<t:(\d+)(?::\w)?>/g,
			(_, seconds: string) => `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
		);
}

function describeEmbed(embed: Embed, message: Message): string[] {
	const picture = (url: string | undefined) => {
		const file = pointedAt(url, message.attachments);
		return file === undefined ? `[picture: ${url}]` : describeFile(file);
	};
	const lines = [
		embed.author?.name,
		embed.title,
		embed.description,
		...(embed.fields ?? []).map(({ name, value }) => `${name}: ${value}`),
		embed.image ? picture(embed.image.url) : undefined,
		embed.thumbnail ? picture(embed.thumbnail.url) : undefined,
		embed.footer?.text,
	];
	return lines.flatMap((line) => (line ? readable(line, message).split('\n') : [])).map((line) => `┃ ${line}`);
}

function carried(message: Message): string[] {
	const hidden = shownElsewhere(message);
	const files = message.isComponentsV2 ? [] : message.attachments.filter((file) => !hidden.has(file)).map(describeFile);
	const invisible = message.isComponentsV2
		? message.attachments.filter((file) => !shownByComponents(message).includes(file)).map(describeFile)
		: [];
	return [
		...files,
		...message.components.flatMap((component) => describeComponent(component, message)),
		...invisible.map((file) => `${file} (attached but not shown)`),
	];
}

function describeComponent(component: Component, message: Message): string[] {
	const file = (url: string | undefined, description?: string | null) => {
		const found = pointedAt(url, message.attachments);
		if (found === undefined) return `[file: ${url}]`;
		return describeFile(description ? { ...found, description } : found);
	};
	const inside = (component.components ?? []).flatMap((child) => describeComponent(child, message));
	switch (component.type) {
		case ComponentType.ActionRow:
			return describeRow(component);
		case ComponentType.TextDisplay:
			return readable(component.content ?? '', message).split('\n');
		case ComponentType.Section: {
			const { accessory } = component;
			return [...inside, ...(accessory ? describeComponent(accessory, message) : [])];
		}
		case ComponentType.Container:
			return inside.map((line) => `│ ${line}`);
		case ComponentType.MediaGallery:
			return (component.items ?? []).map((item) => file(item.media.url, item.description));
		case ComponentType.Thumbnail:
			return [file(component.media?.url, component.description)];
		case ComponentType.File:
			return [file(component.file?.url)];
		case ComponentType.Separator:
			return ['———'];
		default:
			return describeRow({ ...component, components: [component] });
	}
}

/** A row of buttons, or one menu. */
function describeRow({ components = [] }: Component): string[] {
	const buttons = components.filter(({ type }) => type === ComponentType.Button).map(describeButton);
	const menus = components.filter(({ type }) => type !== ComponentType.Button).map(describeMenu);
	return [...(buttons.length > 0 ? [`[buttons: ${buttons.join(' | ')}]`] : []), ...menus];
}

function describeButton(button: Component): string {
	const label = join([button.emoji?.name ?? '', button.label ?? ''], ' ');
	const isLink = 'style' in button && button['style'] === ButtonStyle.Link;
	return `${label}${isLink ? ` → ${button.url}` : ''}${button.disabled ? ' (off)' : ''}`;
}

function describeMenu(menu: Component): string {
	const options = (menu.options ?? []).map((option) => `${option.default ? '✓ ' : ''}${option.label}`);
	const offered = options.length > 0 ? `: ${options.join(' | ')}` : '';
	return `[menu “${menu.placeholder ?? ''}”${menu.disabled ? ' (off)' : ''}${offered}]`;
}
