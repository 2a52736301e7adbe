import { html } from 'htm/preact';
import { render } from 'preact';
import type { View } from '../protocol.ts';
import { FormDialog } from './dialog.ts';
import { Inside } from './inside.ts';
import { Lightbox } from './lightbox.ts';
import { MessageMenu } from './menu.ts';
import { Room } from './room.ts';
import { Sidebar } from './sidebar.ts';
import { connect, go, isConnected, isSidebarOpen, look, notice, theme, view } from './store.ts';

function App() {
	const shown = view.value;
	if (!shown)
		return html`<p class="loading" role="status">${isConnected.value ? 'Loading…' : 'Connecting to the playground…'}</p>`;
	const classes = ['app', shown.thread && 'with-thread', shown.inside && 'with-inside'].filter(Boolean).join(' ');
	return html`<div class=${classes}>
		<${Sidebar} view=${shown} />
		<main>
			<${Header} shown=${shown} />
			<${Room} key=${shown.room.id} room=${shown.room} />
		</main>
		${
			shown.thread &&
			html`<section class="thread" aria-label=${`Thread ${shown.thread.name}`}>
				<header class="bar"><h2><span aria-hidden="true">⤷</span> ${shown.thread.name}</h2><button type="button" class="icon-button" aria-label="Close thread" onClick=${() => go({ thread: undefined })}>✕</button></header>
				<${Room} key=${shown.thread.id} room=${shown.thread} />
			</section>`
		}
		${shown.inside && html`<${Inside} inside=${shown.inside} />`}
		<${Notices} shown=${shown} />
		<${MessageMenu} />
		<${FormDialog} view=${shown} />
		<${Lightbox} />
	</div>`;
}

function Header({ shown }: { readonly shown: View }) {
	const { room } = shown;
	const other = theme.value === 'dark' ? 'light' : 'dark';
	return html`<header class="bar">
		<button type="button" class="icon-button only-narrow" aria-label="Places" aria-controls="places" aria-expanded=${isSidebarOpen.value} onClick=${() => {
			isSidebarOpen.value = !isSidebarOpen.value;
		}}>☰</button>
		<h1><span aria-hidden="true">${room.kind === 'direct' ? '@' : '#'}</span> ${room.name}</h1>
		<span class="muted only-wide">${room.server ?? 'Direct message'}</span>
		<span class="spring"></span>
		<button type="button" class="icon-button" aria-label=${`Use the ${other} theme`} title=${`Use the ${other} theme`} onClick=${() => {
			theme.value = other;
		}}>${theme.value === 'dark' ? '☀' : '☾'}</button>
		<button type="button" class="button secondary" aria-pressed=${look.value.inside} onClick=${() => go({ inside: !look.value.inside })}>See inside</button>
	</header>`;
}

/** What just could not be done, that the bot is down, or that nobody answers. */
function Notices({ shown }: { readonly shown: View }) {
	const { state, line } = shown.process;
	return html`<div class="notices" role="alert">
		${!isConnected.value && html`<p>The playground does not answer. Is it still running?</p>`}
		${state === 'down' && line !== undefined && html`<p>The bot ended: ${line}</p>`}
		${
			notice.value &&
			html`<p>${notice.value} <button type="button" class="icon-button" aria-label="Close" onClick=${() => {
				notice.value = undefined;
			}}>✕</button></p>`
		}
	</div>`;
}

const root = document.querySelector('#app');
if (root) render(html`<${App} />`, root);
connect();
