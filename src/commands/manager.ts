import { ApplicationIntegrationType, InteractionContextType, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../errors.ts';
import { SNOWFLAKE } from '../snowflake.ts';
import type { Services } from './command.ts';
import type { AnyInteraction, Origin } from './origin.ts';
import type { Offer } from './slash-command.ts';

/** Offers a command to people who may manage a server that has the bot; admins can offer it to others too. */
export const FOR_MANAGERS = {
	integrationTypes: [ApplicationIntegrationType.GuildInstall],
	contexts: [InteractionContextType.Guild],
	defaultMemberPermissions: PermissionFlagsBits.ManageGuild,
} as const satisfies Offer;

/** The person who used a command or a control, where they are and what they may do there. */
export interface Invoker extends Pick<Origin, 'guildId'>, Pick<AnyInteraction, 'memberPermissions'> {
	readonly user: { readonly id: string };
}

/**
 * The id of the server that the person may manage: the one they're in, or any server for someone who runs the bot.
 * Discord hiding the command isn't enough: admins can change who sees it, and a panel stays visible after a person
 * loses the permission.
 *
 * @param wanted the server they mean. @defaultValue the one they're in
 * @throws UserError when they may not manage it.
 */
export function requireManager(
	{ guildId, memberPermissions, user }: Invoker,
	{ isOperator }: Pick<Services, 'isOperator'>,
	wanted = guildId,
): string {
	const mayManage = memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true && wanted === guildId;
	if (wanted !== null && (mayManage || (isOperator(user.id) && SNOWFLAKE.test(wanted)))) return wanted;
	throw new UserError(({ errors }) => errors.managersOnly);
}
