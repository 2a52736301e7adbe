import { MessageFlags, PermissionFlagsBits } from 'discord.js';
import { z } from 'zod';
import type { StoredFile } from '../world/cdn.ts';
import type { Channel } from '../world/channel.ts';
import { component } from '../world/component.ts';
import { embed } from '../world/embed.ts';
import type { Interaction } from '../world/interaction.ts';
import type { Message, MessageBody } from '../world/message.ts';
import { permissionsIn } from '../world/permissions.ts';
import { allowedMentions } from '../world/pings.ts';
import { attachmentSizeLimit } from '../world/size-limit.ts';
import { refusal } from './refused.ts';
import type { Call } from './route.ts';
import { read } from './route.ts';

const attachment = z.looseObject({
	id: z.coerce.string(),
	filename: z.string().nullish(),
	description: z.string().nullish(),
});

const messageBody = z.looseObject({
	content: z.string().nullish(),
	embeds: z.array(embed).nullish(),
	components: z.array(component).nullish(),
	attachments: z.array(attachment).nullish(),
	allowed_mentions: allowedMentions.nullish(),
	flags: z.number().nullish(),
	nonce: z.union([z.string(), z.number()]).nullish(),
	enforce_nonce: z.boolean().nullish(),
	message_reference: z.looseObject({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() }).nullish(),
});
export type ReadBody = z.infer<typeof messageBody>;

/** What a person may set of a message's flags; the rest is Discord's. */
const SETTABLE = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

export interface Destination {
	readonly channel: Channel;
	/** Whether only one person will see it, so that its files live apart. */
	readonly isEphemeral: boolean;
	/** The interaction that it answers, whose person may bring a higher limit for files. */
	readonly interaction?: Interaction | undefined;
}

/** The content of a new message: its text, what it shows, and its files, now on the CDN. */
export function contentOf(call: Call, body: ReadBody, where: Destination): MessageBody {
	return {
		content: body.content ?? '',
		embeds: mayEmbed(call, where) ? (body.embeds ?? []) : [],
		components: body.components ?? [],
		attachments: storeFiles(call, body, where),
		flags: ((body.flags ?? 0) & SETTABLE) | (where.isEphemeral ? MessageFlags.Ephemeral : 0),
	};
}

/**
 * What an edit makes of a message: fields it does not name stay; of the files, those it lists when it lists any.
 *
 * @param interaction the one whose token it came with; without it the bot edits as itself.
 */
export function changeOf(
	call: Call,
	body: ReadBody,
	message: Message,
	interaction?: Interaction,
): Partial<MessageBody> {
	const { channel, isEphemeral } = message;
	const kept = body.attachments
		? message.attachments.flatMap((file) => {
				const listed = body.attachments?.find(({ id }) => id === file.id);
				if (listed === undefined) return [];
				return [listed.description ? { ...file, description: listed.description } : file];
			})
		: message.attachments;
	const added = storeFiles(call, body, { channel, isEphemeral, interaction });
	return {
		...(body.content !== undefined && { content: body.content ?? '' }),
		...(body.embeds !== undefined && { embeds: mayEmbed(call, message) ? (body.embeds ?? []) : [] }),
		...(body.components !== undefined && { components: body.components ?? [] }),
		attachments: [...kept, ...added],
		flags: (message.flags & ~MessageFlags.Loading) | ((body.flags ?? 0) & SETTABLE),
	};
}

function storeFiles(call: Call, body: ReadBody, { channel, isEphemeral, interaction }: Destination): StoredFile[] {
	const { world } = call;
	const maxBytes = attachmentSizeLimit(world, channel, interaction?.user);
	if (call.files.some(({ bytes }) => bytes.byteLength > maxBytes)) throw refusal.tooLarge();
	const folder = isEphemeral ? `ephemeral-attachments/${world.applicationId}` : `attachments/${channel.id}`;
	return call.files.map((file, index) => {
		const listed = body.attachments?.find(({ id }) => id === String(index));
		return world.cdn.keep({
			...file,
			name: listed?.filename ?? file.name,
			id: world.snowflakes.at(world.clock.now()),
			folder,
			...(listed?.description && { description: listed.description }),
		});
	});
}

/** Discord drops the embeds of whoever may not embed links, without a word. */
const mayEmbed = ({ world }: Call, { channel }: Destination) =>
	channel.guild?.installed !== true || (permissionsIn(channel, world.bot) & PermissionFlagsBits.EmbedLinks) !== 0n;

export const readMessage = (body: unknown): ReadBody => read(messageBody, body ?? {});
