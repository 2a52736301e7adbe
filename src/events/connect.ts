import {
	Client,
	DiscordAPIError,
	DiscordjsError,
	DiscordjsErrorCodes,
	Events,
	GatewayCloseCodes,
	type GatewayIntentBits,
	Partials,
} from 'discord.js';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';

export interface ConnectOptions {
	readonly token: string;
	/** Base URL of another Discord, without the API version. */
	readonly apiUrl: string | undefined;
	readonly intents: readonly GatewayIntentBits[];
	readonly log: Logger;
	/** Attaches listeners to each client before it connects, so that no event is missed. */
	listen(client: Client): void;
	/** Called when the gateway closes for good; the process mustn't stay up half alive. */
	onLost(reason: string): void;
}

/** Timeout of a REST request, in milliseconds: discord.js's 15 seconds are too short for an upload on a slow line. */
export const REST_TIMEOUT_MS = 120_000;

const BAD_TOKEN = 'Discord refuses the token (DISCORD_TOKEN): copy it again from the Bot page of the developer portal.';
const BAD_INTENT =
	'Discord refuses an intent: switch it on in the developer portal, on the Bot page under Privileged Gateway Intents.';

/**
 * Connects to Discord; resolves when every server is known.
 *
 * @throws StartError with one line for the operator: a refused token, a refused intent, no connection.
 */
export async function connect(options: ConnectOptions): Promise<Client<true>> {
	const { token, apiUrl, intents, log, listen, onLost } = options;
	const client = new Client({
		intents,
		// Without it, discord.js silently drops direct messages, and messages in threads that aren't cached.
		partials: [Partials.Channel],
		rest: { timeout: REST_TIMEOUT_MS, ...(apiUrl === undefined ? {} : { api: apiUrl }) },
	});
	let closeCode: number | undefined;
	let isReady = false;
	client
		// Without a listener, any rejection in a handler would end the process.
		.on(Events.Error, (err) => log.error({ err }, 'discord.js reported an error'))
		.on(Events.Warn, (warning) => log.warn({ warning }, 'discord.js warned'))
		.on(Events.ShardError, (err) => log.warn({ err }, 'gateway connection failed; it will be tried again'))
		.on(Events.ShardReconnecting, () => log.info('gateway connection lost; reconnecting'))
		.on(Events.ShardDisconnect, ({ code }) => {
			closeCode = code;
			if (isReady) onLost(describeClose(code));
		})
		.on(Events.Invalidated, () => onLost('Discord invalidated the gateway session.'));
	listen(client);

	const { promise: ready, resolve } = Promise.withResolvers<Client<true>>();
	client.once(Events.ClientReady, resolve);
	try {
		await client.login(token);
	} catch (error) {
		if (closeCode === undefined) throw describeRefusal(error);
		const Refusal = closeCode === GatewayCloseCodes.DisallowedIntents ? IntentRefusedError : StartError;
		throw new Refusal(describeClose(closeCode), { cause: error });
	}
	const connected = await ready;
	isReady = true;
	return connected;
}

/** Why Discord refused the bot, in one line. */
export function describeRefusal(error: unknown): StartError {
	const isTokenRefused =
		(error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
		(error instanceof DiscordAPIError && error.status === 401);
	const reason = isTokenRefused ? BAD_TOKEN : 'Discord cannot be reached: check the network and DISCORD_API_URL.';
	return new StartError(reason, { cause: error });
}

/** The gateway refused an intent that isn't enabled in the developer portal. */
export class IntentRefusedError extends StartError {}

function describeClose(code: number): string {
	if (code === GatewayCloseCodes.AuthenticationFailed) return BAD_TOKEN;
	if (code === GatewayCloseCodes.DisallowedIntents || code === GatewayCloseCodes.InvalidIntents) return BAD_INTENT;
	return `Discord closed the gateway for good (code ${code}).`;
}
