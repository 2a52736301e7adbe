import type { AnySelectMenuInteraction, ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import type { Command, Handlers } from './command.ts';
import { edit } from './edit.ts';
import { editImage, submitEdit } from './edit-image.ts';
import { forget, forgetEverything } from './forget.ts';
import { help } from './help.ts';
import { imagine } from './imagine.ts';
import { quota } from './quota.ts';
import { askToRefine, refine, submitRefine } from './refine.ts';
import { session, turnPage } from './session.ts';
import { pickSetting, pressSetting, settings, submitSetting } from './settings/settings.ts';
import { showPicture } from './show-button.ts';
import { showThoughts } from './thoughts-button.ts';
import { usage } from './usage.ts';

/** Every command: this list is registered with Discord, and commands are looked up in it. */
export const commands: readonly Command[] = [
	imagine,
	edit,
	refine,
	session,
	quota,
	forget,
	settings,
	usage,
	help,
	editImage,
];

export const buttons: Handlers<ButtonInteraction> = {
	thoughts: showThoughts,
	refine: askToRefine,
	settings: pressSetting,
	show: showPicture,
	session: turnPage,
	forget: forgetEverything,
};

export const menus: Handlers<AnySelectMenuInteraction> = { settings: pickSetting };

export const forms: Handlers<ModalSubmitInteraction> = {
	refine: submitRefine,
	edit: submitEdit,
	settings: submitSetting,
};
