/** What people read and change in place: a message that shows one page, a control under each part. */
export interface Panel {
	readonly title: string;
	/** Chooses which page is shown. */
	readonly pages: Choices;
	readonly parts: readonly PanelPart[];
}

/** A text of at most 4000 characters, and up to five buttons below it. */
export interface Card {
	readonly text: string;
	readonly buttons: Buttons['buttons'];
}

export interface PanelPart {
	readonly title: string;
	/** What holds now, in our own words, which may hold mentions; at most 1200 characters on a page together. */
	readonly says: string;
	/** People's own words, at most two such parts on a page; whole in a file of this name where they are too long. */
	readonly quoted?: { readonly words: string; readonly fileName: string } | undefined;
	readonly control: Control;
}

export type Control = Choices | Things | Buttons;

/** Up to 25 options, of which so many may be chosen. */
export interface Choices {
	readonly kind: 'choices';
	readonly customId: string;
	readonly placeholder: string;
	readonly options: readonly { readonly label: string; readonly value: string; readonly isChosen: boolean }[];
	readonly least: number;
	readonly most: number;
}

/** The server's own channels or roles; nothing chosen is a choice too, unless one is needed. */
export interface Things {
	readonly kind: 'roles' | 'channels' | 'text-channels';
	readonly customId: string;
	readonly placeholder: string;
	/** At most 25 ids. */
	readonly chosen: readonly string[];
	readonly least: number;
	readonly most: number;
}

/** Up to five in a row. */
export interface Buttons {
	readonly kind: 'buttons';
	readonly buttons: readonly { readonly customId: string; readonly label: string; readonly isDangerous?: boolean }[];
}

/** A form of one to five texts, none of which must be filled in. */
export interface TextForm {
	/** Comes back with what was filled in. */
	readonly customId: string;
	/** At most 45 characters, as is each label. */
	readonly title: string;
	readonly fields: readonly TextField[];
}

export interface TextField {
	/** What the text comes back under. */
	readonly name: string;
	readonly label: string;
	/** At most 100 characters. */
	readonly hint: string;
	/** What stands there already. */
	readonly value: string;
	/** Has several lines. */
	readonly isLong: boolean;
	/** Most characters, at most 4000. */
	readonly most: number;
}
