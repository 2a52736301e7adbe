import type { ApplicationCommand, ApplicationCommandData, Client } from 'discord.js';
import type { Command } from '../commands/command.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Models } from '../studio/models.ts';

export interface RegistrationDependencies {
	readonly commands: readonly Command[];
	readonly models: Models;
	/** Registers there, where it takes effect at once; everywhere when `undefined`. */
	readonly guildId: string | undefined;
	readonly log: Logger;
}

/**
 * Tells Discord of the commands, but only when it holds others: new names count toward 200 a day.
 *
 * @throws StartError when Discord does not take them.
 */
export async function registerCommands(client: Client<true>, deps: RegistrationDependencies): Promise<void> {
	const { commands, models, guildId, log } = deps;
	const wanted = commands.map((command) => inScope(command.describe(models), guildId));
	const scope = guildId === undefined ? {} : { guildId };
	const manager = client.application.commands;
	try {
		const held = await manager.fetch({ ...scope, withLocalizations: true });
		const isSame =
			held.size === wanted.length &&
			wanted.every((body) => held.some((command) => command.equals(asHeld(body, command), true)));
		if (isSame) return log.debug('Discord holds the commands already');
		await (guildId === undefined ? manager.set(wanted) : manager.set(wanted, guildId));
		log.info({ commands: wanted.map(({ name }) => name), guildId }, 'registered commands');
	} catch (error) {
		throw new StartError(
			guildId === undefined
				? 'Discord does not take the commands; its answer is in the log.'
				: 'Discord does not take the commands for DEV_GUILD_ID: is the bot in that server, with the scope applications.commands?',
			{ cause: error },
		);
	}
}

/** Where a command is offered is said of global commands only. Source: Discord, application command contexts. */
function inScope(body: ApplicationCommandData, guildId: string | undefined): ApplicationCommandData {
	if (guildId === undefined) return body;
	const { contexts: _, integrationTypes: __, ...rest } = body;
	return rest;
}

/** What is not said is not compared. */
const asHeld = (body: ApplicationCommandData, held: ApplicationCommand): ApplicationCommandData => ({
	contexts: held.contexts ?? [],
	integrationTypes: held.integrationTypes ?? [],
	...body,
});
