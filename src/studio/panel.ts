/** A text of at most 4000 characters, and up to five buttons below it, in the language of its readers. */
export interface Card {
	readonly text: string;
	readonly buttons: readonly { readonly customId: string; readonly label: string; readonly isDangerous?: boolean }[];
}
