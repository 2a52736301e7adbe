import { type Client, Events, GatewayDispatchEvents } from 'discord.js';
import { z } from 'zod';
import { withRequestId } from '../log.ts';
import { type InteractionDependencies, onInteractionCreate } from './interaction-create.ts';
import { onMessageCreate, onMessageUpdate } from './message-create.ts';

const { ThreadDelete, ChannelDelete, MessageDelete, MessageUpdate } = GatewayDispatchEvents;

/** Handles every event that the bot acts on. An error in one handler is logged and affects nothing else. */
export function listen(client: Client, deps: InteractionDependencies): void {
	const { studio, log } = deps;
	const handle = (id: string, work: () => Promise<void>) =>
		withRequestId(id, () => void work().catch((err: unknown) => log.error({ err }, 'an event could not be handled')));
	const release = (id: string) =>
		void studio.conversations
			.release(id)
			.catch((err: unknown) => log.error({ err, id }, 'sessions could not be released'));
	const onUnheard = (event: UnheardEvent, { channels, guilds, user }: Client<true>) => {
		if (event.t === ThreadDelete || event.t === ChannelDelete) return release(event.d.id);
		const { id, channel_id: channelId } = event.d;
		if (channels.cache.has(channelId)) return;
		if (event.t === MessageDelete) return studio.jobs.cancel(id);
		const { guild_id: guildId = '', content = '' } = event.d;
		const guild = guilds.cache.get(guildId) ?? null;
		handle(id, () => onMessageUpdate({ id, content, guild, client: { user } }, deps));
	};
	client
		.on(Events.InteractionCreate, (interaction) => handle(interaction.id, () => onInteractionCreate(interaction, deps)))
		.on(Events.MessageCreate, (message) => handle(message.id, () => onMessageCreate(message, deps)))
		.on(Events.MessageUpdate, (_, message) => handle(message.id, () => onMessageUpdate(message, deps)))
		.on(Events.MessageDelete, ({ id }) => studio.jobs.cancel(id))
		.on(Events.MessageBulkDelete, (messages) => {
			for (const id of messages.keys()) studio.jobs.cancel(id);
		})
		.on(Events.Raw, (packet) => {
			const unheard = unheardEvent.safeParse(packet);
			// Before it's ready, discord.js keeps events back.
			if (unheard.success && client.isReady()) onUnheard(unheard.data, client);
		})
		.on(Events.GuildDelete, ({ id }) => release(id));
}

/**
 * What discord.js doesn't report, as the gateway does: threads that aren't in its cache, since it drops those that were
 * archived for some hours, and changes of messages in any channel that isn't, such as direct ones from before the start.
 */
const unheardEvent = z.discriminatedUnion('t', [
	z.object({ t: z.literal(ThreadDelete), d: z.object({ id: z.string() }) }),
	z.object({ t: z.literal(ChannelDelete), d: z.object({ id: z.string() }) }),
	z.object({ t: z.literal(MessageDelete), d: z.object({ id: z.string(), channel_id: z.string() }) }),
	z.object({
		t: z.literal(MessageUpdate),
		d: z.object({
			id: z.string(),
			channel_id: z.string(),
			guild_id: z.string().optional(),
			content: z.string().optional(),
		}),
	}),
]);
type UnheardEvent = z.infer<typeof unheardEvent>;
