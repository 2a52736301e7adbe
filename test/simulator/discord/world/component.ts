import { z } from 'zod';

const emoji = z.looseObject({ name: z.string().nullish(), id: z.string().nullish() });
const media = z.looseObject({ url: z.string() });

/** Any component of a message or modal, read loosely: only what the world itself looks at. */
export const component = z.looseObject({
	type: z.number(),
	id: z.number().optional(),
	custom_id: z.string().optional(),
	label: z.string().nullish(),
	emoji: emoji.nullish(),
	url: z.string().nullish(),
	disabled: z.boolean().nullish(),
	placeholder: z.string().nullish(),
	required: z.boolean().nullish(),
	content: z.string().optional(),
	value: z.unknown().optional(),
	description: z.string().nullish(),
	spoiler: z.boolean().nullish(),
	min_values: z.number().nullish(),
	max_values: z.number().nullish(),
	min_length: z.number().nullish(),
	max_length: z.number().nullish(),
	default: z.boolean().nullish(),
	options: z
		.array(
			z.looseObject({
				label: z.string(),
				value: z.string(),
				default: z.boolean().nullish(),
				description: z.string().nullish(),
			}),
		)
		.optional(),
	file: media.optional(),
	media: media.optional(),
	items: z.array(z.looseObject({ media, description: z.string().nullish() })).optional(),
	get components() {
		return z.array(component).optional();
	},
	get component() {
		return component.optional();
	},
	get accessory() {
		return component.optional();
	},
});
export type Component = z.infer<typeof component>;

/** The component and everything inside it, in reading order. */
function walk(component: Component): Component[] {
	const inside = [...(component.components ?? []), component.component, component.accessory];
	return [component, ...inside.flatMap((child) => (child === undefined ? [] : walk(child)))];
}

/** Every component of a message or modal, in reading order. */
export const walkAll = (components: readonly Component[]): Component[] => components.flatMap(walk);
