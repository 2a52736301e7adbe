import type { Services } from '../commands/command.ts';
import { UserError } from '../errors.ts';

/** @throws UserError where the operator doesn't let the bot work: in this server, or in direct messages for `null`. */
export function throwIfClosed(guildId: string | null, { mayWorkIn }: Pick<Services, 'mayWorkIn'>): void {
	if (mayWorkIn(guildId)) return;
	throw new UserError(({ requests }) => (guildId === null ? requests.closedInDirectMessages : requests.closedInServer));
}
