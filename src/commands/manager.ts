import { ApplicationIntegrationType, InteractionContextType, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../errors.ts';
import type { Services } from './command.ts';
import type { AnyInteraction } from './origin.ts';
import type { Offer } from './slash-command.ts';

/** Shows a command, in servers that have the bot, to those who may manage them; admins can show it to others too. */
export const FOR_MANAGERS = {
	integrationTypes: [ApplicationIntegrationType.GuildInstall],
	contexts: [InteractionContextType.Guild],
	defaultMemberPermissions: PermissionFlagsBits.ManageGuild,
} as const satisfies Offer;

/** Who wants to decide, and where they are. */
interface Decider extends Pick<AnyInteraction, 'guildId' | 'memberPermissions'> {
	readonly user: { readonly id: string };
}

/** @throws UserError when the person does not run the bot. */
export function requireOperator({ user }: Pick<Decider, 'user'>, { isOperator }: Pick<Services, 'isOperator'>): void {
	if (!isOperator(user.id)) throw new UserError(({ errors }) => errors.operatorOnly);
}

/**
 * The id of the server that the person may decide for: the one they are in and may manage, or any for whoever runs the
 * bot. To whom Discord shows a command is not enough: that can be changed, and what was shown before a person lost the
 * permission is still there.
 *
 * @param wanted the server that is meant. @defaultValue the one they are in
 * @throws UserError when they may not.
 */
export function requireManager(
	{ guildId, memberPermissions, user }: Decider,
	{ isOperator }: Pick<Services, 'isOperator'>,
	wanted = guildId,
): string {
	const mayManage = memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true && wanted === guildId;
	if (wanted !== null && (mayManage || (isOperator(user.id) && /^\d{17,20}$/.test(wanted)))) return wanted;
	throw new UserError(({ errors }) => errors.managersOnly);
}
