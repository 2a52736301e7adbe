import { ApplicationCommandType, ApplicationIntegrationType } from 'discord.js';
import { z } from 'zod';

const localized = z.record(z.string(), z.string()).nullish();

const option = z.looseObject({
	type: z.number(),
	name: z.string(),
	description: z.string(),
	name_localizations: localized,
	description_localizations: localized,
	required: z.boolean().optional(),
	autocomplete: z.boolean().optional(),
	choices: z
		.array(z.looseObject({ name: z.string(), name_localizations: localized, value: z.union([z.string(), z.number()]) }))
		.optional(),
	min_value: z.number().optional(),
	max_value: z.number().optional(),
	min_length: z.number().optional(),
	max_length: z.number().optional(),
	file_types: z.array(z.string()).optional(),
	channel_types: z.array(z.number()).optional(),
	get options() {
		return z.array(option).optional();
	},
});
export type CommandOption = z.infer<typeof option>;

/** A command as an application registers it, with Discord's defaults for what it leaves out. */
export const commandBody = z.looseObject({
	name: z.string(),
	type: z.number().default(ApplicationCommandType.ChatInput),
	description: z.string().default(''),
	name_localizations: localized.default(null),
	description_localizations: localized.default(null),
	options: z.array(option).optional(),
	default_member_permissions: z.coerce.string().nullable().default(null),
	dm_permission: z.boolean().default(true),
	nsfw: z.boolean().default(false),
	integration_types: z.array(z.number()).default([ApplicationIntegrationType.GuildInstall]),
	contexts: z.array(z.number()).nullable().default(null),
});

/** A command as Discord holds it. */
export type RegisteredCommand = z.infer<typeof commandBody> & {
	readonly id: string;
	readonly version: string;
	readonly application_id: string;
	readonly guild_id?: string;
};

/** Discord keeps no option field that says what is so anyway: `required: false`, an empty list of choices. */
export const normalizeOptions = (options: readonly CommandOption[] | undefined): CommandOption[] | undefined =>
	options?.map(({ required, autocomplete, choices, options: inner, ...rest }) => ({
		...rest,
		...(required && { required }),
		...(autocomplete && { autocomplete }),
		...(choices && choices.length > 0 && { choices }),
		...(inner && inner.length > 0 && { options: normalizeOptions(inner) }),
	}));
