import type { Window } from '../../amounts.ts';
import { formatCustomId } from '../../custom-id.ts';
import type { Models } from '../../studio/generation/models.ts';
import type { Control, TextForm } from '../../studio/panel.ts';
import type { GuildRules } from '../../studio/rules/guild-rules.ts';

/** The operator's limits, which no server's own may exceed: pictures of one person, US dollars of one server. */
export interface Ceilings {
	readonly userImages: Readonly<Partial<Record<Window, number>>>;
	readonly guildDollars: Readonly<Partial<Record<'day' | 'month', number>>>;
}

/** What a setting is shown and changed by. */
export interface View {
	/** The server that is shown and changed. */
	readonly guildId: string;
	readonly rules: GuildRules;
	readonly models: Models;
	readonly ceilings: Ceilings;
}

/** What becomes of the rules; what is left out stays. */
export type ChangedRules = Partial<GuildRules>;

/** One thing that the administrators of a server decide. */
export interface Setting {
	readonly title: string;
	/** What holds now. */
	says(view: View): string;
	/** People's own words that it holds. */
	quoted?(rules: GuildRules): string;
	/** What changes it; `id` names the server and the setting in `custom_id`s. */
	control(id: string, view: View): Control;
	/**
	 * What follows when somebody picks these values; picking none clears the setting.
	 *
	 * @throws ZodError for values that this version does not offer. @throws UserError for those that cannot hold.
	 */
	pick?(values: readonly string[], view: View): ChangedRules;
	/** The form behind a button, or behind what was picked, which `detail` names. */
	form?(detail: string): SettingForm;
}

export interface SettingForm extends Pick<TextForm, 'title'> {
	fields(view: View): TextForm['fields'];
	/** @throws UserError for what cannot be taken. */
	read(filled: Readonly<Record<string, string>>, view: View): ChangedRules;
}

/** The `custom_id` of a control; of several controls of one setting, `detail` tells which. */
export const customIdOf = (id: string, detail?: string): string =>
	formatCustomId({ action: 'settings', id: detail === undefined ? id : `${id}-${detail}` });

/** A button that opens the form, and one that clears the setting. */
export const changeOrClear = (id: string): Control => ({
	kind: 'buttons',
	buttons: [
		{ customId: customIdOf(id, 'change'), label: 'Change' },
		{ customId: customIdOf(id, 'clear'), label: 'Clear' },
	],
});
