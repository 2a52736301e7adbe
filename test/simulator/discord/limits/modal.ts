import { ComponentType, TextInputStyle } from 'discord.js';
import { z } from 'zod';
import { optionErrors, rangeErrors, selects } from './buttons-and-selects.ts';
import { duplicateCustomIds, textDisplay } from './components.ts';
import { componentId, customId, fault, fileTypes, integer, list, orderErrors, rule, text } from './fields.ts';

const MAX_INPUT_CHARS = 4000;

const textInput = z
	.object({
		type: z.literal(ComponentType.TextInput),
		id: componentId,
		custom_id: customId,
		style: z.literal([TextInputStyle.Short, TextInputStyle.Paragraph]),
		label: text(1, 45).nullish(),
		min_length: integer(0, MAX_INPUT_CHARS).nullish(),
		max_length: integer(1, MAX_INPUT_CHARS).nullish(),
		required: z.boolean().nullish(),
		value: text(0, MAX_INPUT_CHARS).nullish(),
		placeholder: text(0, 100).nullish(),
	})
	.superRefine(rule(({ min_length, max_length }) => orderErrors(['min_length'], min_length, max_length)));

const options = (min: number) =>
	list(
		z.object({
			label: text(1, 100),
			value: text(1, 100),
			description: text(0, 100).nullish(),
			default: z.boolean().nullish(),
		}),
		min,
		10,
	);

const fileUpload = z
	.object({
		type: z.literal(ComponentType.FileUpload),
		id: componentId,
		custom_id: customId,
		min_values: integer(0, 10).nullish(),
		max_values: integer(1, 10).nullish(),
		required: z.boolean().nullish(),
		file_types: fileTypes,
	})
	.superRefine(rule(rangeErrors));

const radioGroup = z
	.object({
		type: z.literal(ComponentType.RadioGroup),
		id: componentId,
		custom_id: customId,
		options: options(2),
		required: z.boolean().nullish(),
	})
	.superRefine(rule(optionErrors));

const checkboxGroup = z
	.object({
		type: z.literal(ComponentType.CheckboxGroup),
		id: componentId,
		custom_id: customId,
		options: options(1),
		min_values: integer(0, 10).nullish(),
		max_values: integer(1, 10).nullish(),
		required: z.boolean().nullish(),
	})
	.superRefine(
		rule((sent) => {
			// Without `max_values` every box may be ticked.
			const boxes = { ...sent, max_values: sent.max_values ?? Math.max(1, sent.options.length) };
			return [...optionErrors(boxes), ...rangeErrors(boxes)];
		}),
	);

const checkbox = z.object({
	type: z.literal(ComponentType.Checkbox),
	id: componentId,
	custom_id: customId,
	default: z.boolean().nullish(),
});

const label = z
	.object({
		type: z.literal(ComponentType.Label),
		id: componentId,
		label: text(1, 45),
		description: text(1, 100).nullish(),
		component: z.discriminatedUnion('type', [textInput, ...selects, fileUpload, radioGroup, checkboxGroup, checkbox]),
	})
	.refine(({ component }) => !('disabled' in component && component.disabled), {
		...fault('BASE_TYPE_CHOICES', 'Components of a modal cannot be disabled.'),
		path: ['component', 'disabled'],
	});

/** The older way to place a text input, which then carries its own label. */
const actionRow = z.object({
	type: z.literal(ComponentType.ActionRow),
	id: componentId,
	components: list(
		z.discriminatedUnion('type', [textInput]).refine(({ label: own }) => typeof own === 'string', {
			...fault('BASE_TYPE_REQUIRED', 'This field is required'),
			path: ['label'],
		}),
		1,
		1,
	),
});

/** What an interaction callback of type 9 opens. */
export const modal = z.object({
	custom_id: customId,
	title: text(1, 45),
	components: list(z.discriminatedUnion('type', [actionRow, textDisplay, label]), 1, 5).superRefine(
		rule(duplicateCustomIds),
	),
});
