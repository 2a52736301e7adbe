import type {
	APIMessageTopLevelComponent,
	APIModalInteractionResponseCallbackData,
	ApplicationCommandData,
	ChatInputCommandInteraction,
	MessageContextMenuCommandInteraction,
	MessageFlags,
} from 'discord.js';
import type { Action } from '../custom-id.ts';
import type { Logger } from '../log.ts';
import type { Ceilings } from '../quota-variables.ts';
import type { Acknowledgement, Delivery, Form } from '../studio/delivery.ts';
import type { Models } from '../studio/generation/models.ts';
import type { InteractionTarget } from '../studio/requests/request.ts';
import type { Studio } from '../studio/studio.ts';

/** A message made of Discord components, with the files they show. */
export interface Panel {
	readonly flags: MessageFlags.IsComponentsV2;
	readonly components: readonly APIMessageTopLevelComponent[];
	/** `description` is the alt text, at most 1024 characters. */
	readonly files: readonly Readonly<{ name: string; bytes: Uint8Array; mimeType: string; description: string }>[];
}

/** How to answer the person who used a command or a control. */
export interface InteractionDelivery extends Delivery {
	/** Opens a form, which also acknowledges the interaction. @throws when Discord can't be reached. */
	ask(target: InteractionTarget, form: Form | APIModalInteractionResponseCallbackData): Promise<Acknowledgement>;
	/** Replaces "thinking…" or the message whose control was used. @throws as discord.js does; there is no fallback. */
	showPanel(target: InteractionTarget, panel: Panel): Promise<void>;
}

/** What every command, button, menu and form may use. */
export interface Services {
	readonly studio: Studio;
	readonly delivery: InteractionDelivery;
	readonly models: Models;
	readonly log: Logger;
	/** Whether the operator lets the bot work in this server, or in direct messages for `null`. */
	readonly mayWorkIn: (guildId: string | null) => boolean;
	/** Limits that no server may exceed. */
	readonly ceilings: Ceilings;
	/** Whether this person runs the bot and may change any server. */
	readonly isOperator: (userId: string) => boolean;
}

/** A parsed interaction, ready to run once it has been acknowledged. */
export interface Prepared {
	readonly replyTo: InteractionTarget;
	/**
	 * Checks up front whether the request can work, so that a refusal comes before a form opens and only the person sees
	 * it. If the check takes too long, the bot goes on without it, so `run` must check again.
	 *
	 * @throws UserError when it can't work.
	 */
	check?(services: Services): Promise<unknown>;
	/** Opens this instead of showing "thinking…". A function that prefills it must take less than a second. */
	readonly form?: Form | ((services: Services) => Promise<APIModalInteractionResponseCallbackData>) | undefined;
	/** It asks for pictures, so it is recorded; if this process ends, another one finishes it. */
	readonly isRequest?: boolean;
	/** Edits the message whose control was used instead of posting another. */
	readonly isUpdate?: boolean;
	/** @throws UserError for what the person has to fix. */
	run(services: Services): Promise<void>;
}

export type CommandInteraction = ChatInputCommandInteraction | MessageContextMenuCommandInteraction;

/** A command: how it is registered with Discord, and how it runs. */
export interface Command {
	readonly name: string;
	describe(models: Models): ApplicationCommandData;
	/**
	 * Must not await anything: Discord waits only 3 seconds for the acknowledgement.
	 *
	 * @throws UserError for what can't work; only the person sees it.
	 */
	prepare(interaction: CommandInteraction): Prepared;
}

/**
 * Handle the buttons, menus or forms with an action, given the `id` in their `custom_id`. For one from another version
 * they throw: a ZodError, or what `outOfDate` returns.
 */
export type Handlers<Interaction> = Readonly<Partial<Record<Action, (used: Interaction, id: string) => Prepared>>>;
