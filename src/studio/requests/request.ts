import { z } from 'zod';
import { aspectRatio, imageSize, modelAlias } from '../generation/models.ts';

/** How a picture is to be drawn. A new option starts here: every slash command that draws offers what stands here. */
export const settings = z.object({
	model: modelAlias,
	aspect: z.enum(['auto', ...aspectRatio.options]),
	size: imageSize.optional(),
	search: z.boolean().default(false),
	thoughts: z.boolean().default(false),
});
export type Settings = z.infer<typeof settings>;

/** What a person may choose; the rest is as the server wants it. */
export const chosenSettings = settings.partial({ model: true, aspect: true });
export type ChosenSettings = z.infer<typeof chosenSettings>;

/** What of the settings somebody changes; what is left out stays as it is. */
export const changedSettings = settings.pick({ model: true, aspect: true, size: true }).partial();
export type ChangedSettings = z.infer<typeof changedSettings>;

/** What holds where nobody chose anything. */
export const USUAL_SETTINGS = { model: 'flash', aspect: 'auto' } as const satisfies ChangedSettings;

/** A file on Discord's servers, as an interaction or a message names it; nothing of it is believed but the address. */
export const attachment = z.object({
	url: z.url(),
	name: z.string(),
	sizeBytes: z.int().nonnegative(),
	/** Who posted it; the person who asks where nobody is named. */
	ownerId: z.string().optional(),
});
export type Attachment = z.infer<typeof attachment>;

/** Most separate pictures that one request may ask for. */
export const MAX_COUNT = 4;

/** An interaction, which Discord lets us answer for 15 minutes. */
export interface InteractionTarget {
	readonly kind: 'interaction';
	readonly applicationId: string;
	readonly interactionId: string;
	/** Lets anyone answer the interaction; never logged. */
	readonly token: string;
	/** Where an ordinary message goes when the token is dead; absent where the bot may not speak by itself. */
	readonly channelId?: string;
	readonly userId: string;
	/** Only the person sees the answer. */
	readonly isPrivate: boolean;
	/** Discord's name for the language of the person, and of the server. */
	readonly personLocale: string;
	readonly guildLocale?: string;
	/** Largest file that Discord takes there, in bytes. */
	readonly maxFileBytes: number;
}

/** A message, which is answered by an ordinary message. */
export interface MessageTarget {
	readonly kind: 'message';
	readonly channelId: string;
	/** The message that is answered; absent where the answer follows what the bot itself posted. */
	readonly messageId?: string;
	readonly userId: string;
	readonly maxFileBytes: number;
	/** Discord's name for the language of the server; of who wrote it, messages say none. */
	readonly guildLocale?: string;
}

/** Where an answer goes, as plain data, so that any process can deliver it. */
export type ReplyTarget = InteractionTarget | MessageTarget;

/** What a picture is part of. */
export type Conversation =
	/** A new session, which lives at the place, or in a thread on its first picture where one may be opened. */
	| { readonly kind: 'new'; readonly place: SessionLocation }
	/** One more turn of a session, after the turn that is meant; after none where all are undone. */
	| { readonly kind: 'continue'; readonly sessionId: string; readonly parentId: string | null };

/** Where a session lives. */
export interface SessionLocation {
	/** `null` in direct messages. */
	readonly guildId: string | null;
	/** The channel that a thread hangs in. */
	readonly parentPlaceId: string | null;
	/** A channel, thread or direct message; for a picture that only one person sees, a name of its own. */
	readonly placeId: string;
}

/** Who asks, and where. */
export interface Asker {
	readonly userId: string;
	/** Of the person in the server; empty in direct messages. */
	readonly roleIds: readonly string[];
	/** `null` in direct messages. */
	readonly guildId: string | null;
	/** The channel, or that of the thread. */
	readonly channelId: string;
}

/** One wish for one or several pictures, before the rules of the place have been applied to it. */
export interface RequestDraft extends Omit<ImageRequest, 'settings'> {
	readonly chosen: ChosenSettings;
}

/** One wish for one or several pictures, as it is carried out. */
export interface ImageRequest {
	/** The id of the Discord event it came from: the same event is the same request. */
	readonly id: string;
	readonly asker: Asker;
	readonly prompt: string;
	readonly settings: Settings;
	/** Separate pictures asked for, 1 to `MAX_COUNT`. */
	readonly count: number;
	/** Pictures to work from, in the order the person gave them. */
	readonly references: readonly Attachment[];
	readonly conversation: Conversation;
	/** What of a session's settings is another from this turn on. */
	readonly changed?: ChangedSettings;
	/** Discord lets the bot open a thread there. */
	readonly mayOpenThread: boolean;
	readonly replyTo: ReplyTarget;
}
