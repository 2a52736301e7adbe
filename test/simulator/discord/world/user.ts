import type { APIUser, LocaleString } from 'discord.js';
import { Actor } from '../actors/actor.ts';
import type { Channel } from './channel.ts';
import type { World } from './world.ts';

export interface UserOptions {
	/** What the person pays for, which decides how large their files may be. Default: nothing. */
	readonly nitro?: 'basic' | 'full';
	/** Whether the person installed the application for themselves. Default: no. */
	readonly installedApp?: boolean;
	/** Whether the person refuses direct messages. Default: no. */
	readonly refusesDms?: boolean;
	/** The language of the person's Discord. Default: en-US. */
	readonly locale?: LocaleString;
}

/** A person, or the bot itself. */
export class User {
	readonly id: string;
	readonly name: string;
	readonly isBot: boolean;
	readonly options: UserOptions;
	/** The language of the person's Discord, which they can change. */
	locale: LocaleString;
	readonly #world: World;

	constructor(world: World, name: string, options: UserOptions & { readonly isBot?: boolean } = {}) {
		this.#world = world;
		this.id = world.snowflakes.elder();
		this.name = name;
		this.isBot = options.isBot ?? false;
		this.options = options;
		this.locale = options.locale ?? 'en-US';
	}

	/** The person at the keyboard in this place; entering a guild's channel makes them a member. */
	in(place: Channel): Actor {
		place.guild?.join(this);
		return new Actor(this.#world, this, place);
	}

	payload(): APIUser {
		return {
			id: this.id,
			username: this.name,
			discriminator: '0',
			global_name: this.isBot ? null : this.name,
			avatar: null,
			bot: this.isBot,
		};
	}
}
