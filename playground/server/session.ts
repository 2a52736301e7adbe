import type { WebSocket } from 'ws';
import type { Channel } from '../../test/simulator/discord/world/channel.ts';
import type { Interaction } from '../../test/simulator/discord/world/interaction.ts';
import type { User } from '../../test/simulator/discord/world/user.ts';
import type { Action, ModalView, Told, View } from '../protocol.ts';
import { ask } from './action.ts';
import { arm } from './faults.ts';
import { type ModerationAction, mayOpenForm, perform } from './perform.ts';
import type { Playground } from './playground.ts';
import { showDirects, showPerson, showRoom, showServers } from './view.ts';

/** One open page: who looks, where, and what form is before them. */
export class Session {
	readonly #playground: Playground;
	readonly #socket: WebSocket;
	#me: User;
	#channel: Channel;
	#thread: Channel | undefined;
	#showsInside = false;
	/** The newest thing that was done here and may be answered by a form. */
	#opener: Interaction | undefined;
	#lastSent = '';

	constructor(playground: Playground, socket: WebSocket) {
		this.#playground = playground;
		this.#socket = socket;
		const [first] = playground.cast.people;
		const channel = playground.cast.servers[0]?.channels[0];
		if (first === undefined || channel === undefined) throw new Error('nobody lives in the playground');
		this.#me = first.user;
		this.#channel = channel;
		socket.on('message', (raw) => void this.#hear(String(raw)));
		this.show();
	}

	/** Sends what is seen now, unless the page has it already. */
	show(): void {
		const sent = this.#stringify({ view: this.#view() });
		if (sent === this.#lastSent) return;
		this.#lastSent = sent;
		this.#socket.send(sent);
	}

	async #hear(raw: string): Promise<void> {
		const asked = ask.safeParse(parseJson(raw));
		if (!asked.success) return this.#socket.close(1008, 'this was not understood');
		const { id, action } = asked.data;
		try {
			const choices = await this.#do(action);
			this.show();
			this.#tell({ id, ...(choices && { choices }) });
		} catch (error) {
			this.#tell({ id, error: error instanceof Error ? error.message : String(error) });
		}
	}

	async #do(action: Action) {
		const { bot } = this.#playground;
		switch (action.do) {
			case 'look':
				return this.#look(action);
			case 'dismiss':
				this.#opener = undefined;
				return undefined;
			case 'fault':
				arm(action.name, this.#playground);
				return undefined;
			case 'restart':
				return bot.killAndStart();
			default:
				return this.#perform(action);
		}
	}

	async #perform(action: ModerationAction) {
		const { world, cast, uploads, inside } = this.#playground;
		const channel = world.channels.get(action.channel);
		const isPlace = channel !== undefined && [...cast.directs, ...this.#channels()].includes(channel);
		if (!isPlace || !channel.mayBeSeenBy(this.#me)) throw new Error('This place is no longer there.');
		inside.note();
		const done = await perform({ world, uploads, actor: this.#me.in(channel) }, action);
		if (done.interaction && mayOpenForm(done.interaction)) this.#opener = done.interaction;
		if (action.do === 'submit') this.#opener = undefined;
		return done.choices;
	}

	/** Goes somewhere else, as far as that place is there and can be seen. */
	#look({ person, channel: channelId, thread: threadId, inside }: Extract<Action, { do: 'look' }>): void {
		const { cast, world } = this.#playground;
		const me = cast.people.find(({ user }) => user.id === person)?.user ?? this.#me;
		if (me !== this.#me) this.#opener = undefined;
		this.#me = me;
		this.#showsInside = inside;
		const seen = (id: string | undefined) => {
			const channel = id === undefined ? undefined : world.channels.get(id);
			return channel?.mayBeSeenBy(me) ? channel : undefined;
		};
		this.#channel = seen(channelId) ?? seen(this.#channel.id) ?? cast.servers[0]?.channels[0] ?? this.#channel;
		this.#thread = seen(threadId);
	}

	#channels(): Channel[] {
		const { cast } = this.#playground;
		return cast.servers.flatMap(({ channels }) => channels.flatMap((channel) => [channel, ...channel.threads]));
	}

	#view(): View {
		const { world, bot, cast, inside } = this.#playground;
		const [me, channel] = [this.#me, this.#channel];
		const thread = this.#thread && world.channels.has(this.#thread.id) ? this.#thread : undefined;
		return {
			me: showPerson(this.#playground, me),
			bot: showPerson(this.#playground, world.bot),
			people: cast.people.map(({ user }) => showPerson(this.#playground, user)),
			servers: showServers(this.#playground, me),
			directs: showDirects(this.#playground, me),
			room: showRoom(this.#playground, channel, me),
			thread: thread && showRoom(this.#playground, thread, me),
			modal: this.#modal(),
			process: { state: bot.state, line: bot.lastWords },
			inside: this.#showsInside ? inside.show() : undefined,
		};
	}

	#modal(): ModalView | undefined {
		const { modal, id, channel } = this.#opener ?? {};
		if (modal === undefined || id === undefined || channel === undefined) return undefined;
		return { id, channel: channel.id, title: modal.title, components: modal.components };
	}

	#tell(told: Told): void {
		this.#socket.send(JSON.stringify(told));
	}

	/** Files of the local Discord go by an address of the playground's own, which does not change with every signing. */
	#stringify(told: Told): string {
		const { origin } = this.#playground.world;
		return JSON.stringify(told, (_, value: unknown) =>
			typeof value === 'string' && value.startsWith(`${origin}/`) ? `/cdn${new URL(value).pathname}` : value,
		);
	}
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
