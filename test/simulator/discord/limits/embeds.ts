import { z } from 'zod';
import type { FormError, Path } from './errors-tree.ts';
import { fault, integer, list, rule, text, url } from './fields.ts';

const MAX_URL_CHARS = 2048;
const MAX_CHARS_OF_ALL_EMBEDS = 6000;

const link = url(MAX_URL_CHARS, ['http', 'https']).nullish();
const media = url(MAX_URL_CHARS, ['http', 'https', 'attachment']).nullish();
const picture = z.object({ url: media }).nullish();
const requiredText = (max: number) =>
	text(0, max).refine((value) => value.trim() !== '', fault('BASE_TYPE_REQUIRED', 'This field is required'));

const embed = z
	.object({
		title: text(0, 256).nullish(),
		description: text(0, 4096).nullish(),
		url: link,
		timestamp: z
			.string()
			.refine((value) => !Number.isNaN(Date.parse(value)), fault('DATE_TIME_TYPE_PARSE', 'Should be ISO8601.'))
			.nullish(),
		color: integer(0, 0xff_ff_ff).nullish(),
		footer: z.object({ text: text(0, 2048).nullish(), icon_url: media }).nullish(),
		image: picture,
		thumbnail: picture,
		author: z.object({ name: text(0, 256).nullish(), url: link, icon_url: media }).nullish(),
		fields: list(
			z.object({ name: requiredText(256), value: requiredText(1024), inline: z.boolean().nullish() }),
			0,
			25,
		).nullish(),
	})
	.refine(
		({ title, description, image, thumbnail, author, footer, fields }) =>
			title || description || image || thumbnail || author || footer || fields?.length,
		{ ...fault('BASE_TYPE_REQUIRED', 'This field is required'), path: ['description'] },
	);

/** One embed, as it is sent. */
export type Embed = z.infer<typeof embed>;

/** The embeds of one message. */
export const embeds = list(embed, 0, 10).superRefine(rule(sumErrors));

/** Titles, descriptions, fields, footers and authors of all embeds of a message share one budget. */
function sumErrors(sent: readonly Embed[]): FormError[] {
	const texts = sent.flatMap(({ title, description, footer, author, fields }) => [
		title,
		description,
		footer?.text,
		author?.name,
		...(fields ?? []).flatMap(({ name, value }) => [name, value]),
	]);
	const sum = texts.reduce((total, part) => total + (part?.length ?? 0), 0);
	if (sum <= MAX_CHARS_OF_ALL_EMBEDS) return [];
	const message = `Embed size exceeds maximum size of ${MAX_CHARS_OF_ALL_EMBEDS}`;
	return [{ path: [], code: 'MAX_EMBED_SIZE_EXCEEDED', message }];
}

/** Every picture that the embeds show, with its place in the message. */
export function embedPictures(sent: readonly Embed[]): { readonly path: Path; readonly url: string }[] {
	return sent.flatMap(({ image, thumbnail, footer, author }, index) =>
		[
			{ path: ['image', 'url'], url: image?.url },
			{ path: ['thumbnail', 'url'], url: thumbnail?.url },
			{ path: ['footer', 'icon_url'], url: footer?.icon_url },
			{ path: ['author', 'icon_url'], url: author?.icon_url },
		].flatMap(({ path, url: shown }) => (shown ? [{ path: ['embeds', index, ...path], url: shown }] : [])),
	);
}
