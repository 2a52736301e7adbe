import type { APIComponentInMessageActionRow, APIModalInteractionResponseCallbackData } from 'discord.js';
import type { Models } from '../../studio/generation/models.ts';
import type { GuildRules } from '../../studio/rules/guild-rules.ts';
import type { Words } from '../../words/words.ts';

/** The operator's limits, which no server's own may exceed: pictures of one person, US dollars of one server. */
export interface Ceilings {
	readonly userImages: Readonly<Partial<Record<'minute' | 'hour' | 'day' | 'month', number>>>;
	readonly guildDollars: Readonly<Partial<Record<'day' | 'month', number>>>;
}

/** What a setting is shown and changed by. */
export interface View {
	/** The server that is shown and changed. */
	readonly guildId: string;
	readonly rules: GuildRules;
	readonly models: Models;
	readonly ceilings: Ceilings;
	/** Of whoever reads it. */
	readonly words: Words;
}

/** What becomes of the rules; what is left out stays. */
export type ChangedRules = Partial<GuildRules>;

type SettingsWords = Words['settings'];

export type PageId = keyof SettingsWords['pages'];

/** The name of a plain text among the words of settings. */
export type TextId = {
	[Id in keyof SettingsWords]: SettingsWords[Id] extends string ? Id : never;
}[keyof SettingsWords];

/** The `custom_id` of a control; of several controls of one setting, `detail` tells which. */
export type NameControl = (detail?: string) => string;

/** One thing that the administrators of a server decide. */
export interface Setting {
	/** Stands in `custom_id`s, and names its label among the words. */
	readonly id: TextId;
	readonly page: PageId;
	/** What holds now, with mentions; those of a page have at most 1200 characters together. */
	says(view: View): string;
	/** People's own words that it holds, on at most two settings of a page; empty for none. */
	quoted?(rules: GuildRules): string;
	/** What changes it, in one row: a menu, or up to five buttons. */
	controls(nameControl: NameControl, view: View): APIComponentInMessageActionRow[];
	/**
	 * What follows when somebody picks these values; picking none clears the setting.
	 *
	 * @throws ZodError for values that this version does not offer. @throws UserError for those that cannot hold.
	 */
	pick?(values: readonly string[], view: View): ChangedRules;
	/** The form behind a button, or behind what was picked, which `detail` names. */
	form?(detail: string): SettingForm;
}

export interface SettingForm {
	open(view: View): Omit<APIModalInteractionResponseCallbackData, 'custom_id'>;
	/** @param textOf what was written in a field, by its name. @throws UserError for what cannot be taken. */
	read(textOf: (name: string) => string, view: View): ChangedRules;
}
