import { type APIApplicationCommandOption, ApplicationCommandOptionType as O } from 'discord.js';
import sharp from 'sharp';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import { register } from './discord-client.ts';

const IMAGINE_OPTIONS: readonly APIApplicationCommandOption[] = [
	{ type: O.String, name: 'prompt', description: 'What to draw', required: true, min_length: 2, max_length: 10 },
	{ type: O.Integer, name: 'count', description: 'How many', min_value: 1, max_value: 4 },
	{ type: O.String, name: 'size', description: 'How large', choices: [{ name: 'Large', value: '2K' }] },
	{ type: O.Boolean, name: 'private', description: 'Only for you' },
	{ type: O.Attachment, name: 'image', description: 'What to start from', file_types: ['image'] },
	{ type: O.User, name: 'whom', description: 'For whom' },
];
const SESSION = {
	name: 'session',
	description: 'This session',
	options: [{ type: O.Subcommand, name: 'show', description: 'Shows it' }],
};

/** A Discord with alice in #general, where /imagine and /session are registered. */
export async function setUp() {
	const discord = await startDiscord({ clock: fakeClock(), rateLimits: false });
	const guild = discord.guild();
	const channel = guild.channel('general');
	const alice = discord.user('alice').in(channel);
	await register(discord, { name: 'imagine', description: 'Makes a picture', options: IMAGINE_OPTIONS }, SESSION);
	return { discord, guild, channel, alice };
}

/** The bytes of a green PNG of 40×30 pixels. */
export const picture = () =>
	sharp({ create: { width: 40, height: 30, channels: 3, background: 'green' } })
		.png()
		.toBuffer();
