import type { Cdn, StoredFile } from './cdn.ts';
import { type Component, walkAll } from './component.ts';
import type { Embed } from './embed.ts';
import type { Message } from './message.ts';

const SCHEME = 'attachment://';

type Files = readonly StoredFile[];

/** The file that an `attachment://name` points to. */
export const pointedAt = (url: string | undefined, files: Files): StoredFile | undefined =>
	url?.startsWith(SCHEME) ? files.find((file) => file.name === url.slice(SCHEME.length)) : undefined;

const picturesOf = (embed: Embed) => [embed.image?.url, embed.thumbnail?.url];

/** The files that an embed shows, which Discord then leaves out of the message's attachments. */
export const shownElsewhere = (message: Message): Set<StoredFile | undefined> =>
	new Set(message.embeds.flatMap(picturesOf).map((url) => pointedAt(url, message.attachments)));

/** The files that Components V2 show; all others stay invisible. */
export const shownByComponents = (message: Message): StoredFile[] =>
	walkAll(message.components)
		.flatMap(({ file, media, items = [] }) => [file, media, ...items.map((item) => item.media)])
		.flatMap((media) => pointedAt(media?.url, message.attachments) ?? []);

/** Embeds with the addresses of their pictures in place of `attachment://`. */
export function presentEmbeds(message: Message, cdn: Cdn) {
	const present = (picture: Embed['image']) => {
		if (!picture) return undefined;
		const file = pointedAt(picture.url, message.attachments);
		if (file === undefined) return { ...picture, url: cdn.refresh(picture.url) };
		return { ...picture, url: cdn.url(file), proxy_url: cdn.url(file), width: file.width, height: file.height };
	};
	return message.embeds.map((embed) => ({
		type: 'rich',
		...embed,
		image: present(embed.image),
		thumbnail: present(embed.thumbnail),
	}));
}

/** Components with an id each, as Discord assigns them, and real addresses in place of `attachment://`. */
export function presentComponents(message: Message, cdn: Cdn): Component[] {
	let lastId = 0;
	const media = (item: { url: string }) => {
		const file = pointedAt(item.url, message.attachments);
		if (file === undefined) return { ...item, url: cdn.refresh(item.url) };
		return {
			...item,
			url: cdn.url(file),
			proxy_url: cdn.url(file),
			width: file.width ?? null,
			height: file.height ?? null,
			content_type: file.type,
			attachment_id: file.id,
		};
	};
	const present = (component: Component): Component => {
		lastId += 1;
		return {
			...component,
			id: component.id || lastId,
			...(component.file && { file: media(component.file) }),
			...(component.media && { media: media(component.media) }),
			...(component.items && { items: component.items.map((item) => ({ ...item, media: media(item.media) })) }),
			...(component.components && { components: component.components.map(present) }),
			...(component.component && { component: present(component.component) }),
			...(component.accessory && { accessory: present(component.accessory) }),
		};
	};
	return message.components.map(present);
}
