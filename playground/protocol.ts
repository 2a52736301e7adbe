import type { CommandOption } from '../test/simulator/discord/world/command.ts';
import type { Component } from '../test/simulator/discord/world/component.ts';
import type { Embed } from '../test/simulator/discord/world/embed.ts';

/** What the page and its server say to each other: types only, for each side checks what it is sent in its own way. */

export interface PersonView {
	readonly id: string;
	readonly name: string;
	readonly isBot: boolean;
	/** What is particular about them here: "admin", "may not do much". */
	readonly note?: string;
}

export interface NamedView {
	readonly id: string;
	readonly name: string;
}

export interface PlaceView extends NamedView {
	/** The newest message, by which the page knows what was not seen yet. */
	readonly lastMessageId: string | undefined;
	readonly threads: readonly NamedView[];
}

export interface ServerView extends NamedView {
	/** Whether the bot is a member; elsewhere only people who installed it for themselves can use it. */
	readonly hasBot: boolean;
	readonly channels: readonly PlaceView[];
}

export interface AttachmentView {
	readonly id: string;
	readonly filename: string;
	/** In bytes. */
	readonly size: number;
	readonly url: string;
	readonly content_type: string;
	readonly width?: number;
	readonly height?: number;
	readonly description?: string;
}

export interface MessageView {
	readonly id: string;
	readonly author: PersonView;
	readonly atMs: number;
	readonly editedAtMs: number | undefined;
	readonly content: string;
	readonly embeds: readonly Embed[];
	readonly components: readonly Component[];
	readonly attachments: readonly AttachmentView[];
	readonly isPrivate: boolean;
	readonly isThinking: boolean;
	/** Whether "thinking…" has come to nothing, because nobody can answer any more. */
	readonly hasFailed: boolean;
	/** Whether it rings whoever looks. */
	readonly ringsMe: boolean;
	readonly repliesTo:
		| { readonly id: string; readonly author: PersonView; readonly text: string; readonly pings: boolean }
		| 'gone'
		| undefined;
	/** The command that it answers, and who used it. */
	readonly answers: { readonly by: PersonView; readonly command: string } | undefined;
	readonly reactions: readonly { readonly emoji: string; readonly count: number; readonly isMine: boolean }[];
	readonly thread: { readonly id: string; readonly name: string; readonly messages: number } | undefined;
}

/** Something a person did that has no message: it is on its way, or came to nothing. */
export interface PendingView {
	readonly id: string;
	readonly atMs: number;
	readonly label: string;
	readonly state: 'sending' | 'failed';
	/** The message whose button was pressed. */
	readonly messageId: string | undefined;
}

export interface CommandView {
	readonly id: string;
	readonly name: string;
	/** 1 behind `/`, 2 in the menu of a person, 3 in the menu of a message. */
	readonly type: number;
	readonly description: string;
	readonly options?: readonly CommandOption[] | undefined;
}

/** A channel, a thread or a direct message, as somebody in it sees it. */
export interface RoomView extends NamedView {
	readonly kind: 'channel' | 'thread' | 'direct';
	/** The server's name; for a direct message nothing. */
	readonly server: string | undefined;
	readonly messages: readonly MessageView[];
	readonly pending: readonly PendingView[];
	/** Who is typing. */
	readonly typing: readonly string[];
	readonly commands: readonly CommandView[];
	readonly mayPost: boolean;
	readonly mayAttach: boolean;
	readonly isArchived: boolean;
	readonly people: readonly PersonView[];
	readonly roles: readonly NamedView[];
	readonly channels: readonly NamedView[];
}

export interface ModalView {
	/** The interaction that it answers. */
	readonly id: string;
	readonly channel: string;
	readonly title: string;
	readonly components: readonly Component[];
}

export type FaultName = 'rate-limit' | 'overloaded' | 'blocked' | 'slow' | 'too-large' | 'dead-token';

export interface View {
	readonly me: PersonView;
	readonly bot: PersonView;
	readonly people: readonly PersonView[];
	readonly servers: readonly ServerView[];
	readonly directs: readonly PlaceView[];
	readonly room: RoomView;
	readonly thread: RoomView | undefined;
	readonly modal: ModalView | undefined;
	readonly process: { readonly state: 'starting' | 'online' | 'down'; readonly line: string | undefined };
	readonly inside: InsideView | undefined;
}

export interface RestCallView {
	/** Since the person acted, in milliseconds. */
	readonly afterMs: number;
	readonly method: string;
	readonly path: string;
	readonly status: number | undefined;
	/** Shortened JSON. */
	readonly body: string;
	readonly files: readonly { readonly name: string; readonly size: number }[];
}

