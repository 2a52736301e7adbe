import {
	type ApplicationCommandOptionChoiceData,
	ApplicationCommandOptionType,
	type ApplicationCommandSubCommandData,
	type CommandInteractionOption,
} from 'discord.js';
import { z } from 'zod';
import type { Attachment } from '../studio/requests/request.ts';
import type { Words } from '../words/words.ts';
import { type Label, localize } from './localize.ts';

/** An option that holds a value. */
type BasicOption = NonNullable<ApplicationCommandSubCommandData['options']>[number];

/** One entry of a choice list: the label people read, and the value that comes back. */
export type Choice = Readonly<ApplicationCommandOptionChoiceData<string>>;

/** What a command's zod object may contain, as JSON Schema. An object is a file; the format `user` is a person. */
const jsonSchema = z.object({
	properties: z.record(
		z.string(),
		z.discriminatedUnion('type', [
			z.object({ type: z.literal('boolean') }),
			z.object({ type: z.literal('object') }),
			z.object({ type: z.literal('integer'), minimum: z.int(), maximum: z.int() }),
			z.object({
				type: z.literal('string'),
				enum: z.array(z.string()).optional(),
				format: z.string().optional(),
				minLength: z.int().exactOptional(),
				maxLength: z.int().exactOptional(),
			}),
		]),
	),
	required: z.array(z.string()).default([]),
});
type Property = z.output<typeof jsonSchema>['properties'][string];

/**
 * Turns a zod object into slash command options, required ones first: its bounds become Discord's bounds, and an enum
 * becomes a list of choices.
 *
 * @param choices labelled choices for an enum whose plain values wouldn't do.
 * @throws ZodError for a type that has no option here.
 */
export function describeOptions(
	schema: z.ZodObject,
	choices: Readonly<Record<string, readonly Choice[]>>,
	labelsIn: (words: Words) => Readonly<Record<string, Label>>,
): BasicOption[] {
	const { properties, required } = jsonSchema.parse(z.toJSONSchema(schema, { io: 'input' }));
	return Object.entries(properties)
		.toSorted(([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)))
		.map(([name, property]) => {
			const label = localize((words) => labelOf(name, labelsIn(words)));
			return describeOption({ ...label, required: required.includes(name) }, property, choices[name]);
		});
}

function labelOf(name: string, labels: Readonly<Record<string, Label>>): Label {
	const label = labels[name];
	if (label === undefined) throw new TypeError(`there are no words for the option ${name}`);
	return label;
}

function describeOption(
	common: ReturnType<typeof localize> & { readonly required: boolean },
	property: Property,
	choices: readonly Choice[] | undefined,
): BasicOption {
	switch (property.type) {
		case 'boolean':
			return { ...common, type: ApplicationCommandOptionType.Boolean };
		case 'object':
			return { ...common, type: ApplicationCommandOptionType.Attachment };
		case 'integer': {
			const { minimum: minValue, maximum: maxValue } = property;
			return { ...common, type: ApplicationCommandOptionType.Integer, minValue, maxValue };
		}
		case 'string': {
			const { enum: values, format, type: _, ...bounds } = property;
			if (format === 'user') return { ...common, type: ApplicationCommandOptionType.User };
			const text = { ...common, ...bounds, type: ApplicationCommandOptionType.String } as const;
			const plain = values?.map((value) => ({ name: value, value }));
			return plain === undefined ? text : { ...text, choices: [...(choices ?? plain)] };
		}
	}
}

/** What the person chose, by option name, ready for the command's schema. */
export function readOptions(chosen: readonly CommandInteractionOption[]): Record<string, unknown> {
	return Object.fromEntries(
		chosen.map(({ name, value, attachment }) => [name, attachment === undefined ? value : readAttachment(attachment)]),
	);
}

/** An attachment as Discord describes it, without the fields we can't trust. */
export const readAttachment = ({ url, name, size }: { url: string; name: string; size: number }): Attachment => ({
	url,
	name,
	sizeBytes: size,
});
