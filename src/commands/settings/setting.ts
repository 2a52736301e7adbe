import type { APIChannelSelectComponent, APIRoleSelectComponent, APIStringSelectComponent } from 'discord.js';
import type { Ceilings } from '../../quota-variables.ts';
import type { Models } from '../../studio/generation/models.ts';
import type { GuildRules } from '../../studio/rules/guild-rules.ts';
import type { Words } from '../../words/words.ts';
import type { SettingForm } from './form.ts';

/** What it takes to show and change a setting. */
export interface View {
	/** The server being shown and changed. */
	readonly guildId: string;
	readonly rules: GuildRules;
	readonly models: Models;
	readonly ceilings: Ceilings;
	/** The reader's language. */
	readonly words: Words;
}

/** Changes to the rules; anything left out stays. */
export type ChangedRules = Partial<GuildRules>;

type SettingsWords = Words['settings'];

export type PageId = keyof SettingsWords['pages'];

/** The key of a plain text in the settings words. */
export type TextId = {
	[Id in keyof SettingsWords]: SettingsWords[Id] extends string ? Id : never;
}[keyof SettingsWords];

type Menu =
	| Omit<APIStringSelectComponent, 'custom_id'>
	| Omit<APIRoleSelectComponent, 'custom_id'>
	| Omit<APIChannelSelectComponent, 'custom_id'>;

/** One thing that a server's administrators can decide. */
export interface Setting {
	/** Used in `custom_id`s, and as the key of its label in the words. */
	readonly id: TextId;
	readonly page: PageId;
	/** The current value, with mentions; all settings of a page have at most 1200 characters together. */
	says(view: View): string;
	/** Text that people wrote, on at most two settings of a page; empty for none. */
	quoted?(rules: GuildRules): string;
	/** What changes it: a menu, or buttons. */
	readonly control: ((view: View) => Menu) | readonly ('change' | 'add' | 'remove' | 'clear')[];
	/**
	 * Applies the picked values; picking none clears the setting.
	 *
	 * @throws ZodError for values that this version doesn't offer.
	 * @throws UserError for values that aren't allowed.
	 */
	pick?(values: readonly string[], view: View): ChangedRules;
	/** The form behind a button or a picked value, named by `detail`. */
	form?(detail: string): SettingForm;
}
