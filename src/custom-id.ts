import { z } from 'zod';

/** What a button or a form does; its `custom_id` carries the action and the id of what it is about. */
export const action = z.enum(['thoughts', 'refine', 'edit', 'settings', 'show', 'session', 'forget']);
export type Action = z.infer<typeof action>;

export interface CustomId {
	readonly action: Action;
	/** At most 80 letters, digits, hyphens and underscores. */
	readonly id: string;
}

/** The fields of a form, by the `custom_id` that they come back with. */
export const FORM_FIELDS = { prompt: 'prompt', pictures: 'pictures' } as const;

const pattern = z.templateLiteral([action, ':', z.string().regex(/^[\w-]{1,80}$/)]);

/** At most 100 characters, which is what Discord takes. @throws ZodError for an id of another shape. */
export const formatCustomId = ({ action, id }: CustomId): string => pattern.parse(`${action}:${id}`);

/** `undefined` for one of another version, or one that somebody made up. */
export function parseCustomId(text: string): CustomId | undefined {
	const parsed = pattern.safeParse(text);
	if (!parsed.success) return undefined;
	const [name, id = ''] = parsed.data.split(':');
	return { action: action.parse(name), id };
}
