import type { Services } from '../commands/command.ts';
import { UserError } from '../errors.ts';

/** @throws UserError where the operator does not let the bot work: in a server, or in direct messages when `null`. */
export function throwIfClosed(guildId: string | null, { mayWorkIn }: Pick<Services, 'mayWorkIn'>): void {
	if (mayWorkIn(guildId)) return;
	throw new UserError(
		guildId === null
			? "I don't work in direct messages. Nothing was charged; use me in a server that has me."
			: 'I work only in the servers of whoever runs me. Nothing was charged; ask them to let me in here.',
	);
}
