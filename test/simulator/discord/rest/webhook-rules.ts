import { MessageFlags, PermissionFlagsBits } from 'discord.js';
import type { Interaction } from '../world/interaction.ts';
import { permissionsIn } from '../world/permissions.ts';
import type { World } from '../world/world.ts';

/**
 * Whether only the person will see an answer: because it asks for that, or because they brought the application
 * themselves to a place where external applications may not speak.
 *
 * Source: Discord, topics/permissions, `USE_EXTERNAL_APPS`.
 */
export function mustBePrivate(interaction: Interaction, flags: number): boolean {
	if ((flags & MessageFlags.Ephemeral) !== 0) return true;
	const { channel, user, isUserInstallOnly } = interaction;
	if (!isUserInstallOnly || channel.guild === undefined) return false;
	return (permissionsIn(channel, user) & PermissionFlagsBits.UseExternalApps) === 0n;
}

/** What the application may do where the interaction happened: as the person may, where only they brought it. */
export const appPermissions = (world: World, { channel, user, isUserInstallOnly }: Interaction): bigint =>
	permissionsIn(channel, isUserInstallOnly ? user : world.bot);
