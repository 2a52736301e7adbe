import { html } from 'htm/preact';
import type {
	EventView,
	FaultName,
	GeminiCallView,
	InsideView,
	LedgerView,
	PartView,
	RestCallView,
} from '../protocol.ts';
import { bytes, clockTime, dollars, milliseconds } from './format.ts';
import { act, go } from './store.ts';

const FAULTS: readonly (readonly [name: FaultName, label: string, hint: string])[] = [
	['rate-limit', '429', 'Gemini says: too many requests, come back in 2 seconds'],
	['overloaded', '503', 'Gemini says: overloaded'],
	['blocked', 'Blocked', 'Gemini refuses the prompt'],
	['slow', 'Slow', 'Gemini takes 8 seconds'],
	['too-large', 'Too large', 'Discord refuses the next answer as too large'],
	['dead-token', 'Dead token', "The interaction's token is dead when the answer comes"],
];

/** How long the first answer may take, in milliseconds. Source: Discord. */
const ACKNOWLEDGE_WITHIN_MS = 3000;

/** What goes on behind the conversation, and what may go wrong. */
export function Inside({ inside }: { readonly inside: InsideView }) {
	return html`<aside class="inside" aria-label="Inside">
		<header><h2>Inside</h2><button type="button" class="icon-button" aria-label="Close inside" onClick=${() => go({ inside: false })}>✕</button></header>
		<section class="faults" aria-label="Make something go wrong">
			<h3>Let the next request meet</h3>
			<div>
				${FAULTS.map(([name, label, hint]) => {
					const isOff = inside.isGeminiReal && name !== 'too-large' && name !== 'dead-token';
					return html`<button type="button" class="button secondary" title=${hint} disabled=${isOff} onClick=${() => act({ do: 'fault', name })}>${label}</button>`;
				})}
				<button type="button" class="button danger" title="Ends the bot's process without a warning and starts it again" onClick=${() => act({ do: 'restart' })}>kill -9 and restart</button>
			</div>
			<p class="small" role="status">${inside.armed === 0 ? 'Nothing is armed.' : `${inside.armed} armed, for the next request it can befall.`}</p>
		</section>
		${inside.violations.length > 0 && html`<section class="failure"><h3>Against the rules</h3><ul>${inside.violations.map((line) => html`<li>${line}</li>`)}</ul></section>`}
		<section class="events" aria-label="What people did">
			${inside.events.length === 0 && html`<p class="muted">Nobody has done anything yet.</p>`}
			${inside.events.map((event, index) => html`<${Event} key=${event.id} event=${event} isOpen=${index === 0} />`)}
		</section>
	</aside>`;
}

function Event({ event, isOpen }: { readonly event: EventView; readonly isOpen: boolean }) {
	const { who, what, atMs, rest, gemini, before, after } = event;
	return html`<details open=${isOpen}>
		<summary><strong>${who}</strong> ${what} <span class="muted">${clockTime(atMs)}</span></summary>
		<${Acknowledged} event=${event} />
		${gemini.map((call) => html`<${Gemini} call=${call} />`)}
		${rest.length > 0 && html`<h4>Discord REST</h4><ol class="rest">${rest.map((call) => html`<${Rest} call=${call} />`)}</ol>`}
		<${Ledger} who=${who} before=${before} after=${after} />
	</details>`;
}

function Acknowledged({ event }: { readonly event: EventView }) {
	if (event.kind === 'message') return html`<p class="small">A message needs no acknowledgement.</p>`;
	if (event.hasFailed)
		return html`<p class="failure">Not acknowledged in 3 seconds: the application did not respond.</p>`;
	if (event.acknowledgedMs === undefined) return html`<p class="small">Not acknowledged yet.</p>`;
	const share = Math.min(100, (event.acknowledgedMs / ACKNOWLEDGE_WITHIN_MS) * 100);
	return html`<p class="acknowledged">Acknowledged after <strong>${milliseconds(event.acknowledgedMs)}</strong> of 3 s<span class="meter" aria-hidden="true"><i style=${{ inlineSize: `${Math.max(1, share)}%` }}></i></span></p>`;
}

function Rest({ call }: { readonly call: RestCallView }) {
	const isBad = (call.status ?? 0) >= 400;
	return html`<li><details>
		<summary><span class="muted">+${milliseconds(call.afterMs)}</span> <strong>${call.method}</strong> ${call.path} <span class=${isBad ? 'status bad' : 'status'}>${call.status ?? '…'}</span></summary>
		${call.files.map(({ name, size }) => html`<p class="small">${name} · ${bytes(size)}</p>`)}
		${call.body && html`<pre tabindex="0">${call.body}</pre>`}
	</details></li>`;
}

function Gemini({ call }: { readonly call: GeminiCallView }) {
	const { tokens, status, tookMs } = call;
	const isBad = (status ?? 0) >= 400 || call.refusal !== undefined;
	return html`<div class="gemini">
		<h4>Gemini · ${call.model} <span class=${isBad ? 'status bad' : 'status'}>${status ?? '…'}</span></h4>
		<p class="small">+${milliseconds(call.afterMs)}${tookMs === undefined ? ', still at it' : `, took ${milliseconds(tookMs)}`}</p>
		<p class="label">Sent</p><ol class="parts">${call.sent.map((part) => html`<${Part} part=${part} />`)}</ol>
		${call.config.length > 2 && html`<details><summary>Configuration</summary><pre tabindex="0">${call.config}</pre></details>`}
		<p class="label">Answered</p>
		${call.refusal && html`<p class="failure">${call.refusal}</p>`}
		<ol class="parts">${call.answered.map((part) => html`<${Part} part=${part} />`)}</ol>
		<dl class="tokens">
			<div><dt>in</dt><dd>${tokens.in}</dd></div><div><dt>picture</dt><dd>${tokens.image}</dd></div><div><dt>words</dt><dd>${tokens.text}</dd></div><div><dt>thoughts</dt><dd>${tokens.thoughts}</dd></div><div><dt>cost</dt><dd>${dollars(call.cost)}</dd></div>
		</dl>
	</div>`;
}

function Part({ part }: { readonly part: PartView }) {
	const { role, kind, text, size, signature } = part;
	return html`<li class=${`part of-${kind}`}>
		<span class="role">${role}</span> <span class="kind">${kind}</span> ${text}${size !== undefined && html` <span class="muted">${bytes(size)}</span>`}
		${signature && html` <span class="signature" title="Its thought signature, which has to come back unchanged">signed ${signature.start}… ${signature.chars.toLocaleString('en')}</span>`}
	</li>`;
}

function Ledger({
	who,
	before,
	after,
}: {
	readonly who: string;
	readonly before: LedgerView;
	readonly after: LedgerView;
}) {
	const row = (name: string, from: string, to: string) =>
		html`<tr class=${from === to ? '' : 'changed'}><th scope="row">${name}</th><td>${from}</td><td>${to}</td></tr>`;
	return html`<table class="ledger">
		<caption>The ledger, today</caption>
		<thead><tr><td></td><th scope="col">before</th><th scope="col">after</th></tr></thead>
		<tbody>
			${row(`Pictures of ${who}`, String(before.images), String(after.images))}
			${row(`Pictures held`, String(before.heldImages), String(after.heldImages))}
			${row('Spent by the bot', dollars(before.spent), dollars(after.spent))}
			${row('Held by the bot', dollars(before.held), dollars(after.held))}
		</tbody>
	</table>`;
}
