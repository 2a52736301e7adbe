import { html } from 'htm/preact';
import type { AttachmentView } from '../protocol.ts';
import { bytes } from './format.ts';
import { Spoiler } from './markup.ts';
import { enlarged } from './store.ts';

/** A picture in a gallery. */
export interface Shown {
	readonly url: string;
	readonly alt: string;
	readonly isHidden: boolean;
	/** In pixels, where that is known. */
	readonly width: number | undefined;
	readonly height: number | undefined;
}

/** The height of a picture that stands alone, at most, in pixels. */
const MAX_HEIGHT = 350;

/** The room a picture takes before it is loaded, so that nothing moves when it comes. */
const roomFor = (width: number | undefined, height: number | undefined) =>
	width && height
		? { inlineSize: `${Math.min(width, (MAX_HEIGHT * width) / height)}px`, aspectRatio: `${width} / ${height}` }
		: undefined;

/** Pictures beside each other, each to be enlarged. */
export function Gallery({ pictures }: { readonly pictures: readonly Shown[] }) {
	const open = (index: number) => {
		enlarged.value = { pictures, index };
	};
	return html`<div class=${`gallery of-${Math.min(pictures.length, 4)}`}>${pictures.map(
		({ url, alt, isHidden, width, height }, index) => {
			const picture = html`<button type="button" class="picture" aria-label=${`Enlarge: ${alt || 'picture'}`} onClick=${() => open(index)}>
			<img src=${url} alt=${alt || 'A picture without a description'} style=${pictures.length === 1 && roomFor(width, height)} />
		</button>`;
			return isHidden ? html`<${Spoiler}>${picture}<//>` : picture;
		},
	)}</div>`;
}

/** A file that is no picture. */
export function StoredFile({
	file,
	name,
	size,
}: {
	readonly file: { readonly url: string };
	readonly name?: unknown;
	readonly size?: unknown;
}) {
	const fileName = typeof name === 'string' ? name : decodeURIComponent(file.url.split('/').at(-1) ?? 'file');
	return html`<a class="file" href=${file.url} download=${fileName}>
		<span class="file-icon" aria-hidden="true"></span>
		<span><span class="file-name">${fileName}</span>${typeof size === 'number' && html`<span class="muted"> ${bytes(size)}</span>`}</span>
	</a>`;
}

/** The files of a message that no component shows. */
export function Attachments({ attachments }: { readonly attachments: readonly AttachmentView[] }) {
	const isPicture = ({ content_type: type, width }: AttachmentView) => type.startsWith('image/') && width !== undefined;
	const pictures = attachments.filter(isPicture).map(
		({ url, description, filename, width, height }): Shown => ({
			url,
			alt: description ?? filename,
			isHidden: filename.startsWith('SPOILER_'),
			width,
			height,
		}),
	);
	const others = attachments.filter((file) => !isPicture(file));
	return html`${pictures.length > 0 && html`<${Gallery} pictures=${pictures} />`}
		${others.map((file) => html`<${StoredFile} file=${file} name=${file.filename} size=${file.size} />`)}`;
}
