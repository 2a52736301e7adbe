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
export interface InteractionTarget {
	readonly kind: 'interaction';
	readonly applicationId: string;
	readonly interactionId: string;
	/** Lets anyone answer the interaction; never logged. */
	readonly token: string;
	/** Where an ordinary message goes once the token has expired; absent where the bot may not post by itself. */
	readonly channelId?: string;
	readonly userId: string;
	/** Only the person sees the answer. */
	readonly isPrivate: boolean;
	/** The Discord locale of the person, and of the server. */
	readonly personLocale: string;
	readonly guildLocale?: string;
	/** The largest file that Discord accepts there, in bytes. */
	readonly maxFileBytes: number;
}

/** A message, which gets an ordinary message as its answer. */
export interface MessageTarget {
	readonly kind: 'message';
	readonly channelId: string;
	/** The message to reply to; absent where the answer follows a post of the bot itself. */
	readonly messageId?: string;
	readonly userId: string;
	readonly maxFileBytes: number;
	/** The Discord locale of the server; a message does not tell its author's. */
	readonly guildLocale?: string;
}

/** Where an answer goes, as plain data, so that any process can deliver it. */
export type ReplyTarget = InteractionTarget | MessageTarget;

/** Which session a picture belongs to. */
export type Conversation =
	/** A new session at this place, or in a thread on its first picture where one may be opened. */
	| { readonly kind: 'new'; readonly place: SessionLocation }
	/** Another turn of a session, after its parent; `null` where all turns are undone. */
	| { readonly kind: 'continue'; readonly sessionId: string; readonly parentId: string | null };

/** Where a session lives. */
export interface SessionLocation {
	/** `null` in direct messages. */
	readonly guildId: string | null;
	/** The channel that contains the thread. */
	readonly parentPlaceId: string | null;
	/** A channel, thread or direct message; for a picture that only one person sees, a name of its own. */
	readonly placeId: string;
}

/** Who asks, and where. */
export interface Asker {
	readonly userId: string;
	/** The person's roles in the server; empty in direct messages. */
	readonly roleIds: readonly string[];
	/** `null` in direct messages. */
	readonly guildId: string | null;
	/** The channel, or the thread's channel. */
	readonly channelId: string;
}

/** A request before the server's rules have been applied to it. */
export interface RequestDraft extends Omit<ImageRequest, 'settings'> {
	readonly chosen: ChosenSettings;
}

/** A request for one or several pictures, ready to be carried out. */
export interface ImageRequest {
	/** The id of its Discord event: the same event is the same request. */
	readonly id: string;
	readonly asker: Asker;
	readonly prompt: string;
	readonly settings: Settings;
	/** How many separate pictures to make, 1 to `MAX_COUNT`. */
	readonly count: number;
	/** Pictures to work from, in the order in which the person gave them. */
	readonly references: readonly Attachment[];
	readonly conversation: Conversation;
	/** The session settings that change with this turn. */
	readonly changed?: ChangedSettings;
	/** Whether Discord lets the bot open a thread there. */
	readonly mayOpenThread: boolean;
	readonly replyTo: ReplyTarget;
}
