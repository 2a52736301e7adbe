import { answers } from './answers.ts';
import { commands } from './commands.ts';
import { errors } from './errors.ts';
import * as format from './format.ts';
import { requests } from './requests.ts';
import { sessions } from './sessions.ts';
import { settings } from './settings.ts';
import { usage } from './usage.ts';

export const en = { format, commands, requests, answers, errors, sessions, usage, settings };
