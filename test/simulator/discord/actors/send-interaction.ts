import { GatewayDispatchEvents } from 'discord.js';
import { appPermissions } from '../rest/webhook-rules.ts';
import { Interaction, type InteractionOptions } from '../world/interaction.ts';
import { permissionsIn } from '../world/permissions.ts';
import { attachmentSizeLimit } from '../world/size-limit.ts';
import type { World } from '../world/world.ts';
import { contextOf } from './command-call.ts';

/** Lets the application know what a person did, as an event of the gateway. */
export function sendInteraction(world: World, options: InteractionOptions): Interaction {
	const interaction = new Interaction(world, options);
	world.expect(interaction);
	const data = interactionPayload(world, interaction);
	world.dispatch({
		type: GatewayDispatchEvents.InteractionCreate,
		guildId: interaction.channel.guild?.id,
		intents: 0,
		data: () => data,
	});
	return interaction;
}

function interactionPayload(world: World, interaction: Interaction) {
	const { channel, user, source } = interaction;
	const { guild } = channel;
	const member = guild?.members.get(user.id);
	const permissions = permissionsIn(channel, user).toString();
	return {
		id: interaction.id,
		application_id: world.applicationId,
		type: interaction.type,
		token: interaction.token,
		version: 1,
		data: interaction.data,
		channel: { ...channel.payload(), permissions },
		channel_id: channel.id,
		locale: user.locale,
		...(guild && {
			guild_id: guild.id,
			guild: { id: guild.id, locale: guild.preferredLocale, features: [] },
			guild_locale: guild.preferredLocale,
		}),
		...(guild && member ? { member: { ...guild.memberPayload(member), permissions } } : { user: user.payload() }),
		...(source && { message: source.payload() }),
		app_permissions: appPermissions(world, interaction).toString(),
		entitlements: [],
		authorizing_integration_owners: world.ownersOf(interaction),
		context: contextOf(world, channel),
		attachment_size_limit: attachmentSizeLimit(world, channel, user),
	};
}
