import { type Client, Events } from 'discord.js';
import { type InteractionDependencies, onInteractionCreate } from './interaction-create.ts';
import { onMessageCreate, onMessageUpdate } from './message-create.ts';

/** Every event that the bot acts on. None of the handlers rejects. */
export function listen(client: Client, deps: InteractionDependencies): void {
	const { studio, log } = deps;
	const release = (id: string) =>
		void studio.turns.release(id).catch((err: unknown) => log.error({ err, id }, 'sessions could not be released'));
	client
		.on(Events.InteractionCreate, (interaction) => void onInteractionCreate(interaction, deps))
		.on(Events.MessageCreate, (message) => void onMessageCreate(message, deps))
		.on(Events.MessageUpdate, (_, message) => onMessageUpdate(message, deps))
		.on(Events.MessageDelete, ({ id }) => studio.jobs.cancel(id))
		.on(Events.ThreadDelete, ({ id }) => release(id))
		.on(Events.ChannelDelete, ({ id }) => release(id))
		.on(Events.GuildDelete, ({ id }) => release(id));
}
