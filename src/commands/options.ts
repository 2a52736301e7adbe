import { type ApplicationCommandOptionData, ApplicationCommandOptionType } from 'discord.js';
import { z } from 'zod';

/** One entry of a choice list: what people read, and the value that comes back. */
export interface Choice {
	readonly name: string;
	readonly value: string;
}

/** What a command's zod object may hold, in the words of JSON Schema. */
const jsonSchema = z.object({
	properties: z.record(
		z.string(),
		z.discriminatedUnion('type', [
			z.object({ type: z.literal('boolean'), description: z.string() }),
			z.object({
				type: z.literal('string'),
				description: z.string(),
				enum: z.array(z.string()).optional(),
				minLength: z.int().optional(),
				maxLength: z.int().optional(),
			}),
		]),
	),
	required: z.array(z.string()).default([]),
});

/**
 * The slash command options that a zod object describes, required ones first. So an option has one home: `describe`
 * is the text people read, its bounds are Discord's bounds, an enum becomes a list of choices.
 *
 * @param choices what people may choose for an enum, where its plain values would not do.
 * @throws ZodError for a type that has no option here.
 */
export function describeOptions(
	schema: z.ZodObject,
	choices: Readonly<Record<string, readonly Choice[]>>,
): ApplicationCommandOptionData[] {
	const { properties, required } = jsonSchema.parse(z.toJSONSchema(schema, { io: 'input' }));
	return Object.entries(properties)
		.toSorted(([a], [b]) => Number(required.includes(b)) - Number(required.includes(a)))
		.map(([name, option]): ApplicationCommandOptionData => {
			const common = { name, description: option.description, required: required.includes(name) };
			if (option.type === 'boolean') return { ...common, type: ApplicationCommandOptionType.Boolean };
			const plain = option.enum?.map((value) => ({ name: value, value }));
			return {
				...common,
				type: ApplicationCommandOptionType.String,
				...(plain === undefined ? {} : { choices: [...(choices[name] ?? plain)] }),
				...(option.minLength === undefined ? {} : { minLength: option.minLength }),
				...(option.maxLength === undefined ? {} : { maxLength: option.maxLength }),
			};
		});
}
