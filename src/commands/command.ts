import type {
	AnySelectMenuInteraction,
	APIMessageTopLevelComponent,
	APIModalInteractionResponseCallbackData,
	ApplicationCommandData,
	ButtonInteraction,
	ChatInputCommandInteraction,
	MessageContextMenuCommandInteraction,
	MessageFlags,
	ModalSubmitInteraction,
} from 'discord.js';
import type { Logger } from '../log.ts';
import type { Models } from '../studio/generation/models.ts';
import type { Acknowledgement, Delivery, Form } from '../studio/ports.ts';
import type { InteractionTarget } from '../studio/requests/request.ts';
import type { Studio } from '../studio/studio.ts';
import type { Ceilings } from './settings/setting.ts';

/** A message of Discord's own components, with the files that they show. */
export interface Panel {
	readonly flags: MessageFlags.IsComponentsV2;
	readonly components: readonly APIMessageTopLevelComponent[];
	readonly files: readonly {
		readonly name: string;
		readonly bytes: Uint8Array;
		readonly mimeType: string;
		/** Alt text, at most 1024 characters. */
		readonly description: string;
	}[];
}

/** The way back to the person who used a command or a control. */
export interface InteractionDelivery extends Delivery {
	/** Opens a form, which is an acknowledgement too. @throws when Discord could not be reached. */
	ask(target: InteractionTarget, form: Form | APIModalInteractionResponseCallbackData): Promise<Acknowledgement>;
	/** In place of "thinking…", or of the message that was used. @throws as discord.js does; nothing takes its place. */
	showPanel(target: InteractionTarget, panel: Panel): Promise<void>;
}

/** What every command, button, menu and form may use. */
export interface Services {
	readonly studio: Studio;
	readonly delivery: InteractionDelivery;
	readonly models: Models;
	readonly log: Logger;
	/** Whether the operator lets the bot work in a server, or in direct messages when it is `null`. */
	readonly mayWorkIn: (guildId: string | null) => boolean;
	/** What no server may exceed. */
	readonly ceilings: Ceilings;
	/** Whether a person runs the bot and so may change any server. */
	readonly isOperator: (userId: string) => boolean;
}

/** Something a person did, read and understood, which runs once it has been acknowledged. */
export interface Prepared {
	readonly replyTo: InteractionTarget;
	/**
	 * Looks, before anything is shown, whether it can be done at all, so that a refusal comes before a form opens and
	 * nobody else sees it. `run` must look again: where this takes too long, it is not waited for.
	 *
	 * @throws UserError when it cannot.
	 */
	check?(services: Services): Promise<unknown>;
	/** Opens this instead of showing "thinking…". Reading what stands in it already must not take a second. */
	readonly form?: Form | ((services: Services) => Promise<APIModalInteractionResponseCallbackData>);
	/** Changes the message that was used instead of answering with another. */
	readonly isUpdate?: boolean;
	/** @throws UserError for what the person must mend. */
	run(services: Services): Promise<void>;
}

type CommandInteraction = ChatInputCommandInteraction | MessageContextMenuCommandInteraction;

/** A command: what Discord is told of it, and what happens when somebody uses it. */
export interface Command {
	readonly name: string;
	describe(models: Models): ApplicationCommandData;
	/** Awaits nothing, because Discord waits for the acknowledgement for three seconds only. */
	prepare(interaction: CommandInteraction): Prepared;
}

/** What a button, a menu or a form does; `id` is what its `custom_id` carries. `undefined` for one of another version. */
export type ButtonHandler = (interaction: ButtonInteraction, id: string) => Prepared | undefined;
export type SelectHandler = (interaction: AnySelectMenuInteraction, id: string) => Prepared | undefined;
export type ModalHandler = (interaction: ModalSubmitInteraction, id: string) => Prepared | undefined;
