import {
	type Client,
	DiscordAPIError,
	DiscordjsError,
	DiscordjsErrorCodes,
	Events,
	GatewayCloseCodes,
} from 'discord.js';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createGatewayClient, type GatewayClientOptions } from './gateway-client.ts';

export interface ConnectOptions extends GatewayClientOptions {
	readonly token: string;
	readonly log: Logger;
	/** Attaches listeners to each client before it connects, so that no event is missed. */
	listen(client: Client): void;
	/** Called when the gateway closes for good; the process mustn't stay up half alive. */
	onLost(reason: string): void;
}

const BAD_TOKEN = 'Discord refuses the token (DISCORD_TOKEN): copy it again from the Bot page of the developer portal.';
const BAD_INTENT =
	'Discord refuses an intent: switch it on in the developer portal, on the Bot page under Privileged Gateway Intents.';
const TOO_FEW_SHARDS = 'Discord wants more shards for so many servers: raise SHARD_COUNT, or leave it unset.';
const TOO_MANY_STARTS =
	'Discord allows too few further connections today for so many shards (SHARD_COUNT): try again later.';

/**
 * Connects to Discord; resolves when every server is known.
 *
 * @throws StartError with one line for the operator: a refused token, a refused intent, no connection.
 */
export async function connect(options: ConnectOptions): Promise<Client<true>> {
	const { token, log, listen, onLost } = options;
	const client = createGatewayClient(options);
	let isReady = false;
	const { promise: refused, reject: refuse } = Promise.withResolvers<never>();
	client
		// Without a listener, any rejection in a handler would end the process.
		.on(Events.Error, (err) => log.error({ err }, 'discord.js reported an error'))
		.on(Events.Warn, (warning) => log.warn({ warning }, 'discord.js warned'))
		.on(Events.ShardError, (err, shardId) => log.warn({ err, shardId }, 'gateway connection failed'))
		.on(Events.ShardReconnecting, (shardId) => log.info({ shardId }, 'gateway connection lost; reconnecting'))
		.on(Events.ShardResume, (shardId) => log.info({ shardId }, 'gateway connection resumed'))
		.on(Events.ShardDisconnect, ({ code }) => {
			if (isReady) onLost(describeClose(code));
			else refuse(refusalOf(code));
		})
		.on(Events.Invalidated, () => onLost('Discord invalidated the gateway session.'));
	listen(client);

	const { promise: ready, resolve } = Promise.withResolvers<Client<true>>();
	client.once(Events.ClientReady, resolve);
	try {
		// Logging in takes until the last shard is ready, and for ever when another one is closed for good.
		const [connected] = await Promise.race([Promise.all([ready, client.login(token)]), refused]);
		isReady = true;
		return connected;
	} catch (error) {
		await client.destroy();
		throw error instanceof StartError ? error : describeRefusal(error);
	}
}

/** Why Discord refused the bot, in one line. */
export function describeRefusal(error: unknown): StartError {
	const isTokenRefused =
		(error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid) ||
		(error instanceof DiscordAPIError && error.status === 401);
	// An ordinary error, thrown before anything was sent.
	const isUsedUp = error instanceof Error && error.message.startsWith('Not enough sessions remaining');
	if (isUsedUp) return new StartError(TOO_MANY_STARTS, { cause: error });
	const reason = isTokenRefused ? BAD_TOKEN : 'Discord cannot be reached: check the network and DISCORD_API_URL.';
	return new StartError(reason, { cause: error });
}

/** The gateway refused an intent that isn't enabled in the developer portal. */
export class IntentRefusedError extends StartError {}

function refusalOf(code: number): StartError {
	const Refusal = code === GatewayCloseCodes.DisallowedIntents ? IntentRefusedError : StartError;
	return new Refusal(describeClose(code));
}

function describeClose(code: number): string {
	if (code === GatewayCloseCodes.AuthenticationFailed) return BAD_TOKEN;
	if (code === GatewayCloseCodes.DisallowedIntents || code === GatewayCloseCodes.InvalidIntents) return BAD_INTENT;
	if (code === GatewayCloseCodes.ShardingRequired) return TOO_FEW_SHARDS;
	return `Discord closed the gateway for good (code ${code}).`;
}
