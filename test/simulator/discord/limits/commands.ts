import { ApplicationCommandType, ChannelType, ApplicationCommandOptionType as OptionType } from 'discord.js';
import { z } from 'zod';
import type { Refusal } from './check-body.ts';
import { type FormError, formErrors, invalidForm, type Path } from './errors-tree.ts';
import { fault, fileTypes, integer, list, orderErrors, rule, text } from './fields.ts';
import { type Localizations, localizations, takenNames } from './localizations.ts';

const MAX_COMMAND_CHARS = 8000;
const MAX_COMMANDS_OF_ONE_PUT = 130;
const MAX_COMMANDS = {
	[ApplicationCommandType.ChatInput]: 100,
	[ApplicationCommandType.User]: 15,
	[ApplicationCommandType.Message]: 15,
} as const;

const slashName = text(1, 32).refine(
	(name) => /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]*$/u.test(name) && name === name.toLowerCase(),
	fault('APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid'),
);
const description = text(1, 100);

const described = {
	name: slashName,
	name_localizations: localizations(slashName),
	description,
	description_localizations: localizations(description),
	required: z.boolean().nullish(),
};

const simpleOption = <Type extends OptionType>(type: Type) => z.object({ ...described, type: z.literal(type) });

const chosen = <Value extends z.ZodType<string | number>>(value: Value) => ({
	autocomplete: z.boolean().nullish(),
	choices: list(
		z.object({ name: text(1, 100), name_localizations: localizations(text(1, 100)), value }),
		0,
		25,
	).nullish(),
});

const valueOptions = [
	z.object({
		...described,
		type: z.literal(OptionType.String),
		...chosen(text(0, 100)),
		min_length: integer(0, 6000).nullish(),
		max_length: integer(1, 6000).nullish(),
	}),
	z.object({
		...described,
		type: z.literal(OptionType.Integer),
		...chosen(z.int()),
		min_value: z.int().nullish(),
		max_value: z.int().nullish(),
	}),
	z.object({
		...described,
		type: z.literal(OptionType.Number),
		...chosen(z.number()),
		min_value: z.number().nullish(),
		max_value: z.number().nullish(),
	}),
	z.object({
		...described,
		type: z.literal(OptionType.Channel),
		channel_types: z.array(z.enum(ChannelType)).nullish(),
	}),
	z.object({ ...described, type: z.literal(OptionType.Attachment), file_types: fileTypes }),
	simpleOption(OptionType.Boolean),
	simpleOption(OptionType.User),
	simpleOption(OptionType.Role),
	simpleOption(OptionType.Mentionable),
] as const;

const subcommand = z.object({
	...described,
	type: z.literal(OptionType.Subcommand),
	options: list(z.discriminatedUnion('type', valueOptions), 0, 25).superRefine(rule(optionErrors)).nullish(),
});

const subcommandGroup = z.object({
	...described,
	type: z.literal(OptionType.SubcommandGroup),
	options: list(z.discriminatedUnion('type', [subcommand]), 0, 25)
		.superRefine(rule(optionErrors))
		.nullish(),
});

const common = {
	name_localizations: localizations(text(1, 32)),
	// A permission set outgrows a JSON number, so it travels as digits.
	default_member_permissions: z.coerce
		.string()
		.refine((bits) => /^\d+$/.test(bits), fault('NUMBER_TYPE_COERCE', 'Value is not int.'))
		.nullish(),
	dm_permission: z.boolean().nullish(),
	nsfw: z.boolean().nullish(),
	integration_types: list(z.literal([0, 1]), 1, 2).nullish(),
	contexts: list(z.literal([0, 1, 2]), 1, 3).nullish(),
};

const chatInputCommand = z.object({
	...common,
	...described,
	type: z.literal(ApplicationCommandType.ChatInput).nullish(),
	options: list(z.discriminatedUnion('type', [...valueOptions, subcommand, subcommandGroup]), 0, 25)
		.superRefine(rule(optionErrors))
		.nullish(),
});

const contextMenuCommand = z.object({
	...common,
	name: text(1, 32),
	type: z.literal([ApplicationCommandType.User, ApplicationCommandType.Message]),
	description: z
		.string()
		.refine((value) => value === '', fault('BASE_TYPE_MAX_LENGTH', 'Context menu commands cannot have description'))
		.nullish(),
	options: z
		.array(z.unknown())
		.refine(({ length }) => length === 0, fault('BASE_TYPE_MAX_LENGTH', 'Context menu commands cannot have options'))
		.nullish(),
});

const typeOnly = z.object({
	type: z
		.literal([ApplicationCommandType.ChatInput, ApplicationCommandType.User, ApplicationCommandType.Message])
		.nullish(),
});

/** What all options have in common, subcommands among them. */
interface Option {
	readonly type: OptionType;
	readonly name: string;
	readonly name_localizations?: Localizations;
	readonly description: string;
	readonly description_localizations?: Localizations;
	readonly required?: boolean | null | undefined;
	readonly autocomplete?: boolean | null | undefined;
	readonly choices?: readonly Choice[] | null | undefined;
	readonly options?: readonly Option[] | null | undefined;
	readonly min_value?: number | null | undefined;
	readonly max_value?: number | null | undefined;
	readonly min_length?: number | null | undefined;
	readonly max_length?: number | null | undefined;
}

