import type { Command } from './command.ts';
import { imagine } from './imagine.ts';

/** Every command, once: this list is what Discord is told and what is called. */
export const commands: readonly Command[] = [imagine];
