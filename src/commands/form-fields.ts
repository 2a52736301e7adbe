import { ComponentType, type ModalSubmitInteraction } from 'discord.js';
import { UserError } from '../errors.ts';
import type { Attachment } from '../studio/requests/request.ts';
import { readAttachment } from './options.ts';

/** For a button, menu or form from another version of the bot. */
export const outOfDate = (what: 'button' | 'menu' | 'form'): UserError =>
	new UserError(({ errors }) => errors[`${what}OutOfDate`]);

/** The text in a form field. @throws UserError when another version opened the form without that field. */
export function textIn({ fields }: ModalSubmitInteraction, name: string): string {
	const field = fields.fields.get(name);
	if (field?.type !== ComponentType.TextInput) throw outOfDate('form');
	return field.value;
}

/** The files attached in a form field; none if the form has no such field. */
export function filesIn({ fields }: ModalSubmitInteraction, name: string): Attachment[] {
	const field = fields.fields.get(name);
	if (field?.type !== ComponentType.FileUpload) return [];
	return [...(field.attachments?.values() ?? [])].map(readAttachment);
}