interface Choice {
	readonly name: string;
	readonly name_localizations?: Localizations;
	readonly value: string | number;
}

const isSubcommand = ({ type }: Option) => type === OptionType.Subcommand || type === OptionType.SubcommandGroup;

/** What the options of one command or subcommand must be to each other. */
function optionErrors(options: readonly Option[]): FormError[] {
	const errors = options.flatMap((option, index) => oneOptionErrors(option, options.slice(0, index), [index]));
	errors.push(...takenNames(options, 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID'));
	if (options.some(isSubcommand) && !options.every(isSubcommand)) {
		const message = 'Sub-command and sub-command group option types are mutually exclusive to all other types';
		errors.push({ path: [], code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', message });
	}
	return errors;
}

function oneOptionErrors(option: Option, earlier: readonly Option[], path: Path): FormError[] {
	const errors: FormError[] = [];
	if (earlier.some(({ name }) => name === option.name)) {
		const message = `Option name ${option.name} is already used in these options`;
		errors.push({ path, code: 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID', message });
	}
	if (option.required && earlier.some(({ required }) => !required)) {
		const message = 'Required options must be placed before non-required options';
		errors.push({ path, code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message });
	}
	if (option.autocomplete && option.choices?.length) {
		const message = 'Choices and autocomplete are mutually exclusive';
		errors.push({ path: [...path, 'choices'], code: 'BASE_TYPE_MAX_LENGTH', message });
	}
	return [
		...errors,
		...orderErrors([...path, 'min_value'], option.min_value, option.max_value),
		...orderErrors([...path, 'min_length'], option.min_length, option.max_length),
	];
}

/** The characters Discord counts: names, descriptions and values, each in its longest language. */
function commandChars({ name, name_localizations, description: text, ...rest }: Omit<Option, 'type'>): number {
	const choiceChars = ({ name: label, name_localizations: labels, value }: Choice) =>
		longest(label, labels) + String(value).length;
	return (
		longest(name, name_localizations) +
		longest(text, rest.description_localizations) +
		(rest.choices ?? []).reduce((sum, choice) => sum + choiceChars(choice), 0) +
		(rest.options ?? []).reduce((sum, option) => sum + commandChars(option), 0)
	);
}

const longest = (value: string, localized: Localizations) =>
	Math.max(value.length, ...Object.values(localized ?? {}).map((translation) => translation?.length ?? 0));

function commandErrors(body: unknown, at: Path): FormError[] {
	const type = typeOnly.safeParse(body, { reportInput: true });
	if (!type.success) return formErrors(type.error, at);
	if ((type.data.type ?? ApplicationCommandType.ChatInput) !== ApplicationCommandType.ChatInput) {
		const contextMenu = contextMenuCommand.safeParse(body, { reportInput: true });
		return contextMenu.success ? [] : formErrors(contextMenu.error, at);
	}
	const command = chatInputCommand.safeParse(body, { reportInput: true });
	if (!command.success) return formErrors(command.error, at);
	if (commandChars(command.data) <= MAX_COMMAND_CHARS) return [];
	const message = `Command exceeds maximum size (${MAX_COMMAND_CHARS})`;
	return [{ path: at, code: 'APPLICATION_COMMAND_TOO_LARGE', message }];
}

/** What Discord says of one command, or `undefined` when it takes it. */
export function checkCommand(body: unknown): Refusal | undefined {
	return invalidForm(commandErrors(body, []));
}

const kinds = z.array(
	z
		.object({ name: z.string(), type: z.int().nullish(), name_localizations: localizations(z.string()) })
		.transform(({ type, ...names }) => ({ ...names, type: type ?? ApplicationCommandType.ChatInput })),
);

/** What Discord says of a list of commands that is to replace all there were, or `undefined` when it takes it. */
export function checkCommands(body: unknown): Refusal | undefined {
	const commands = list(z.unknown(), 0, MAX_COMMANDS_OF_ONE_PUT).safeParse(body, { reportInput: true });
	if (!commands.success) return invalidForm(formErrors(commands.error));
	const refusal = invalidForm(commands.data.flatMap((command, index) => commandErrors(command, [index])));
	if (refusal !== undefined) return refusal;

	const all = kinds.parse(commands.data);
	for (const [type, max] of Object.entries(MAX_COMMANDS)) {
		if (all.filter((command) => String(command.type) === type).length <= max) continue;
		return { status: 400, code: 30032, message: `Maximum number of application commands reached (${max})` };
	}
	const code = 'APPLICATION_COMMANDS_DUPLICATE_NAME';
	const message = 'Application command names must be unique';
	const repeated = all.flatMap(({ name, type }, index) =>
		all.findIndex((one) => one.name === name && one.type === type) < index ? [{ path: [index], code, message }] : [],
	);
	return invalidForm([...repeated, ...takenNames(all, code, (one, other) => one.type === other.type)]);
}
