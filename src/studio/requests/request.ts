import { z } from 'zod';
import { aspectRatio, imageSize, modelAlias } from '../generation/models.ts';

/** How to draw a picture. A new option starts here: every drawing command offers these settings. */
export const settings = z.object({
	model: modelAlias,
	aspect: z.enum(['auto', ...aspectRatio.options]),
	size: imageSize.optional(),
	search: z.boolean().default(false),
	thoughts: z.boolean().default(false),
});
export type Settings = z.infer<typeof settings>;

/** What a person may choose; the server decides the rest. */
export const chosenSettings = settings.partial({ model: true, aspect: true });
export type ChosenSettings = z.infer<typeof chosenSettings>;

/** The settings that somebody changes; the others stay. */
export const changedSettings = settings.pick({ model: true, aspect: true, size: true }).partial();
export type ChangedSettings = z.infer<typeof changedSettings>;

/** The defaults where neither the person nor the server chose anything. */
export const USUAL_SETTINGS = { model: 'flash', aspect: 'auto' } as const satisfies ChangedSettings;

/** A file on Discord's servers, as an interaction or a message names it; only its address is trusted. */
export const attachment = z.object({
	url: z.url(),
	name: z.string(),
	sizeBytes: z.int().nonnegative(),
	/** Who posted it; by default the person who asks. */
	ownerId: z.string().optional(),
});
export type Attachment = z.infer<typeof attachment>;

/** The most separate pictures that one request may ask for. */
export const MAX_COUNT = 4;

/** An interaction, which can be answered for 15 minutes. Source: Discord, interactions. */
const interactionTarget = z
	.object({
		kind: z.literal('interaction'),
		applicationId: z.string(),
		interactionId: z.string(),
		/** Lets anyone answer the interaction; never logged. */
		token: z.string(),
		/** Where an ordinary message goes once the token has expired; absent where the bot may not post by itself. */
		channelId: z.string().exactOptional(),
		userId: z.string(),
		/** Only the person sees the answer. */
		isPrivate: z.boolean(),
		/** The Discord locale of the person, and of the server. */
		personLocale: z.string(),
		guildLocale: z.string().exactOptional(),
		/** The largest file that Discord accepts there, in bytes. */
		maxFileBytes: z.int().nonnegative(),
	})
	.readonly();
export type InteractionTarget = z.infer<typeof interactionTarget>;

/** A message, which gets an ordinary message as its answer. */
const messageTarget = z
	.object({
		kind: z.literal('message'),
		channelId: z.string(),
		/** The message to reply to; absent where the answer follows a post of the bot itself. */
		messageId: z.string().exactOptional(),
		userId: z.string(),
		maxFileBytes: z.int().nonnegative(),
		/** The Discord locale of the server; a message does not tell its author's. */
		guildLocale: z.string().exactOptional(),
	})
	.readonly();
export type MessageTarget = z.infer<typeof messageTarget>;

/** Where an answer goes, as plain data, so that any process can deliver it. */
export const replyTarget = z.union([interactionTarget, messageTarget]);
export type ReplyTarget = z.infer<typeof replyTarget>;

/** Where a session lives. */
const sessionLocation = z
	.object({
		/** `null` in direct messages. */
		guildId: z.string().nullable(),
		/** The channel that contains the thread. */
		parentPlaceId: z.string().nullable(),
		/** A channel, thread or direct message; for a picture that only one person sees, a name of its own. */
		placeId: z.string(),
	})
	.readonly();
export type SessionLocation = z.infer<typeof sessionLocation>;

/** Which session a picture belongs to. */
const conversation = z.union([
	/** A new session at this place, or in a thread on its first picture where one may be opened. */
	z.object({ kind: z.literal('new'), place: sessionLocation }).readonly(),
	/** Another turn of a session, after its parent; `null` where all turns are undone. */
	z.object({ kind: z.literal('continue'), sessionId: z.string(), parentId: z.string().nullable() }).readonly(),
]);
export type Conversation = z.infer<typeof conversation>;

/** Who asks, and where. */
const asker = z
	.object({
		userId: z.string(),
		/** The person's roles in the server; empty in direct messages. */
		roleIds: z.array(z.string()).readonly(),
		/** `null` in direct messages. */
		guildId: z.string().nullable(),
		/** The channel, or the thread's channel. */
		channelId: z.string(),
	})
	.readonly();
export type Asker = z.infer<typeof asker>;

/** A request for one or several pictures, before the server's rules have been applied to it. */
export const requestDraft = z
	.object({
		/** The id of its Discord event: the same event is the same request. */
		id: z.string(),
		asker,
		prompt: z.string(),
		chosen: chosenSettings,
		/** How many separate pictures to make. */
		count: z.int().min(1).max(MAX_COUNT),
		/** Pictures to work from, in the order in which the person gave them. */
		references: z.array(attachment).readonly(),
		conversation,
		/** The session settings that change with this turn. */
		changed: changedSettings.exactOptional(),
		/** Whether Discord lets the bot open a thread there. */
		mayOpenThread: z.boolean(),
		replyTo: replyTarget,
	})
	.readonly();
export type RequestDraft = z.infer<typeof requestDraft>;

/** A request that is ready to be carried out. */
export interface ImageRequest extends Omit<RequestDraft, 'chosen'> {
	readonly settings: Settings;
}
