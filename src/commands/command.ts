import type {
	ApplicationCommandData,
	ButtonInteraction,
	ChatInputCommandInteraction,
	MessageContextMenuCommandInteraction,
	ModalSubmitInteraction,
} from 'discord.js';
import type { Models } from '../studio/models.ts';
import type { Delivery, Form } from '../studio/ports.ts';
import type { InteractionTarget } from '../studio/request.ts';
import type { Studio } from '../studio/studio.ts';

/** What every command, button and form may use. */
export interface Services {
	readonly studio: Studio;
	readonly delivery: Delivery;
	readonly models: Models;
}

/** Something a person did, read and understood, which runs once it has been acknowledged. */
export interface Prepared {
	readonly replyTo: InteractionTarget;
	/** Opens this instead of showing "thinking…". */
	readonly form?: Form;
	/** @throws UserError for what the person must mend. */
	run(services: Services): Promise<void>;
}

type CommandInteraction = ChatInputCommandInteraction | MessageContextMenuCommandInteraction;

/** A command: what Discord is told of it, and what happens when somebody uses it. */
export interface Command {
	readonly name: string;
	describe(models: Models): ApplicationCommandData;
	/** Awaits nothing, so that the acknowledgement is the first thing that anybody waits for. */
	prepare(interaction: CommandInteraction): Prepared;
}

/** What a button or a form does; `id` is what its `custom_id` carries. */
export type Press = (interaction: ButtonInteraction, id: string) => Prepared;
export type Submit = (interaction: ModalSubmitInteraction, id: string) => Prepared;
