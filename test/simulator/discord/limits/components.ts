import { ComponentType } from 'discord.js';
import { z } from 'zod';
import { button, selects } from './buttons-and-selects.ts';
import type { FormError, Path } from './errors-tree.ts';
import { componentId, integer, list, rule, text, url } from './fields.ts';

const ROW_WIDTH = 5;
const MAX_COMPONENTS = 40;
const MAX_TEXT_CHARS = 4000;
const altText = text(1, 1024).nullish();
const media = z.object({ url: url(2048, ['http', 'https', 'attachment']) });

const actionRowFields = z.object({
	type: z.literal(ComponentType.ActionRow),
	id: componentId,
	components: list(z.discriminatedUnion('type', [button, ...selects]), 1, ROW_WIDTH),
});

const actionRow = actionRowFields.superRefine(rule(rowWidthErrors));

/** A row is five buttons wide, and a select is as wide as a row. */
function rowWidthErrors({ components }: z.infer<typeof actionRowFields>): FormError[] {
	if (components.length > ROW_WIDTH) return []; // The length of the list is complained of already.
	let width = 0;
	return components.flatMap(({ type }, index) => {
		width += type === ComponentType.Button ? 1 : ROW_WIDTH;
		if (width <= ROW_WIDTH) return [];
		const message = 'The specified component exceeds the maximum width';
		return [{ path: ['components', index], code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message }];
	});
}

/** Text with markdown; in modals too. */
export const textDisplay = z.object({
	type: z.literal(ComponentType.TextDisplay),
	id: componentId,
	content: text(1, MAX_TEXT_CHARS),
});

const thumbnail = z.object({
	type: z.literal(ComponentType.Thumbnail),
	id: componentId,
	media,
	description: altText,
	spoiler: z.boolean().nullish(),
});

const insideContainer = [
	actionRow,
	textDisplay,
	z.object({
		type: z.literal(ComponentType.Section),
		id: componentId,
		components: list(z.discriminatedUnion('type', [textDisplay]), 1, 3),
		accessory: z.discriminatedUnion('type', [button, thumbnail]),
	}),
	z.object({
		type: z.literal(ComponentType.MediaGallery),
		id: componentId,
		items: list(z.object({ media, description: altText, spoiler: z.boolean().nullish() }), 1, 10),
	}),
	z.object({
		type: z.literal(ComponentType.File),
		id: componentId,
		file: z.object({ url: url(2048, ['attachment']) }),
		spoiler: z.boolean().nullish(),
	}),
	z.object({
		type: z.literal(ComponentType.Separator),
		id: componentId,
		divider: z.boolean().nullish(),
		spacing: z.literal([1, 2]).nullish(),
	}),
] as const;

const container = z.object({
	type: z.literal(ComponentType.Container),
	id: componentId,
	components: list(z.discriminatedUnion('type', insideContainer), 1, MAX_COMPONENTS),
	accent_color: integer(0, 0xff_ff_ff).nullish(),
	spoiler: z.boolean().nullish(),
});

/** The components of a message without `IS_COMPONENTS_V2`: action rows and nothing else. */
export const legacyComponents = list(z.discriminatedUnion('type', [actionRow]), 0, 5).superRefine(
	rule(duplicateCustomIds),
);

/** The components of a message with `IS_COMPONENTS_V2`. */
export const v2Components = z
	.array(z.discriminatedUnion('type', [container, ...insideContainer]))
	.superRefine(rule(duplicateCustomIds))
	.superRefine(rule(budgetErrors));

/** What all components have in common, seen from far enough away. */
interface Component {
	readonly type: number;
	readonly custom_id?: string | null | undefined;
	readonly content?: string | undefined;
	readonly components?: readonly Component[] | undefined;
	readonly accessory?: Component | undefined;
	readonly component?: Component | undefined;
	readonly media?: { readonly url: string } | undefined;
	readonly file?: { readonly url: string } | undefined;
	readonly items?: readonly { readonly media: { readonly url: string } }[] | undefined;
}

interface Place {
	readonly component: Component;
	readonly path: Path;
}

function everyComponent(components: readonly Component[], at: Path = []): Place[] {
	return components.flatMap((component, index) => withChildren(component, [...at, index]));
}

function withChildren(component: Component, path: Path): Place[] {
	return [
		{ component, path },
		...everyComponent(component.components ?? [], [...path, 'components']),
		...(component.accessory ? withChildren(component.accessory, [...path, 'accessory']) : []),
		...(component.component ? withChildren(component.component, [...path, 'component']) : []),
	];
}

/** A custom_id may stand only once in a message or modal: Discord could not tell which was used. */
export function duplicateCustomIds(components: readonly Component[]): FormError[] {
	const seen = new Set<string>();
	return everyComponent(components).flatMap(({ component: { custom_id }, path }) => {
		if (!custom_id) return [];
		const isRepeated = seen.has(custom_id);
		seen.add(custom_id);
		if (!isRepeated) return [];
		const message = 'Component custom id cannot be duplicated';
		return [{ path: [...path, 'custom_id'], code: 'COMPONENT_CUSTOM_ID_DUPLICATED', message }];
	});
}

function budgetErrors(components: readonly Component[]): FormError[] {
	const all = everyComponent(components);
	const chars = all.reduce((sum, { component }) => sum + (component.content?.length ?? 0), 0);
	const errors: FormError[] = [];
	if (all.length > MAX_COMPONENTS) {
		const message = `Total number of components cannot exceed ${MAX_COMPONENTS}`;
		errors.push({ path: [], code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', message });
	}
	if (chars > MAX_TEXT_CHARS) {
		const message = `Components displayable text size exceeds maximum size of ${MAX_TEXT_CHARS}`;
		errors.push({ path: [], code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', message });
	}
	return errors;
}

/** Every picture and file that the components show, with its place in the message. */
export function componentMedia(components: readonly Component[]): { readonly path: Path; readonly url: string }[] {
	return everyComponent(components, ['components']).flatMap(({ component: { media: picture, file, items }, path }) => [
		...(picture ? [{ path: [...path, 'media', 'url'], url: picture.url }] : []),
		...(file ? [{ path: [...path, 'file', 'url'], url: file.url }] : []),
		...(items ?? []).map((item, index) => ({ path: [...path, 'items', index, 'media', 'url'], url: item.media.url })),
	]);
}
