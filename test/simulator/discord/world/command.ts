import { ApplicationCommandType, ApplicationIntegrationType, type LocaleString } from 'discord.js';
import { z } from 'zod';

const localized = z.record(z.string(), z.string().nullable()).nullish();
type Localizations = z.infer<typeof localized>;

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

/** Whose language has no words of its own reads those of another. Source: Discord, locale fallbacks. */
const FALLBACKS: Readonly<Partial<Record<LocaleString, LocaleString>>> = {
	'en-US': 'en-GB',
	'en-GB': 'en-US',
	'es-419': 'es-ES',
};

/** Whether people with this locale find a command or an option under this name: by what they are shown, or by its own. */
export function isNamed(
	{ name, name_localizations: localizations }: Pick<CommandOption, 'name' | 'name_localizations'>,
	typed: string,
	locale: LocaleString,
): boolean {
	const fallback = FALLBACKS[locale];
	const shown = localizations?.[locale] ?? (fallback === undefined ? undefined : localizations?.[fallback]);
	return typed === name || typed === shown;
}

interface Localized {
	readonly name: string;
	readonly description?: string;
	readonly name_localizations?: Localizations;
	readonly description_localizations?: Localizations;
}

/** The translations as Discord keeps them: what is the same as the default is ignored. Source: Discord, localization. */
export function keptLocalizations({ name, description, ...localized }: Localized) {
	const { name_localizations: names, description_localizations: descriptions } = localized;
	return {
		...(names && { name_localizations: unlike(name, names) }),
		...(descriptions && { description_localizations: unlike(description, descriptions) }),
	};
}

const unlike = (text: string | undefined, localizations: NonNullable<Localizations>) =>
	Object.fromEntries(Object.entries(localizations).filter(([, translation]) => translation !== text));

/** As lists of commands show them that are not asked for `with_localizations`. Source: Discord, localization. */
export const withoutLocalizations = (commands: readonly RegisteredCommand[]): unknown =>
	JSON.parse(JSON.stringify(commands, (key, value) => (key.endsWith('_localizations') ? undefined : value)));

/** Discord keeps no option field that says what is so anyway: `required: false`, an empty list of choices. */
export const normalizeOptions = (options: readonly CommandOption[] | undefined): CommandOption[] | undefined =>
	options?.map(({ required, autocomplete, choices, options: inner, ...rest }) => ({
		...rest,
		...keptLocalizations(rest),
		...(required && { required }),
		...(autocomplete && { autocomplete }),
		...(choices &&
			choices.length > 0 && { choices: choices.map((choice) => ({ ...choice, ...keptLocalizations(choice) })) }),
		...(inner && inner.length > 0 && { options: normalizeOptions(inner) }),
	}));
