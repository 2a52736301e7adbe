import { InteractionResponseType, MessageFlags } from 'discord.js';
import { z } from 'zod';
import type { BodyContext, Refusal } from './check-body.ts';
import { checkForm, formErrors, invalidForm } from './errors-tree.ts';
import { fault, list, text } from './fields.ts';
import { checkMessage } from './message.ts';
import { modal } from './modal.ts';

/** Flags that a message in answer to an interaction may carry. */
export const INTERACTION_MESSAGE_FLAGS =
	MessageFlags.Ephemeral |
	MessageFlags.SuppressEmbeds |
	MessageFlags.SuppressNotifications |
	MessageFlags.IsVoiceMessage |
	MessageFlags.IsComponentsV2;

const callback = z.object({
	type: z.literal([
		InteractionResponseType.ChannelMessageWithSource,
		InteractionResponseType.DeferredChannelMessageWithSource,
		InteractionResponseType.DeferredMessageUpdate,
		InteractionResponseType.UpdateMessage,
		InteractionResponseType.ApplicationCommandAutocompleteResult,
		InteractionResponseType.Modal,
	]),
	data: z.record(z.string(), z.unknown()).nullish(),
});

const deferral = z.object({
	data: z
		.object({
			flags: z
				.int()
				.refine(
					(flags) => (flags & ~MessageFlags.Ephemeral) === 0,
					fault('BASE_TYPE_CHOICES', 'Only the EPHEMERAL flag can be set on a deferral.'),
				)
				.nullish(),
		})
		.nullish(),
});

const autocompletion = z.object({
	data: z.object({
		choices: list(z.object({ name: text(1, 100), value: z.union([text(0, 100), z.number()]) }), 0, 25),
	}),
});

const modalCallback = z.object({ data: modal });

/** What Discord says of the first answer to an interaction, or `undefined` when it takes it. */
export function checkCallback(body: unknown, context: BodyContext): Refusal | undefined {
	const parsed = callback.safeParse(body, { reportInput: true });
	if (!parsed.success) return invalidForm(formErrors(parsed.error));
	const { type, data } = parsed.data;
	switch (type) {
		case InteractionResponseType.ChannelMessageWithSource:
			return checkMessage(
				data ?? {},
				{ at: ['data'], isEdit: false, flags: INTERACTION_MESSAGE_FLAGS, readsNonce: false },
				context,
			);
		case InteractionResponseType.UpdateMessage:
			return checkMessage(data ?? {}, { at: ['data'], isEdit: true, flags: undefined, readsNonce: false }, context);
		case InteractionResponseType.DeferredChannelMessageWithSource:
			return checkForm(deferral, body);
		case InteractionResponseType.DeferredMessageUpdate:
			return undefined;
		case InteractionResponseType.ApplicationCommandAutocompleteResult:
			return checkForm(autocompletion, body);
		case InteractionResponseType.Modal:
			return checkForm(modalCallback, body);
	}
}
