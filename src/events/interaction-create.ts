import { randomUUID } from 'node:crypto';
import type { Interaction } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Command } from '../commands/command.ts';
import { UndeliveredError, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Delivery } from '../studio/ports.ts';
import type { ReplyTarget } from '../studio/request.ts';
import type { Studio } from '../studio/studio.ts';

export interface InteractionDependencies {
	readonly commands: readonly Command[];
	readonly studio: Studio;
	readonly delivery: Delivery;
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * Acknowledges a slash command and runs it. Never rejects: this is the one boundary, and whatever is thrown behind
 * it ends as one sentence to the person.
 */
export async function onInteractionCreate(interaction: Interaction, deps: InteractionDependencies): Promise<void> {
	if (!interaction.isChatInputCommand()) return;
	const { commands, studio, delivery, clock } = deps;
	const log = deps.log.child({ interactionId: interaction.id, command: interaction.commandName });
	const command = commands.find(({ name }) => name === interaction.commandName);
	if (command === undefined) return log.warn('a command that this version does not have');

	const prepared = command.prepare(interaction);
	try {
		const met = await delivery.acknowledge(prepared.replyTo);
		log.info({ met, ageMs: clock.now() - interaction.createdTimestamp }, 'acknowledged');
		if (met === 'too-late')
			throw new UserError(`I was too slow to answer /${command.name}. Nothing was charged; please send it again.`);
		if (met === 'ours') await prepared.run(studio);
	} catch (error) {
		await answerFor(error, prepared.replyTo, { delivery, log });
	}
}

async function answerFor(
	error: unknown,
	replyTo: ReplyTarget,
	{ delivery, log }: Pick<InteractionDependencies, 'delivery' | 'log'>,
): Promise<void> {
	if (error instanceof UndeliveredError) return log.error({ err: error }, 'the person could not be answered');
	const reference = randomUUID().slice(0, 8);
	if (error instanceof UserError) log.info({ reference }, 'refused');
	else log.error({ reference, err: error }, 'the command failed');
	const sentence =
		error instanceof UserError
			? error.message
			: `Something broke on my side. Nothing was charged; try again, and if it stays, quote \`${reference}\` to whoever runs this bot.`;
	await delivery
		.tell(replyTo, sentence)
		.catch((err: unknown) => log.error({ reference, err }, 'the person could not be answered'));
}
