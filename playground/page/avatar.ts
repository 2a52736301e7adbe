import { html } from 'htm/preact';
import type { PersonView } from '../protocol.ts';

const COLOURS = 6;

/** A round picture of somebody: the bot's leaf, or a coloured initial. */
export function Avatar({ person, isSmall = false }: { readonly person: PersonView; readonly isSmall?: boolean }) {
	const size = isSmall ? 'avatar small' : 'avatar';
	if (person.isBot) return html`<img class=${`${size} leaf`} src="/page/leaf.svg" alt="" />`;
	const colour = [...person.name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % COLOURS;
	return html`<span class=${`${size} colour-${colour}`} aria-hidden="true">${person.name.slice(0, 1).toUpperCase()}</span>`;
}