export interface PartView {
	readonly role: string;
	readonly kind: 'text' | 'picture' | 'thought' | 'other';
	/** Words, or what the picture is. */
	readonly text: string;
	/** Of the picture, in bytes. */
	readonly size: number | undefined;
	/** The length of the signature in base64 characters, and how it begins. */
	readonly signature: { readonly chars: number; readonly start: string } | undefined;
}

export interface GeminiCallView {
	readonly afterMs: number;
	readonly tookMs: number | undefined;
	readonly model: string;
	readonly status: number | undefined;
	readonly sent: readonly PartView[];
	readonly config: string;
	readonly answered: readonly PartView[];
	/** Why there was no picture, in Gemini's words. */
	readonly refusal: string | undefined;
	readonly tokens: { readonly in: number; readonly image: number; readonly text: number; readonly thoughts: number };
	/** In micro-dollars. */
	readonly cost: number;
}

/** What the ledger says of today: pictures of the person, money of the whole bot. Money in micro-dollars. */
export interface LedgerView {
	readonly images: number;
	readonly heldImages: number;
	readonly spent: number;
	readonly held: number;
}

/** Something a person did, and all that followed inside. */
export interface EventView {
	readonly id: string;
	readonly atMs: number;
	readonly who: string;
	readonly what: string;
	/** What was done: a command and the like has to be acknowledged in three seconds, a message does not. */
	readonly kind: 'interaction' | 'message';
	/** How long the first answer took, in milliseconds. */
	readonly acknowledgedMs: number | undefined;
	readonly hasFailed: boolean;
	readonly rest: readonly RestCallView[];
	readonly gemini: readonly GeminiCallView[];
	readonly before: LedgerView;
	readonly after: LedgerView;
}

export interface InsideView {
	/** Newest first. */
	readonly events: readonly EventView[];
	/** How many faults wait for their requests. */
	readonly armed: number;
	readonly isGeminiReal: boolean;
	/** Where simulator and bot disagree with Discord's published schemas; empty when all is well. */
	readonly violations: readonly string[];
}

/** A value of a command's option as the page sends it: files by the id of their upload, people, roles and channels by theirs. */
export type SentOption = string | number | boolean | { readonly file: string } | { readonly thing: string };

/** A value of a form's field as the page sends it. */
export type SentFieldValue = string | boolean | readonly string[] | { readonly files: readonly string[] };

interface In {
	/** Where it is done. */
	readonly channel: string;
}

/** What a person does, as the page tells it. */
export type Action =
	| {
			readonly do: 'look';
			readonly person: string;
			readonly channel?: string | undefined;
			readonly thread?: string | undefined;
			readonly inside: boolean;
	  }
	| (In & { readonly do: 'slash'; readonly name: string; readonly options: Readonly<Record<string, SentOption>> })
	| (In & { readonly do: 'menu'; readonly name: string; readonly message: string })
	| (In & {
			readonly do: 'complete';
			readonly name: string;
			readonly focused: string;
			readonly values: Readonly<Record<string, string | number | boolean>>;
	  })
	| (In & { readonly do: 'press'; readonly message: string; readonly component: string })
	| (In & {
			readonly do: 'pick';
			readonly message: string;
			readonly component: string;
			readonly values: readonly string[];
	  })
	| (In & {
			readonly do: 'submit';
			readonly interaction: string;
			readonly fields: Readonly<Record<string, SentFieldValue>>;
	  })
	| { readonly do: 'dismiss' }
	| (In & {
			readonly do: 'say';
			readonly text: string;
			readonly files: readonly string[];
			readonly replyTo?: string | undefined;
			readonly ping?: boolean | undefined;
	  })
	| (In & { readonly do: 'edit'; readonly message: string; readonly text: string })
	| (In & { readonly do: 'delete'; readonly message: string })
	| (In & { readonly do: 'react'; readonly message: string; readonly emoji: string; readonly isSet: boolean })
	| { readonly do: 'fault'; readonly name: FaultName }
	| { readonly do: 'restart' };

/** From the page: an action, with a number by which the answer is known. */
export interface Ask {
	readonly id: number;
	readonly action: Action;
}

/** From the server: what is seen now, or what came of an action. */
export type Told =
	| { readonly view: View }
	| {
			readonly id: number;
			/** Why Discord's client would not have let the person do it. */
			readonly error?: string;
			readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
	  };
