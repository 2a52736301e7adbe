import { z } from 'zod';

/** What a button under a message does; its `custom_id` carries the action and the id of the result it belongs to. */
export const buttonAction = z.enum(['thoughts']);
export type ButtonAction = z.infer<typeof buttonAction>;

export interface CustomId {
	readonly action: ButtonAction;
	/** At most 80 letters, digits and hyphens. */
	readonly resultId: string;
}

const pattern = z.templateLiteral([buttonAction, ':', z.string().regex(/^[\w-]{1,80}$/)]);

/** At most 100 characters, which is what Discord takes. */
export const formatCustomId = ({ action, resultId }: CustomId): string => pattern.parse(`${action}:${resultId}`);

/** `undefined` for a button of another version, or one that somebody made up. */
export function parseCustomId(text: string): CustomId | undefined {
	const parsed = pattern.safeParse(text);
	if (!parsed.success) return undefined;
	const [action, resultId = ''] = parsed.data.split(':');
	return { action: buttonAction.parse(action), resultId };
}
