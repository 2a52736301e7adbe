import type { ButtonInteraction } from 'discord.js';
import type { ButtonAction } from '../custom-id.ts';
import type { Command, Prepared } from './command.ts';
import { edit } from './edit.ts';
import { help } from './help.ts';
import { imagine } from './imagine.ts';
import { showThoughts } from './thoughts.ts';

/** Every command, once: this list is what Discord is told and what is called. */
export const commands: readonly Command[] = [imagine, edit, help];

/** What each button does. */
export const buttons: Readonly<Record<ButtonAction, (interaction: ButtonInteraction, resultId: string) => Prepared>> = {
	thoughts: showThoughts,
};
