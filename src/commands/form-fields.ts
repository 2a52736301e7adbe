import { ComponentType, type ModalSubmitInteraction } from 'discord.js';
import { UserError } from '../errors.ts';
import type { Attachment } from '../studio/requests/request.ts';
import { readAttachment } from './options.ts';

/** For a button, a menu or a form of another version of the bot. */
export const outOfDate = (what: 'button' | 'menu' | 'form'): UserError =>
	new UserError(({ errors }) => errors[`${what}OutOfDate`]);

/** What was written in a field of a form. @throws UserError when the form was opened by another version, without it. */
export function textIn({ fields }: ModalSubmitInteraction, name: string): string {
	const field = fields.fields.get(name);
	if (field?.type !== ComponentType.TextInput) throw outOfDate('form');
	return field.value;
}

/** The files that were attached in a field of a form; none where it has no such field. */
export function filesIn({ fields }: ModalSubmitInteraction, name: string): Attachment[] {
	const field = fields.fields.get(name);
	if (field?.type !== ComponentType.FileUpload) return [];
	return [...(field.attachments?.values() ?? [])].map(readAttachment);
}
