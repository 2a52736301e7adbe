import type { Interaction } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Command, Prepared, Services } from '../commands/command.ts';
import { buttons, forms } from '../commands/index.ts';
import { type AnyInteraction, describeReplyTarget } from '../commands/scene.ts';
import { parseCustomId } from '../custom-id.ts';
import { UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
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
	const { replyTo, form } = prepared;
	try {
		const met = form === undefined ? await delivery.acknowledge(replyTo) : await delivery.ask(replyTo, form);
		log.info({ met, ageMs: clock.now() - interaction.createdTimestamp }, 'acknowledged');
		if (met === 'too-late') throw new UserError('I was too slow to answer. Nothing was charged; please try again.');
		if (met === 'ours') await prepared.run(deps);
	} catch (error) {
		await answerFor(error, replyTo, { delivery, log });
	}
}

function prepare(interaction: Interaction, commands: readonly Command[]): Prepared | undefined {
	if (interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand()) {
		const command = commands.find(({ name }) => name === interaction.commandName);
		return command?.prepare(interaction) ?? refuseOutdated(interaction);
	}
	if (!interaction.isButton() && !interaction.isModalSubmit()) return undefined;
	const meant = parseCustomId(interaction.customId);
	if (meant === undefined) return refuseOutdated(interaction);
	const prepared = interaction.isButton()
		? buttons[meant.action]?.(interaction, meant.id)
		: forms[meant.action]?.(interaction, meant.id);
	return prepared ?? refuseOutdated(interaction);
}

/** A command, button or form of another version of the bot. */
const refuseOutdated = (interaction: AnyInteraction): Prepared => ({
	replyTo: describeReplyTarget(interaction, true),
	run: () => Promise.reject(new UserError('I no longer have that. Nothing was charged; /help tells what there is.')),
});
