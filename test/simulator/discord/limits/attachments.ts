import { z } from 'zod';
import type { BodyContext } from './check-body.ts';
import type { FormError, Path } from './errors-tree.ts';
import { list, snowflake, text } from './fields.ts';

/** Discord's most attachments on one message; one more is error 30015, which has no `errors` tree. */
export const MAX_ATTACHMENTS = 10;

const attachment = z.object({
	id: z.coerce.string().pipe(snowflake),
	filename: text(1, 1024).nullish(),
	description: text(0, 1024).nullish(),
});

/** The `attachments` of a message body: what is said of uploads (by their number) and which earlier ones stay (by id). */
export const attachments = z.array(attachment);

/** The body of `POST /attachments/refresh-urls`. */
export const refreshUrls = z.object({ attachment_urls: list(z.string(), 1, 50) });

type Attachments = z.infer<typeof attachments> | null | undefined;

/** The names of the files that the message will carry: its uploads, and of the earlier ones those that stay. */
export function fileNames(listed: Attachments, { files, keptAttachments = [] }: BodyContext): string[] {
	const named = new Map(listed?.map(({ id, filename }) => [id, filename]));
	return [
		...files.map(({ name }, index) => named.get(String(index)) ?? name),
		...keptAttachments.filter(({ id }) => !listed || named.has(id)).map(({ filename }) => filename),
	];
}

/** Entries of `attachments` that speak of a file which was neither uploaded nor already there. */
export function unknownAttachments(listed: Attachments, { files, keptAttachments = [] }: BodyContext): FormError[] {
	const known = new Set([...files.keys().map(String), ...keptAttachments.map(({ id }) => id)]);
	return (listed ?? []).flatMap(({ id }, index) =>
		known.has(id)
			? []
			: [{ path: ['attachments', index, 'id'], code: 'ATTACHMENT_NOT_FOUND', message: 'Attachment data not found' }],
	);
}

/**
 * `attachment://` references that no file answers to.
 *
 * @param extensions file name extensions that may be shown there; the default is any.
 */
export function brokenReferences(
	shown: readonly { readonly path: Path; readonly url: string }[],
	names: readonly string[],
	extensions?: readonly string[],
): FormError[] {
	return shown.flatMap(({ path, url }) => {
		if (!url.startsWith('attachment://')) return [];
		const name = url.slice('attachment://'.length);
		if (!names.includes(name)) {
			const message = 'The referenced attachment was not found';
			return [{ path, code: 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', message }];
		}
		const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
		if (extensions === undefined || extensions.includes(extension)) return [];
		const message = `Value must be one of (${extensions.map((known) => `'${known}'`).join(', ')}).`;
		return [{ path, code: 'BASE_TYPE_CHOICES', message }];
	});
}
