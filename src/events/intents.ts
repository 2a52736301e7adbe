import { ApplicationFlagsBitField, GatewayIntentBits, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import { describeRefusal } from './connect.ts';

/**
 * Whether the developer portal lets the bot read messages that don't mention it. An unverified application has the
 * "limited" flag. Source: Discord, application flags.
 *
 * @throws StartError when Discord refuses the token or can't be reached.
 */
export async function mayReadMessages(rest: REST, log: Logger): Promise<boolean> {
	const application = await rest.get(Routes.currentApplication()).catch((error: unknown) => {
		throw describeRefusal(error);
	});
	const flags = new ApplicationFlagsBitField(z.object({ flags: z.int().default(0) }).parse(application).flags);
	const may = flags.any(['GatewayMessageContent', 'GatewayMessageContentLimited']);
	if (!may) log.info('without the Message Content intent people refine by mention, reply, button and /refine');
	return may;
}

/** The events to ask the gateway for. */
export const intentsFor = (readsMessages: boolean): readonly GatewayIntentBits[] => [
	GatewayIntentBits.Guilds,
	GatewayIntentBits.GuildMessages,
	GatewayIntentBits.DirectMessages,
	...(readsMessages ? [GatewayIntentBits.MessageContent] : []),
];
