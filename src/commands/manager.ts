import { ApplicationIntegrationType, InteractionContextType, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../errors.ts';
import type { AnyInteraction } from './scene.ts';
import type { Offer } from './slash-command.ts';

/** Shows a command, in servers that have the bot, to those who may manage them; admins can show it to others too. */
export const FOR_MANAGERS = {
	integrationTypes: [ApplicationIntegrationType.GuildInstall],
	contexts: [InteractionContextType.Guild],
	defaultMemberPermissions: PermissionFlagsBits.ManageGuild,
} as const satisfies Offer;

/**
 * The id of the server that the person may manage. To whom Discord shows a command is not enough: that can be changed,
 * and what was shown before a person lost the permission is still there.
 *
 * @throws UserError when they may not manage it.
 */
export function requireManager({
	guildId,
	memberPermissions,
}: Pick<AnyInteraction, 'guildId' | 'memberPermissions'>): string {
	if (guildId !== null && memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true) return guildId;
	throw new UserError('This is only for people who may manage the server.');
}
