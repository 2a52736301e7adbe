import type { ApplicationCommand, ApplicationCommandData, Client } from 'discord.js';
import type { Command } from '../commands/command.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Models } from '../studio/generation/models.ts';

export interface RegistrationDependencies {
	readonly commands: readonly Command[];
	readonly models: Models;
	/** Registers in this server, where it takes effect at once; everywhere when `undefined`. */
	readonly guildId: string | undefined;
	readonly log: Logger;
}

/**
 * Registers the commands, but only if Discord's copy differs: new names count toward 200 a day. Removes those
 * registered in the other scope, because people would be offered each command twice.
 *
 * @throws StartError when Discord refuses them.
 */
export async function registerCommands(client: Client<true>, deps: RegistrationDependencies): Promise<void> {
	const { guildId, log } = deps;
	const manager = client.application.commands;
	const heldBefore = await register(manager, deps);
	if (guildId !== undefined) return removeFrom(manager, undefined, log);
	// None were global, so until now they may have been registered in single servers.
	if (heldBefore === 0) for (const id of client.guilds.cache.keys()) await removeFrom(manager, id, log);
}

type Manager = Client<true>['application']['commands'];

/** Returns how many commands Discord had before. @throws StartError */
async function register(manager: Manager, deps: RegistrationDependencies): Promise<number> {
	const { commands, models, guildId, log } = deps;
	const wanted = commands.map((command) => inScope(command.describe(models), guildId));
	try {
		const held = await manager.fetch({ ...scopeOf(guildId), withLocalizations: true });
		const isSame =
			held.size === wanted.length &&
			wanted.every((body) => held.some((command) => command.equals(asHeld(body, command), true)));
		if (isSame) log.debug('Discord holds the commands already');
		else {
			await set(manager, wanted, guildId);
			log.info({ commands: wanted.map(({ name }) => name), guildId }, 'registered commands');
		}
		return held.size;
	} catch (error) {
		throw new StartError(
			guildId === undefined
				? 'Discord does not take the commands; its answer is in the log.'
				: 'Discord does not take the commands for DEV_GUILD_ID: is the bot in that server, with the scope applications.commands?',
			{ cause: error },
		);
	}
}

/** Failing to remove them only means that people are offered the commands twice, so it is not fatal. */
async function removeFrom(manager: Manager, guildId: string | undefined, log: Logger): Promise<void> {
	try {
		const { size } = await manager.fetch(scopeOf(guildId));
		if (size === 0) return;
		await set(manager, [], guildId);
		log.info({ removed: size, guildId }, 'removed commands that are registered elsewhere now');
	} catch (err) {
		log.warn({ err, guildId }, 'commands that are registered elsewhere now could not be removed');
	}
}

const scopeOf = (guildId: string | undefined) => (guildId === undefined ? {} : { guildId });

const set = (manager: Manager, bodies: ApplicationCommandData[], guildId: string | undefined) =>
	guildId === undefined ? manager.set(bodies) : manager.set(bodies, guildId);

/** Only global commands say where they are offered. Source: Discord, application command contexts. */
function inScope(body: ApplicationCommandData, guildId: string | undefined): ApplicationCommandData {
	if (guildId === undefined) return body;
	const { contexts: _, integrationTypes: __, ...rest } = body;
	return rest;
}

/** Fields that a command leaves out take Discord's values, so they don't count as a difference. */
const asHeld = (body: ApplicationCommandData, held: ApplicationCommand): ApplicationCommandData => ({
	contexts: held.contexts ?? [],
	integrationTypes: held.integrationTypes ?? [],
	...body,
});
