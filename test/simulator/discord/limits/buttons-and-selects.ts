import { ButtonStyle, ChannelType, ComponentType } from 'discord.js';
import { z } from 'zod';
import type { FormError } from './errors-tree.ts';
import { componentId, customId, integer, list, orderErrors, rule, snowflake, text, url } from './fields.ts';

const REQUIRED = { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };

const emoji = z.object({ id: snowflake.nullish(), name: text(0, 32).nullish(), animated: z.boolean().nullish() });

const buttonFields = z.object({
	type: z.literal(ComponentType.Button),
	id: componentId,
	style: z.literal([
		ButtonStyle.Primary,
		ButtonStyle.Secondary,
		ButtonStyle.Success,
		ButtonStyle.Danger,
		ButtonStyle.Link,
		ButtonStyle.Premium,
	]),
	label: text(0, 80).nullish(),
	emoji: emoji.nullish(),
	custom_id: customId.nullish(),
	url: url(512, ['http', 'https', 'discord']).nullish(),
	sku_id: snowflake.nullish(),
	disabled: z.boolean().nullish(),
});

/** A button: its style decides which of custom_id, url and sku_id it carries, and it carries that one only. */
export const button = buttonFields.superRefine(rule(buttonErrors));

function buttonErrors(sent: z.infer<typeof buttonFields>): FormError[] {
	const isPremium = sent.style === ButtonStyle.Premium;
	const target = isPremium ? 'sku_id' : sent.style === ButtonStyle.Link ? 'url' : 'custom_id';
	const errors: FormError[] = [];
	if (!sent[target]) {
		const customIdRequired = { code: 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED', message: 'A custom id is required' };
		errors.push({ path: [target], ...(target === 'custom_id' ? customIdRequired : REQUIRED) });
	}
	for (const other of (['custom_id', 'url', 'sku_id'] as const).filter((field) => field !== target && sent[field])) {
		const code = 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE';
		errors.push({ path: [other], code, message: 'A custom id and url cannot both be specified' });
	}
	const isNamed = Boolean(sent.label || sent.emoji);
	if (!(isNamed || isPremium)) errors.push({ path: ['label'], ...REQUIRED });
	if (isNamed && isPremium) {
		errors.push({ path: ['label'], code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 0 or fewer in length.' });
	}
	return errors;
}

const selectFields = {
	id: componentId,
	custom_id: customId,
	placeholder: text(0, 150).nullish(),
	min_values: integer(0, 25).nullish(),
	max_values: integer(1, 25).nullish(),
	disabled: z.boolean().nullish(),
	required: z.boolean().nullish(),
};

const stringSelectFields = z.object({
	...selectFields,
	type: z.literal(ComponentType.StringSelect),
	options: list(
		z.object({
			label: text(1, 100),
			value: text(1, 100),
			description: text(0, 100).nullish(),
			emoji: emoji.nullish(),
			default: z.boolean().nullish(),
		}),
		1,
		25,
	),
});

const stringSelect = stringSelectFields.superRefine(rule(rangeErrors)).superRefine(rule(optionErrors));

/** What a list of options must keep to beyond its length: values are unique, and no more are chosen than may be. */
export function optionErrors({
	options,
	max_values,
}: {
	readonly options: readonly { readonly value: string; readonly default?: boolean | null | undefined }[];
	readonly max_values?: number | null | undefined;
}): FormError[] {
	if (options.length === 0) return []; // The length of the list is complained of already.
	const errors: FormError[] = options.flatMap(({ value }, index) =>
		options.findIndex((earlier) => earlier.value === value) < index
			? [
					{
						path: ['options', index, 'value'],
						code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
						message: 'The specified option value is already used',
					},
				]
			: [],
	);
	const max = max_values ?? 1;
	if (max > options.length) {
		errors.push({ path: ['options'], code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${max} or more in length.` });
	}
	if (options.filter((option) => option.default).length > max) {
		const message = 'The specified number of default values exceeds the specified maximum values';
		errors.push({ path: ['options'], code: 'SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES', message });
	}
	return errors;
}

/** How many may be chosen: one unless something else is said. */
export function rangeErrors({
	min_values,
	max_values,
}: {
	readonly min_values?: number | null | undefined;
	readonly max_values?: number | null | undefined;
}): FormError[] {
	return orderErrors(['min_values'], min_values ?? 1, max_values ?? 1);
}

const defaultValues = list(z.object({ id: snowflake, type: z.literal(['user', 'role', 'channel']) }), 0, 25).nullish();

const entitySelect = <Type extends ComponentType>(type: Type) =>
	z
		.object({
			...selectFields,
			type: z.literal(type),
			default_values: defaultValues,
			channel_types: z.array(z.enum(ChannelType)).nullish(),
		})
		.superRefine(rule(rangeErrors));

/** Every kind of select; in a message each fills a whole action row. */
export const selects = [
	stringSelect,
	entitySelect(ComponentType.UserSelect),
	entitySelect(ComponentType.RoleSelect),
	entitySelect(ComponentType.MentionableSelect),
	entitySelect(ComponentType.ChannelSelect),
] as const;
