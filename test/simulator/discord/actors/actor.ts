import { InteractionType } from 'discord.js';
import type { Channel } from '../world/channel.ts';
import type { Interaction, InteractionOptions } from '../world/interaction.ts';
import type { User } from '../world/user.ts';
import type { World } from '../world/world.ts';
import { fillCommand } from './command-call.ts';
import type { OptionValue } from './option-values.ts';
import { sendInteraction } from './send-interaction.ts';

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

	/** Uses a slash command; a subcommand is named after a space: `session show`. */
	async slash(
		name: string,
		values: Readonly<Record<string, OptionValue>> = {},
		delivery: Delivery = {},
	): Promise<Interaction> {
		const { label, data } = await fillCommand(this.#caller, name, values);
		return this.#interact({ type: InteractionType.ApplicationCommand, label, data, ...delivery });
	}

	get #caller() {
		return { world: this.#world, user: this.user, channel: this.channel };
	}

	/** Sends what was done; others notice it only when they can see the answer. */
	#interact(what: Omit<InteractionOptions, 'user' | 'channel'>): Interaction {
		const { user, channel } = this;
		let interaction: Interaction | undefined;
		this.#world.record(channel, {
			who: user.name,
			sign: '→',
			text: what.label,
			sees: (other) => other === user || interaction?.response()?.isEphemeral === false,
		});
		interaction = sendInteraction(this.#world, { user, channel, ...what });
		return interaction;
	}
}
