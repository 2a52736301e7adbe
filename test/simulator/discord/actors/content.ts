import type { User } from '../world/user.ts';
import type { PickedFile } from './upload.ts';

/** The longest message a person can type, in characters; with full Nitro twice that. Source: Discord's help centre. */
const MAX_CONTENT_CHARS = 2000;

/** What a person typed and attached. */
export interface Content {
	readonly text: string;
	readonly files?: readonly PickedFile[];
}

/** Throws for what nobody could send, or not this person. */
export function checkContent(user: User, { text, files = [] }: Content): void {
	const maxChars = user.options.nitro === 'full' ? 2 * MAX_CONTENT_CHARS : MAX_CONTENT_CHARS;
	if (text.length > maxChars) throw new Error(`${user.name} cannot send more than ${maxChars} characters`);
	if (text === '' && files.length === 0) throw new Error('nobody can send an empty message');
}
