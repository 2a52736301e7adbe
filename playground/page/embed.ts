import { html } from 'htm/preact';
import type { Embed as EmbedBody } from '../../test/simulator/discord/world/embed.ts';
import type { RoomView } from '../protocol.ts';
import { Gallery } from './files.ts';
import { Markup } from './markup.ts';

/** The older kind of box, still used by other bots and for previews. */
export function Embed({ embed, room }: { readonly embed: EmbedBody; readonly room: RoomView }) {
	const { author, title, url, description, fields, image, thumbnail, footer } = embed;
	const colour = typeof embed['color'] === 'number' ? `#${embed['color'].toString(16).padStart(6, '0')}` : undefined;
	const picture = (one: typeof image) =>
		one && html`<${Gallery} pictures=${[{ url: one.url, alt: title ?? '', isHidden: false }]} />`;
	const isSafe = url?.startsWith('https://') || url?.startsWith('http://');
	return html`<div class="embed" style=${colour && { borderInlineStartColor: colour }}>
		<div>
			${author && html`<p class="embed-author">${author.name}</p>`}
			${title && html`<p class="embed-title">${isSafe ? html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${title}</a>` : title}</p>`}
			${description && html`<${Markup} text=${description} room=${room} />`}
			${fields && fields.length > 0 && html`<dl>${fields.map(({ name, value, inline }) => html`<div class=${inline === true ? 'inline' : ''}><dt>${name}</dt><dd><${Markup} text=${value} room=${room} /></dd></div>`)}</dl>`}
			${picture(image)}
			${footer && html`<p class="small">${footer.text}</p>`}
		</div>
		${thumbnail && html`<div class="thumbnail">${picture(thumbnail)}</div>`}
	</div>`;
}
