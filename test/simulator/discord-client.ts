import { Client, type ClientOptions, DiscordAPIError, Events, GatewayIntentBits, REST, Routes } from 'discord.js';
import { expect } from 'vitest';
import type { LocalDiscord } from './discord/start.ts';

/** A real client that is logged in and ready. It identifies as often as it likes, so that nobody waits five seconds. */
export async function connect(discord: LocalDiscord, options: Partial<ClientOptions> = {}): Promise<Client<true>> {
	const client = clientFor(discord, options);
	const { promise, resolve } = Promise.withResolvers<Client<true>>();
	client.once(Events.ClientReady, resolve);
	await client.login(discord.token);
	return promise;
}

/** A real client for this Discord, not yet logged in. */
export function clientFor(discord: LocalDiscord, { rest, ws, ...options }: Partial<ClientOptions> = {}): Client {
	return new Client({
		intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
		waitGuildTimeout: 1000,
		rest: { api: discord.apiUrl, ...rest },
		ws: {
			buildIdentifyThrottler: async () => ({ waitForIdentify: async () => discord.gateway.skipIdentifySpacing() }),
			...ws,
		},
		...options,
	});
}

/** discord.js's own REST client, which tries once. */
export const restOf = (discord: LocalDiscord): REST =>
	new REST({ api: discord.apiUrl, version: '10', retries: 0 }).setToken(discord.token);

/** Registers commands globally, as plain JSON. */
export const register = (discord: LocalDiscord, ...commands: readonly object[]): Promise<unknown> =>
	restOf(discord).put(Routes.applicationCommands(discord.applicationId), { body: commands });

/** A command without options. */
export const PING = { name: 'ping', description: 'Answers' };

/** What Discord refused a request with: `[status, code]`. Fails when it did not refuse. */
export async function refusalOf(request: Promise<unknown>): Promise<readonly [number, number | string]> {
	const error = await request.then(
		() => expect.unreachable('Discord accepted this'),
		(reason: unknown) => reason,
	);
	if (!(error instanceof DiscordAPIError)) throw error;
	return [error.status, error.code];
}
