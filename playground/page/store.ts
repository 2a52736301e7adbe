import { computed, effect, signal } from '@preact/signals';
import type { Action, MessageView, RoomView, Told, View } from '../protocol.ts';

/** What the server shows; `undefined` until it has said so once. */
export const view = signal<View | undefined>(undefined);
export const isConnected = signal(false);

/** Who looks, and where. */
export interface Look {
	readonly person: string;
	readonly channel: string | undefined;
	readonly thread: string | undefined;
	readonly inside: boolean;
}
export const look = signal<Look>({ person: '', channel: undefined, thread: undefined, inside: false });

/** The message that the next one in its room replies to. */
export const replyingTo = signal<
	{ readonly room: string; readonly message: MessageView; readonly ping: boolean } | undefined
>(undefined);
/** The message of one's own that is being rewritten. */
export const editing = signal<string | undefined>(undefined);
/** Private messages that were dismissed, and failures that were read. */
export const dismissed = signal<ReadonlySet<string>>(new Set());
/** The open menu of a message. */
export const openMenu = signal<
	{ readonly room: RoomView; readonly message: MessageView; readonly x: number; readonly y: number } | undefined
>(undefined);
/** The pictures that are looked at enlarged, and which of them. */
export const enlarged = signal<
	{ readonly pictures: readonly { readonly url: string; readonly alt: string }[]; readonly index: number } | undefined
>(undefined);
/** The command that is to be begun in a room, because somebody clicked its name. */
export const begun = signal<{ readonly room: string; readonly name: string } | undefined>(undefined);
/** What just could not be done, and why. */
export const notice = signal<string | undefined>(undefined);
/** On a narrow page: whether the list of places lies over it. */
export const isSidebarOpen = signal(false);
/** The newest message that was seen, by person and place. */
const seen = signal<Readonly<Record<string, string>>>({});

type Theme = 'dark' | 'light';
const THEME = 'plantain-playground-theme';
const preferred: Theme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
export const theme = signal<Theme>(
	localStorage.getItem(THEME) === 'light' ? 'light' : localStorage.getItem(THEME) === 'dark' ? 'dark' : preferred,
);

export const me = computed(() => view.value?.me);

let socket: WebSocket | undefined;
let lastId = 0;
const waiting = new Map<number, (told: Extract<Told, { id: number }>) => void>();

/** How long until a lost connection is tried again, in milliseconds. */
const RECONNECT_MS = 1000;

/** Connects to the server, again and again. */
export function connect(): void {
	const address = new URL('/socket', location.href);
	address.protocol = 'ws:';
	socket = new WebSocket(address);
	socket.onopen = () => {
		isConnected.value = true;
		if (look.peek().person !== '') void ask({ do: 'look', ...look.peek() });
	};
	socket.onmessage = ({ data }) => hear(JSON.parse(String(data)));
	socket.onclose = () => {
		isConnected.value = false;
		for (const [id, tell] of waiting) tell({ id, error: 'The playground does not answer. Is it still running?' });
		waiting.clear();
		setTimeout(connect, RECONNECT_MS);
	};
}

function hear(told: Told): void {
	if ('id' in told) {
		waiting.get(told.id)?.(told);
		waiting.delete(told.id);
		return;
	}
	view.value = told.view;
	const { me, room, thread } = told.view;
	if (look.peek().person === '') look.value = { ...look.peek(), person: me.id, channel: room.id };
	const newest = [room, thread].flatMap((one) => {
		const last = one?.messages.at(-1)?.id;
		return one === undefined || last === undefined ? [] : [[`${me.id}/${one.id}`, last] as const];
	});
	seen.value = { ...seen.peek(), ...Object.fromEntries(newest) };
}

/** Asks the server to do something; resolves with what it says. */
function ask(action: Action): Promise<Extract<Told, { id: number }>> {
	lastId += 1;
	const id = lastId;
	if (socket?.readyState !== WebSocket.OPEN) return Promise.resolve({ id, error: 'The playground does not answer.' });
	const { promise, resolve } = Promise.withResolvers<Extract<Told, { id: number }>>();
	waiting.set(id, resolve);
	socket.send(JSON.stringify({ id, action }));
	return promise;
}

/** Does something; what could not be done is said as a notice. Resolves with whether it was done. */
export async function act(action: Action): Promise<boolean> {
	const { error } = await ask(action);
	if (error !== undefined) notice.value = error;
	return error === undefined;
}

/** What the bot offers for what was typed so far. */
export async function complete(action: Extract<Action, { do: 'complete' }>) {
	const { choices = [] } = await ask(action);
	return choices;
}

/** Goes somewhere, becomes somebody, or opens the drawer. */
export function go(change: Partial<Look>): void {
	look.value = { ...look.peek(), ...change };
	void ask({ do: 'look', ...look.peek() });
}

/** Sends a file's bytes ahead; resolves with the id by which an action names it. */
export async function sendFile(file: File): Promise<string> {
	const response = await fetch(`/files?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file });
	if (!response.ok) throw new Error(await response.text());
	const { id }: { id: string } = await response.json();
	return id;
}

/** Whether there is something in a place that this person has not seen here. */
export function isUnread(placeId: string, lastMessageId: string | undefined): boolean {
	const person = me.value?.id;
	if (person === undefined || lastMessageId === undefined) return false;
	const last = seen.value[`${person}/${placeId}`];
	return last !== undefined && BigInt(last) < BigInt(lastMessageId);
}

export function dismiss(id: string): void {
	dismissed.value = new Set([...dismissed.value, id]);
}

effect(() => {
	document.documentElement.dataset['theme'] = theme.value;
	localStorage.setItem(THEME, theme.value);
});
