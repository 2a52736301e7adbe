import { z } from 'zod';

/** What a button or form does; its `custom_id` carries the action and the id that it refers to. */
export const action = z.enum(['thoughts', 'refine', 'edit', 'settings', 'show', 'session', 'forget']);
export type Action = z.infer<typeof action>;

export interface CustomId {
	readonly action: Action;
	/** At most 80 letters, digits, hyphens and underscores. */
	readonly id: string;
}

/** The `custom_id`s of form fields. */
export const FORM_FIELDS = { prompt: 'prompt', pictures: 'pictures' } as const;

/** A Discord id as part of another id. */
export const idInCustomId = z.string().regex(/^\d{1,20}$/);

const pattern = z.templateLiteral([action, ':', z.string().regex(/^[\w-]{1,80}$/)]);

/** At most 100 characters, Discord's limit. @throws ZodError for an id of another shape. */
export const formatCustomId = ({ action, id }: CustomId): string => pattern.parse(`${action}:${id}`);

/** `undefined` for an id from another version, or one that somebody made up. */
export function parseCustomId(text: string): CustomId | undefined {
	const parsed = pattern.safeParse(text);
	if (!parsed.success) return undefined;
	const [name, id = ''] = parsed.data.split(':');
	return { action: action.parse(name), id };
}
