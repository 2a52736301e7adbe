import type { Services } from '../commands/command.ts';
import { UserError } from '../errors.ts';

/** @throws UserError where the operator does not let the bot work: in a server, or in direct messages when `null`. */
export function throwIfClosed(guildId: string | null, { mayWorkIn }: Pick<Services, 'mayWorkIn'>): void {
	if (mayWorkIn(guildId)) return;
	throw new UserError(({ requests }) => (guildId === null ? requests.closedInDirectMessages : requests.closedInServer));
}
