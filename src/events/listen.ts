import { type Client, Events, GatewayDispatchEvents } from 'discord.js';
import { z } from 'zod';
import { withRequestId } from '../log.ts';
import { type InteractionDependencies, onInteractionCreate } from './interaction-create.ts';
import { onMessageCreate, onMessageUpdate } from './message-create.ts';

/** Handles every event that the bot acts on. An error in one handler is logged and affects nothing else. */
export function listen(client: Client, deps: InteractionDependencies): void {
	const { studio, log } = deps;
	const handle = (id: string, work: () => Promise<void>) =>
		withRequestId(id, () => void work().catch((err: unknown) => log.error({ err }, 'an event could not be handled')));
	const release = (id: string) =>
		void studio.conversations
			.release(id)
			.catch((err: unknown) => log.error({ err, id }, 'sessions could not be released'));
	client
		.on(Events.InteractionCreate, (interaction) => handle(interaction.id, () => onInteractionCreate(interaction, deps)))
		.on(Events.MessageCreate, (message) => handle(message.id, () => onMessageCreate(message, deps)))
		.on(Events.MessageUpdate, (_, message) => handle(message.id, () => onMessageUpdate(message, deps)))
		.on(Events.MessageDelete, ({ id }) => studio.jobs.cancel(id))
		.on(Events.MessageBulkDelete, (messages) => {
			for (const id of messages.keys()) studio.jobs.cancel(id);
		})
		// discord.js only reports threads in its cache, and it drops those that were archived for some hours.
		.on(Events.Raw, (packet) => {
			const deleted = deletion.safeParse(packet);
			if (deleted.success) release(deleted.data.d.id);
		})
		.on(Events.GuildDelete, ({ id }) => release(id));
}

/** A deleted thread or channel, as the gateway reports it. */
const deletion = z.object({
	t: z.enum([GatewayDispatchEvents.ThreadDelete, GatewayDispatchEvents.ChannelDelete]),
	d: z.object({ id: z.string() }),
});
