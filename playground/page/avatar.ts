import { html } from 'htm/preact';
import type { PersonView } from '../protocol.ts';

const COLOURS = 6n;

/** A round picture of somebody: the bot's leaf, or a coloured initial. */
export function Avatar({ person, isSmall = false }: { readonly person: PersonView; readonly isSmall?: boolean }) {
	const size = isSmall ? 'avatar small' : 'avatar';
	if (person.isBot) return html`<img class=${`${size} leaf`} src="/page/leaf.svg" alt="" />`;
	// The moment that an id names lies above its lower 22 bits.
	const colour = Number((BigInt(person.id) >> 22n) % COLOURS);
	return html`<span class=${`${size} colour-${colour}`} aria-hidden="true">${person.name.slice(0, 1).toUpperCase()}</span>`;
}
