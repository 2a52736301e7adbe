import {
	type ApplicationCommandData,
	ApplicationCommandOptionType,
	ApplicationCommandType,
	ApplicationIntegrationType,
	type CommandInteractionOption,
	InteractionContextType,
} from 'discord.js';
import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { imageSize, labelOfModel, type Models, offeredModels } from '../studio/generation/models.ts';
import type { InteractionTarget } from '../studio/requests/request.ts';
import { wordsFor } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import type { Command, Prepared, Services } from './command.ts';
import { type Label, localize } from './localize.ts';
import type { Invoker } from './manager.ts';
import { type Choice, describeOptions, readOptions } from './options.ts';
import { describeReplyTarget, type Origin, originOf } from './origin.ts';

/** What a command works with. It runs once the person sees "thinking…". */
export interface Invocation<Options> extends Services, Origin, Invoker {
	readonly options: Options;
	readonly replyTo: InteractionTarget;
}

/** The texts of a command and its options in Discord's list. */
interface CommandWords<Schema extends z.ZodObject> extends Label {
	readonly options: { readonly [Name in keyof Schema['shape']]: Label };
}

interface Definition<Schema extends z.ZodObject> {
	readonly words: (words: Words) => CommandWords<Schema>;
	/** Every option, with its bounds, choices and default. */
	readonly options: Schema;
	/** Whether only the person sees the answer. @defaultValue yes */
	isPrivate?(options: z.output<Schema>): boolean;
	/** See `Prepared`. */
	readonly isRequest?: boolean;
	/** See `Prepared`. */
	check?(invocation: Invocation<z.output<Schema>>): Promise<unknown>;
	run(invocation: Invocation<z.output<Schema>>): Promise<void>;
}

/** Where and to whom Discord offers a command. */
export type Offer = Pick<ApplicationCommandData, 'integrationTypes' | 'contexts' | 'defaultMemberPermissions'>;

interface WithOffer {
	/** @defaultValue `EVERYWHERE` */
	readonly offer?: Offer;
}

/** In servers and in direct messages, whether a server or a person installed the app. */
export const EVERYWHERE = {
	integrationTypes: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
	contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
} as const;

export function defineCommand<Schema extends z.ZodObject>(definition: Definition<Schema> & WithOffer): Command {
	const { words, options, offer = EVERYWHERE } = definition;
	return {
		name: words(wordsFor(undefined)).name,
		describe: (models) => ({
			...offer,
			type: ApplicationCommandType.ChatInput,
			...localize(words),
			options: describeOptions(options, choicesFrom(models), (all) => words(all).options),
		}),
		prepare: (interaction) => prepare(definition, interaction, interaction.options.data),
	};
}

/** A command with subcommands. */
export function defineGroup<Schemas extends readonly z.ZodObject[]>({
	words,
	offer = EVERYWHERE,
	commands,
}: WithOffer & {
	readonly words: (words: Words) => Label;
	readonly commands: { readonly [Index in keyof Schemas]: Definition<Schemas[Index]> };
}): Command {
	return {
		name: words(wordsFor(undefined)).name,
		describe: (models) => ({
			...offer,
			type: ApplicationCommandType.ChatInput,
			...localize(words),
			options: commands.map((command) => {
				const options = describeOptions(command.options, choicesFrom(models), (all) => command.words(all).options);
				// Discord drops empty lists, so sending one would make the command look changed at every start.
				const taken = options.length === 0 ? {} : { options };
				return { type: ApplicationCommandOptionType.Subcommand, ...localize(command.words), ...taken };
			}),
		}),
		prepare(interaction) {
			const [chosen] = interaction.options.data;
			const command = commands.find((one) => one.words(wordsFor(undefined)).name === chosen?.name);
			if (command === undefined) throw outdated();
			return prepare(command, interaction, chosen?.options ?? []);
		},
	};
}

function prepare<Schema extends z.ZodObject>(
	{ options, isPrivate, isRequest = false, check, run }: Definition<Schema>,
	interaction: Parameters<Command['prepare']>[0],
	chosen: readonly CommandInteractionOption[],
): Prepared {
	const parsed = options.safeParse(readOptions(chosen));
	if (!parsed.success) {
		const isBlankPrompt = parsed.error.issues.every(({ path }) => path[0] === 'prompt');
		throw isBlankPrompt ? new UserError(({ requests }) => requests.promptBlank) : outdated();
	}
	const replyTo = describeReplyTarget(interaction, isPrivate?.(parsed.data) ?? true);
	const { memberPermissions, user } = interaction;
	const invoke = (services: Services) => ({
		...services,
		...originOf(interaction),
		memberPermissions,
		user,
		options: parsed.data,
		replyTo,
	});
	return {
		replyTo,
		isRequest,
		...(check === undefined ? {} : { check: (services) => check(invoke(services)) }),
		run: (services) => run(invoke(services)),
	};
}

/** Discord checks options against the command it knows, so unexpected ones come from an older version. */
const outdated = () => new UserError(({ errors }) => errors.commandChanged);

/** Only what at least one of the offered models can do. */
function choicesFrom(models: Models): Record<string, Choice[]> {
	const offered = offeredModels(models);
	const sizes = imageSize.options.filter((size) => offered.some((model) => model.sizes.includes(size)));
	return {
		model: offered.map((model) => ({ name: labelOfModel(model), value: model.alias })),
		size: sizes.map((size) => ({ name: size, value: size })),
	};
}
