import type { APIModalInteractionResponseCallbackData, Interaction } from 'discord.js';
import { ZodError } from 'zod';
import { type Clock, TooSlowError, withinTime } from '../clock.ts';
import type { Command, CommandInteraction, Prepared, Services } from '../commands/command.ts';
import { outOfDate } from '../commands/form-fields.ts';
import { buttons, forms, menus } from '../commands/index.ts';
import { type AnyInteraction, describeReplyTarget } from '../commands/origin.ts';
import { parseCustomId } from '../custom-id.ts';
import { UserError } from '../errors.ts';
import type { Acknowledgement, Form, Position } from '../studio/delivery.ts';
import { answerFor, answeringAt } from './answer-for.ts';
import { throwIfClosed } from './closed.ts';

export interface InteractionDependencies extends Services {
	readonly commands: readonly Command[];
	readonly clock: Clock;
}

/**
 * Acknowledges an interaction and runs it. Never rejects: this is the one error boundary, where anything thrown becomes
 * one sentence for the person and one line in the log.
 */
export async function onInteractionCreate(interaction: Interaction, deps: InteractionDependencies): Promise<void> {
	const { delivery, clock } = deps;
	const log = deps.log.child({ type: interaction.type });
	if (!isAnswerable(interaction)) return log.warn('an interaction of a kind that the bot does not have');
	const { replyTo, form, isUpdate = false, receiving, run } = await decide(interaction, deps);
	let place: Position = 'apart';
	let met: Acknowledgement | undefined;
	let isAnswered = true;
	try {
		met =
			form === undefined
				? await delivery.acknowledge(replyTo, isUpdate ? 'update' : 'answer')
				: await delivery.ask(replyTo, form);
		log.info({ met, ageMs: clock.now() - interaction.createdTimestamp }, 'acknowledged');
		if (met === 'too-late') throw new UserError(({ errors }) => errors.tooSlow);
		// Answering in place of an update would overwrite the message whose control was used.
		place = isUpdate ? 'more' : 'first';
		if (met === 'ours') await run(deps);
	} catch (error) {
		// Nobody else needs to see what one person may not do.
		if (error instanceof UserError && place === 'first') place = 'alone';
		isAnswered = await answerFor(error, replyTo, { delivery: answeringAt(place, delivery), log });
	}
	// Written late, the record must not outlive its deletion.
	await receiving;
	// Whoever took the interaction needs the record.
	if (receiving === undefined || met === 'taken') return;
	await (isAnswered ? deps.studio.jobs.finish(interaction.id) : deps.studio.retryJob(interaction.id));
}

const isAnswerable = (interaction: Interaction): interaction is AnyInteraction =>
	interaction.isChatInputCommand() ||
	interaction.isMessageContextMenuCommand() ||
	interaction.isButton() ||
	interaction.isAnySelectMenu() ||
	interaction.isModalSubmit();

/** What to do, with its form ready to show. */
type Decided = Omit<Prepared, 'form' | 'check' | 'isRequest'> & {
	readonly form?: Form | APIModalInteractionResponseCallbackData | undefined;
	/** Resolves when the request is recorded, or cannot be. */
	readonly receiving: Promise<unknown> | undefined;
};

/** Refuses what can't work before anything is shown, if that is known in time, and only to the person. Never throws. */
async function decide(interaction: AnyInteraction, deps: InteractionDependencies): Promise<Decided> {
	let receiving: Promise<unknown> | undefined;
	try {
		throwIfClosed(interaction.guildId, deps);
		const { check, form, isRequest = false, ...prepared } = prepare(interaction, deps.commands);
		if (isRequest) receiving = deps.studio.jobs.receive(prepared.replyTo);
		const rest = { ...prepared, receiving };
		const deciding = async () => {
			await check?.(deps).catch((error: unknown) => {
				// Any other failure is left to `run`, which looks again and then reports it.
				if (error instanceof UserError) throw error;
			});
			await receiving;
			return { ...rest, form: typeof form === 'function' ? await form(deps) : form };
		};
		return await withinTime(deps.clock, DECIDE_BOUND_MS, deciding()).catch((error: unknown) => {
			if (!(error instanceof TooSlowError)) throw error;
			if (typeof form !== 'function') return { ...rest, form };
			throw new UserError(({ errors }) => errors.lookupTooSlow);
		});
	} catch (error) {
		return { replyTo: describeReplyTarget(interaction, true), receiving, run: () => Promise.reject(error) };
	}
}

/** How long the checks before an acknowledgement may take, in milliseconds; Discord allows 3 seconds for all of it. */
export const DECIDE_BOUND_MS = 1000;

/** @throws UserError for a command, button, menu or form from another version of the bot. */
function prepare(interaction: AnyInteraction, commands: readonly Command[]): Prepared {
	if (interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand()) {
		const command = commands.find(({ name }) => name === interaction.commandName);
		if (command !== undefined) return command.prepare(interaction);
		throw new UserError(({ errors }) => errors.commandGone);
	}
	try {
		const prepared = prepareControl(interaction);
		if (prepared !== undefined) return prepared;
	} catch (error) {
		// Another version wrote the id.
		if (!(error instanceof ZodError)) throw error;
	}
	if (interaction.isButton()) throw outOfDate('button');
	throw outOfDate(interaction.isAnySelectMenu() ? 'menu' : 'form');
}

function prepareControl(interaction: Exclude<AnyInteraction, CommandInteraction>): Prepared | undefined {
	const meant = parseCustomId(interaction.customId);
	if (meant === undefined) return undefined;
	const { action, id } = meant;
	if (interaction.isButton()) return buttons[action]?.(interaction, id);
	if (interaction.isAnySelectMenu()) return menus[action]?.(interaction, id);
	return forms[action]?.(interaction, id);
}
