import { randomUUID } from 'node:crypto';
import type { Interaction } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Command, Prepared, Services } from '../commands/command.ts';
import { buttons } from '../commands/index.ts';
import { parseCustomId } from '../custom-id.ts';
import { UndeliveredError, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { ReplyTarget } from '../studio/request.ts';

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
	if (prepared === undefined) return log.warn('something that this version does not have was used');
	try {
		const met = await delivery.acknowledge(prepared.replyTo);
		log.info({ met, ageMs: clock.now() - interaction.createdTimestamp }, 'acknowledged');
		if (met === 'too-late') throw new UserError('I was too slow to answer. Nothing was charged; please try again.');
		if (met === 'ours') await prepared.run(deps);
	} catch (error) {
		await answerFor(error, prepared.replyTo, { delivery, log });
	}
}

function prepare(interaction: Interaction, commands: readonly Command[]): Prepared | undefined {
	if (interaction.isChatInputCommand())
		return commands.find(({ name }) => name === interaction.commandName)?.prepare(interaction);
	if (!interaction.isButton()) return undefined;
	const pressed = parseCustomId(interaction.customId);
	return pressed === undefined ? undefined : buttons[pressed.action](interaction, pressed.resultId);
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
