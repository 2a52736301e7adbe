import {
	ApplicationCommandType,
	ApplicationIntegrationType,
	type ButtonInteraction,
	type ChatInputApplicationCommandData,
	type ChatInputCommandInteraction,
	InteractionContextType,
	PermissionFlagsBits,
} from 'discord.js';
import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { type Models, offeredModels } from '../studio/models.ts';
import type { Delivery } from '../studio/ports.ts';
import type { ReplyTarget } from '../studio/request.ts';
import type { Studio } from '../studio/studio.ts';
import { type Choice, describeOptions, readOptions } from './options.ts';

/** What every command and button may use. */
export interface Services {
	readonly studio: Studio;
	readonly delivery: Delivery;
	readonly models: Models;
}

/** What the body of a command works with: it runs when the person already sees "thinking…". */
export interface Invocation<Options> extends Services {
	readonly options: Options;
	/** The server it was used in; `undefined` in direct messages. */
	readonly guildId: string | undefined;
	readonly replyTo: ReplyTarget;
}

interface Definition<Schema extends z.ZodObject> {
	readonly name: string;
	/** What people read in Discord's list of commands, 1 to 100 characters. */
	readonly description: string;
	/** Every option once: name, text, bounds, choices, default. */
	readonly options: Schema;
	/** Whether only the person sees the answer. */
	isPrivate(options: z.output<Schema>): boolean;
	run(invocation: Invocation<z.output<Schema>>): Promise<void>;
}

/** A slash command: what Discord is told of it, and what happens when somebody uses it. */
export interface Command {
	readonly name: string;
	describe(models: Models): ChatInputApplicationCommandData;
	/** Awaits nothing, so that the acknowledgement is the first thing that anybody waits for. */
	prepare(interaction: ChatInputCommandInteraction): Prepared;
}

/** Something a person did, read and understood, which runs once it has been acknowledged. */
export interface Prepared {
	readonly replyTo: ReplyTarget;
	/** @throws UserError for what the person must mend. */
	run(services: Services): Promise<void>;
}

export function defineCommand<Schema extends z.ZodObject>(definition: Definition<Schema>): Command {
	const { name, description, options } = definition;
	return {
		name,
		describe: (models) => ({
			type: ApplicationCommandType.ChatInput,
			name,
			description,
			options: describeOptions(options, { model: modelChoices(models) }),
			integrationTypes: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
			contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
		}),
		prepare(interaction) {
			const parsed = options.safeParse(readOptions(interaction.options.data));
			const replyTo = describeReplyTarget(interaction, parsed.success ? definition.isPrivate(parsed.data) : true);
			return {
				replyTo,
				async run(services) {
					// Discord checks options against the command it knows, so this is a command of an older version.
					if (!parsed.success)
						throw new UserError('This command has changed. Nothing was charged; reload Discord and try again.');
					const guildId = interaction.guildId ?? undefined;
					await definition.run({ ...services, options: parsed.data, guildId, replyTo });
				},
			};
		},
	};
}

const modelChoices = (models: Models): Choice[] =>
	offeredModels(models).map(({ alias, nickname }) => ({ name: `${nickname} (${alias})`, value: alias }));

/** What the bot needs to post a picture of its own accord. */
const POSTING = [
	PermissionFlagsBits.ViewChannel,
	PermissionFlagsBits.SendMessages,
	PermissionFlagsBits.EmbedLinks,
	PermissionFlagsBits.AttachFiles,
];

/** Installed by a person only, the app may answer the interaction but do nothing of its own in the server. */
export function describeReplyTarget(
	interaction: ChatInputCommandInteraction | ButtonInteraction,
	isPrivate: boolean,
): ReplyTarget {
	const owners = interaction.authorizingIntegrationOwners;
	const mayPost =
		interaction.context === InteractionContextType.BotDM ||
		(owners[ApplicationIntegrationType.GuildInstall] !== undefined && interaction.appPermissions.has(POSTING));
	return {
		applicationId: interaction.applicationId,
		interactionId: interaction.id,
		token: interaction.token,
		...(mayPost && interaction.channelId !== null ? { channelId: interaction.channelId } : {}),
		userId: interaction.user.id,
		isPrivate,
		maxFileBytes: interaction.attachmentSizeLimit,
	};
}
