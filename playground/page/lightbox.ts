import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { enlarged } from './store.ts';

/** Pictures in full size over the page; arrows go from one to the next, Escape closes. */
export function Lightbox() {
	const shown = enlarged.value;
	return shown ? html`<${Enlarged} shown=${shown} />` : null;
}

function Enlarged({ shown }: { readonly shown: NonNullable<typeof enlarged.value> }) {
	const dialog = useRef<HTMLDialogElement>(null);
	useLayoutEffect(() => {
		dialog.current?.showModal();
	}, []);
	const { pictures, index } = shown;
	const picture = pictures[index];
	const close = () => {
		enlarged.value = undefined;
	};
	const step = (by: number) => {
		enlarged.value = { pictures, index: (index + by + pictures.length) % pictures.length };
	};
	const onKey = ({ key }: KeyboardEvent) => {
		if (key === 'ArrowRight') step(1);
		if (key === 'ArrowLeft') step(-1);
	};
	return html`<dialog ref=${dialog} class="lightbox" aria-label="Picture" onClose=${close} onKeyDown=${onKey}>
		<figure>
			<img src=${picture?.url} alt=${picture?.alt || 'A picture without a description'} />
			<figcaption>
				<span>${picture?.alt}</span>
				${pictures.length > 1 && html`<span><button type="button" class="button secondary" onClick=${() => step(-1)}>Previous</button> ${index + 1} of ${pictures.length} <button type="button" class="button secondary" onClick=${() => step(1)}>Next</button></span>`}
				<a href=${picture?.url} target="_blank" rel="noopener noreferrer">Open in a tab</a>
				<button type="button" class="button secondary" onClick=${close}>Close</button>
			</figcaption>
		</figure>
	</dialog>`;
}
