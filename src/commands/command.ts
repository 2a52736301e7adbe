import {
	ApplicationCommandType,
	ApplicationIntegrationType,
	type ChatInputApplicationCommandData,
	type ChatInputCommandInteraction,
	InteractionContextType,
} from 'discord.js';
import type { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Models } from '../studio/models.ts';
import type { ReplyTarget } from '../studio/request.ts';
import type { Studio } from '../studio/studio.ts';
import { type Choice, describeOptions } from './options.ts';

/** What the body of a command works with: it runs when the person already sees "thinking…". */
export interface Invocation<Options> {
	readonly options: Options;
	readonly replyTo: ReplyTarget;
	readonly studio: Studio;
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
	prepare(interaction: ChatInputCommandInteraction): PreparedCommand;
}

/** A command with its options read, which runs once it has been acknowledged. */
export interface PreparedCommand {
	readonly replyTo: ReplyTarget;
	/** @throws UserError for options that this version of the command does not have. */
	run(studio: Studio): Promise<void>;
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
			const chosen = Object.fromEntries(interaction.options.data.map((option) => [option.name, option.value]));
			const parsed = options.safeParse(chosen);
			const replyTo = describeReplyTarget(interaction, parsed.success ? definition.isPrivate(parsed.data) : true);
			return {
				replyTo,
				async run(studio) {
					// Discord checks options against the command it knows, so this is a command of an older version.
					if (!parsed.success)
						throw new UserError('This command has changed. Nothing was charged; reload Discord and try again.');
					await definition.run({ options: parsed.data, replyTo, studio });
				},
			};
		},
	};
}

const modelChoices = (models: Models): Choice[] =>
	Object.values(models).map(({ alias, nickname }) => ({ name: `${nickname} (${alias})`, value: alias }));

/** Installed by a person only, the app may answer the interaction but do nothing of its own in the server. */
function describeReplyTarget(interaction: ChatInputCommandInteraction, isPrivate: boolean): ReplyTarget {
	const owners = interaction.authorizingIntegrationOwners;
	const mayPost =
		owners[ApplicationIntegrationType.GuildInstall] !== undefined ||
		interaction.context === InteractionContextType.BotDM;
	return {
		applicationId: interaction.applicationId,
		interactionId: interaction.id,
		token: interaction.token,
		...(mayPost ? { channelId: interaction.channelId } : {}),
		userId: interaction.user.id,
		isPrivate,
	};
}
