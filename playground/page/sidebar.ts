import { html } from 'htm/preact';
import type { PlaceView, View } from '../protocol.ts';
import { Avatar } from './avatar.ts';
import { go, isSidebarOpen, isUnread, look } from './store.ts';

const STATES = { starting: 'The bot is starting…', online: 'The bot is online', down: 'The bot is down' };

/** Servers, channels, threads and direct messages; and below who one is. */
export function Sidebar({ view }: { readonly view: View }) {
	const visit = (channel: string, thread?: string) => {
		isSidebarOpen.value = false;
		go({ channel, thread });
	};
	return html`<nav id="places" class=${isSidebarOpen.value ? 'sidebar open' : 'sidebar'} aria-label="Places">
		<p class="brand"><img src="/page/leaf.svg" alt="" /><span><strong>Plantain</strong> playground</span></p>
		<div class="places">
			${view.servers.map(
				({ id, name, hasBot, channels }) => html`<section key=${id} aria-label=${name}>
					<h2>${name}${!hasBot && html`<span class="tag" title="The bot is no member here; it works for people who installed it for themselves.">user install</span>`}</h2>
					<ul>${channels.map((channel) => html`<${Place} place=${channel} mark="#" view=${view} onVisit=${visit} />`)}</ul>
				</section>`,
			)}
			<section aria-label="Direct messages"><h2>Direct messages</h2><ul>${view.directs.map((direct) => html`<${Place} place=${direct} mark="@" view=${view} onVisit=${visit} />`)}</ul></section>
		</div>
		<${Moderation} view=${view} />
		<p class=${`bot-state ${view.process.state}`} role="status"><span class="dot" aria-hidden="true"></span>${STATES[view.process.state]}</p>
	</nav>`;
}

interface PlaceProps {
	readonly place: PlaceView;
	readonly mark: string;
	readonly view: View;
	onVisit(channel: string, thread?: string): void;
}

function Place({ place, mark, view, onVisit }: PlaceProps) {
	const isHere = view.room.id === place.id;
	const look = isUnread(place.id, place.lastMessageId) ? 'unread' : '';
	return html`<li>
		<button type="button" class=${look} aria-current=${isHere && !view.thread ? 'page' : undefined} onClick=${() => onVisit(place.id)}><span aria-hidden="true">${mark}</span> ${place.name}${look && html`<span class="visually-hidden"> (unread)</span>`}</button>
		${
			place.threads.length > 0 &&
			html`<ul aria-label=${`Threads of ${place.name}`}>${place.threads.map(({ id, name }) => html`<li><button type="button" aria-current=${view.thread?.id === id ? 'page' : undefined} onClick=${() => onVisit(place.id, id)}><span aria-hidden="true">⤷</span> ${name}</button></li>`)}</ul>`
		}
	</li>`;
}

function Moderation({ view }: { readonly view: View }) {
	return html`<div class="people" role="group" aria-label="Who you are">
		${view.people.map(
			(
				person,
			) => html`<button type="button" key=${person.id} aria-pressed=${person.id === view.me.id} title=${person.note} onClick=${() => go({ ...look.peek(), person: person.id })}>
				<${Avatar} person=${person} /><span>${person.name}</span>
			</button>`,
		)}
		<p class="small">You are <strong>${view.me.name}</strong>, ${view.me.note}</p>
	</div>`;
}
