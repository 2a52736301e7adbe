import { InteractionType, PermissionFlagsBits } from 'discord.js';
import type { Channel } from '../world/channel.ts';
import type { RegisteredCommand } from '../world/command.ts';
import type { Interaction, InteractionOptions } from '../world/interaction.ts';
import type { Message } from '../world/message.ts';
import { permissionsIn } from '../world/permissions.ts';
import { edit, remove } from '../world/posting.ts';
import { setReaction } from '../world/reactions.ts';
import type { User } from '../world/user.ts';
import type { World } from '../world/world.ts';
import { fillCommand, offeredCommands, pickFromMenu, type Typing, typeInto } from './command-call.ts';
import { pick, press } from './components.ts';
import type { FieldValue } from './field-values.ts';
import { fillForm } from './form.ts';
import type { OptionValue } from './option-values.ts';
import type { Thing } from './resolved.ts';
import { sendInteraction } from './send-interaction.ts';
import { type Said, speak } from './speaking.ts';
import { addMember, changeThreadAs, startPost, startThread } from './thread-acts.ts';

export interface Delivery {
	/** How long ago the person did it, in milliseconds, when the application hears of it. Default: now. */
	readonly createdMsAgo?: number;
}

/**
 * A person at the keyboard, in one place. Every method throws for what Discord's client would not have let them do.
 */
export class Actor {
	readonly user: User;
	readonly channel: Channel;
	readonly #world: World;

	constructor(world: World, user: User, channel: Channel) {
		this.#world = world;
		this.user = user;
		this.channel = channel;
	}

	/** The commands that Discord's client offers here: those behind `/`, and those of the menus. */
	commands(): readonly RegisteredCommand[] {
		return offeredCommands(this.#caller);
	}

	/** Uses a slash command; a subcommand is named after a space: `session show`. */
	async slash(
		name: string,
		values: Readonly<Record<string, OptionValue>> = {},
		delivery: Delivery = {},
	): Promise<Interaction> {
		const call = await fillCommand(this.#caller, name, values);
		return this.#interact({ type: InteractionType.ApplicationCommand, ...call, ...delivery });
	}

	/** Picks a command from the context menu of a message or a person. */
	contextMenu(name: string, target: Message | User, delivery: Delivery = {}): Interaction {
		const call = pickFromMenu(this.#caller, name, target);
		return this.#interact({ type: InteractionType.ApplicationCommand, ...call, targets: target, ...delivery });
	}

	/** Types into an option that completes itself; what is offered comes as the interaction's `choices`. */
	autocomplete(name: string, typing: Typing): Interaction {
		return this.#interact({
			type: InteractionType.ApplicationCommandAutocomplete,
			...typeInto(this.#caller, name, typing),
		});
	}

	/** Presses the button with this label, emoji or custom_id. */
	click(message: Message, button: string, delivery: Delivery = {}): Interaction {
		const use = press(message, this.user, button);
		return this.#interact({ type: InteractionType.MessageComponent, ...use, source: message, ...delivery });
	}

	/** Picks from the menu with this placeholder or custom_id: options by value or label, or people, roles, channels. */
	select(message: Message, menu: string, values: readonly (string | Thing)[]): Interaction {
		const use = pick(this.#world, message, this.user, { menu, values });
		return this.#interact({ type: InteractionType.MessageComponent, ...use, source: message });
	}

	/** Fills in and sends the form that an interaction was answered with; fields go by custom_id or label. */
	async submitModal(
		opener: Interaction,
		values: Readonly<Record<string, FieldValue>>,
		delivery: Delivery = {},
	): Promise<Interaction> {
		const use = await fillForm(this.#caller, opener, values);
		const { source } = opener;
		return this.#interact({ type: InteractionType.ModalSubmit, ...use, source, openedBy: opener, ...delivery });
	}

	/** Posts a message. */
	say(text: string, options: Omit<Said, 'text'> = {}): Promise<Message> {
		return speak(this.#caller, { text, ...options });
	}

	/** Replies to a message, ringing its author unless told otherwise. */
	reply(message: Message, text: string, options: Omit<Said, 'text' | 'replyTo'> = {}): Promise<Message> {
		return speak(this.#caller, { text, replyTo: message, ...options });
	}

	editMessage(message: Message, content: string): void {
		this.#mustOwn(message);
		this.#mustBeOpen();
		edit(this.#world, message, { content });
	}

	deleteMessage(message: Message): void {
		this.#mustOwn(message);
		remove(this.#world, message, this.user);
	}

	/** Reacts with an emoji. */
	react(message: Message, emoji: string): void {
		this.#must(PermissionFlagsBits.AddReactions);
		this.#mustBeOpen();
		setReaction(this.#world, { message, user: this.user, emoji }, true);
	}

	/** Takes a reaction back. */
	unreact(message: Message, emoji: string): void {
		setReaction(this.#world, { message, user: this.user, emoji }, false);
	}

	/** Opens a thread that all see who see the channel, on a message or on its own. */
	openThread(name: string, starter?: Message): Channel {
		return startThread(this.#caller, { name, starter, isPrivate: false });
	}

	/** Opens a thread that only those see who are added to it. */
	openPrivateThread(name: string): Channel {
		return startThread(this.#caller, { name, isPrivate: true });
	}

	/** Opens a post in a forum; resolves with its thread. */
	openPost(title: string, text: string, { files = [] }: Pick<Said, 'files'> = {}): Promise<Channel> {
		return startPost(this.#caller, { title, text, files });
	}

	/** Adds somebody to the thread. */
	addToThread(user: User): void {
		addMember(this.#caller, user);
	}

	/** Archives, opens, locks or unlocks the thread. */
	changeThread(change: { readonly archived?: boolean; readonly locked?: boolean }): void {
		changeThreadAs(this.#caller, change);
	}

	get #caller() {
		return { world: this.#world, user: this.user, channel: this.channel };
	}

	#must(permission: bigint): void {
		const { user, channel } = this;
		if ((permissionsIn(channel, user) & permission) === 0n) throw new Error(`${user.name} may not do that here`);
	}

	#mustBeOpen(): void {
		if (this.channel.thread?.archived) throw new Error(`the thread ${this.channel.name} is archived`);
	}

	#mustOwn(message: Message): void {
		if (message.author !== this.user) throw new Error(`${this.user.name} did not write this message`);
	}

	/** Sends what was done; others notice it only when they can see the answer. */
	#interact(what: Omit<InteractionOptions, 'user' | 'channel'>): Interaction {
		const { user, channel } = this;
		let interaction: Interaction | undefined;
		this.#world.record(channel, {
			who: user.name,
			sign: '→',
			text: what.label,
			sees: (other) => other === user || isPublic(interaction),
		});
		interaction = sendInteraction(this.#world, { user, channel, ...what });
		return interaction;
	}
}

/** Whether others see what this person used: only a command's name stands over its public answer. */
const isPublic = (interaction: Interaction | undefined) =>
	interaction?.type === InteractionType.ApplicationCommand && interaction.response()?.isEphemeral === false;
