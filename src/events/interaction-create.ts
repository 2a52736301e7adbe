import type { Interaction } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Command, Prepared, Services } from '../commands/command.ts';
import { buttons, forms, menus } from '../commands/index.ts';
import { type AnyInteraction, describeReplyTarget } from '../commands/scene.ts';
import { parseCustomId } from '../custom-id.ts';
import { UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Delivery, Position } from '../studio/ports.ts';
import { answerFor } from './answer-for.ts';

export interface InteractionDependencies extends Services {
	readonly commands: readonly Command[];
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * Acknowledges what a person did and runs it. Never rejects: this is the one boundary, and whatever is thrown behind
 * it ends as one sentence to the person.
 */
export async function onInteractionCreate(interaction: Interaction, deps: InteractionDependencies): Promise<void> {
	const { delivery, clock } = deps;
	const log = deps.log.child({ interactionId: interaction.id, type: interaction.type });
	const prepared = prepare(interaction, deps.commands);
	if (prepared === undefined) return log.warn('an interaction of a kind that the bot does not have');
	const { replyTo, form, isUpdate = false, run } = await readForm(prepared, deps);
	let place: Position = 'apart';
	const tell: Delivery['tell'] = (target, text) => delivery.tell(target, text, place);
	try {
		const met =
			form === undefined
				? await delivery.acknowledge(replyTo, isUpdate ? 'update' : 'answer')
				: await delivery.ask(replyTo, form);
		log.info({ met, ageMs: clock.now() - interaction.createdTimestamp }, 'acknowledged');
		if (met === 'too-late') throw new UserError('I was too slow to answer. Nothing was charged; please try again.');
		// What is told in place of an update would wipe out the message that was used.
		place = isUpdate ? 'more' : 'first';
		if (met === 'ours' && !deps.mayWorkIn(interaction.guildId))
			throw new UserError(
				'I work only in the servers of whoever runs me. Nothing was charged; ask them to let me in here.',
			);
		if (met === 'ours') await run(deps);
	} catch (error) {
		await answerFor(error, replyTo, { delivery: { tell }, log });
	}
}

/** How long reading what stands in a form may take, in milliseconds: opening it is the acknowledgement. */
const FORM_READ_BOUND_MS = 1000;

/** The same with its form at hand; one that tells why, when that cannot be had in time. */
async function readForm(prepared: Prepared, deps: InteractionDependencies) {
	const { form, ...rest } = prepared;
	if (typeof form !== 'function') return { ...rest, form };
	const answered = new AbortController();
	const late = deps.clock.sleep(FORM_READ_BOUND_MS, answered.signal).then(() => {
		throw new UserError('I could not look that up in time. Nothing was changed; please try again.');
	});
	try {
		return { ...rest, form: await Promise.race([form(deps), late]) };
	} catch (error) {
		return { ...rest, form: undefined, run: () => Promise.reject(error) };
	} finally {
		answered.abort();
	}
}

function prepare(interaction: Interaction, commands: readonly Command[]): Prepared | undefined {
	if (interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand()) {
		const command = commands.find(({ name }) => name === interaction.commandName);
		return command?.prepare(interaction) ?? refuseOutdated(interaction);
	}
	if (!interaction.isButton() && !interaction.isAnySelectMenu() && !interaction.isModalSubmit()) return undefined;
	const meant = parseCustomId(interaction.customId);
	if (meant === undefined) return refuseOutdated(interaction);
	const { action, id } = meant;
	const prepared = interaction.isButton()
		? buttons[action]?.(interaction, id)
		: interaction.isAnySelectMenu()
			? menus[action]?.(interaction, id)
			: forms[action]?.(interaction, id);
	return prepared ?? refuseOutdated(interaction);
}

/** A command, button, menu or form of another version of the bot. */
const refuseOutdated = (interaction: AnyInteraction): Prepared => ({
	replyTo: describeReplyTarget(interaction, true),
	run: () => Promise.reject(new UserError('I no longer have that. Nothing was charged; /help tells what there is.')),
});
