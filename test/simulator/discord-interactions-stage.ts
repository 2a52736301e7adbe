import { ButtonStyle, ComponentType, type REST, Routes } from 'discord.js';
import { fakeClock } from '../support/fake-clock.ts';
import { startDiscord } from './discord/start.ts';
import type { Interaction } from './discord/world/interaction.ts';
import { PING, register, restOf } from './discord-client.ts';

export const BUTTONS = [
	{
		type: ComponentType.ActionRow,
		components: [
			{ type: ComponentType.Button, style: ButtonStyle.Primary, label: 'Again', custom_id: 'again' },
			{
				type: ComponentType.Button,
				style: ButtonStyle.Secondary,
				label: 'Not now',
				custom_id: 'later',
				disabled: true,
			},
			{ type: ComponentType.Button, style: ButtonStyle.Link, label: 'Site', url: 'https://example.com' },
		],
	},
];
export const FORM = {
	custom_id: 'refine',
	title: 'Refine',
	components: [
		{
			type: ComponentType.Label,
			label: 'Prompt',
			component: { type: ComponentType.TextInput, custom_id: 'prompt', style: 1 },
		},
	],
};
const SEARCH = {
	name: 'find',
	description: 'Finds',
	options: [{ type: 3, name: 'what', description: 'What', required: true, autocomplete: true }],
};

/** A Discord with alice in #general, and the three things an application does about what she does. */
export async function setUp(guildOptions = {}) {
	const clock = fakeClock();
	const discord = await startDiscord({ clock, rateLimits: false });
	const rest = restOf(discord);
	const guild = discord.guild(guildOptions);
	const channel = guild.channel('general');
	const alice = discord.user('alice', { installedApp: true }).in(channel);
	await register(discord, { ...PING, integration_types: [0, 1] }, SEARCH, {
		name: 'Look',
		type: 3,
		integration_types: [0, 1],
	});
	return { clock, discord, rest, guild, channel, alice, ...answers(rest, discord.applicationId) };
}

function answers(rest: REST, applicationId: string) {
	const open = { auth: false } as const;
	return {
		answer: (to: Interaction, type: number, data?: object) =>
			rest.post(Routes.interactionCallback(to.id, to.token), { ...open, body: { type, ...(data && { data }) } }),
		fill: (to: Interaction, body: object, message = '@original') =>
			rest.patch(Routes.webhookMessage(applicationId, to.token, message), { ...open, body }),
		followUp: (to: Interaction, body: object) => rest.post(Routes.webhook(applicationId, to.token), { ...open, body }),
		look: (to: Interaction, message = '@original') =>
			rest.get(Routes.webhookMessage(applicationId, to.token, message), open),
	};
}
