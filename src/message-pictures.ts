import { z } from 'zod';

/** A picture in a message, as it may become part of a request. */
export interface MessagePicture {
	readonly url: string;
	readonly name: string;
	/** 0 where Discord doesn't say. */
	readonly sizeBytes: number;
}

const attachment = z.object({ url: z.url(), filename: z.string(), size: z.int(), content_type: z.string().nullish() });
const media = z.object({ url: z.url(), content_type: z.string().nullish() });
interface Component {
	readonly items?: readonly { readonly media: z.infer<typeof media> }[] | undefined;
	/** Set on a container. */
	readonly components?: readonly Component[] | undefined;
}
const component: z.ZodType<Component> = z.object({
	items: z.array(z.object({ media })).optional(),
	components: z.lazy(() => z.array(component.catch({}))).optional(),
});

const messageSchema = z.object({
	attachments: z.array(attachment).default([]),
	components: z.array(component.catch({})).default([]),
});

const isPicture = (contentType: string | null | undefined) => contentType?.startsWith('image/') !== false;

const mediaIn = ({ items = [], components = [] }: Component): z.infer<typeof media>[] => [
	...items.map((item) => item.media),
	...components.flatMap(mediaIn),
];

/**
 * The pictures of a message in Discord's JSON, in order and without duplicates: its attachments and the media of its
 * galleries. In a message made of components, `attachments` is empty or repeats the pictures of the galleries.
 */
export function readPictures(message: unknown): MessagePicture[] {
	const { attachments, components } = messageSchema.parse(message);
	const attached = attachments
		.filter(({ content_type }) => isPicture(content_type))
		.map(({ url, filename, size }) => ({ url, name: filename, sizeBytes: size }));
	const shown = components
		.flatMap(mediaIn)
		.filter(({ content_type }) => isPicture(content_type))
		.map(({ url }) => ({ url, name: new URL(url).pathname.split('/').at(-1) ?? 'picture', sizeBytes: 0 }));
	// URLs of the same file may differ in their expiry.
	const byFile = Map.groupBy([...attached, ...shown], ({ url }) => new URL(url).pathname);
	return [...byFile.values()].flatMap((same) => same.slice(0, 1));
}
