import { ApplicationCommandOptionType as O } from 'discord.js';
import type { CommandOption } from '../world/command.ts';
import type { Thing } from './resolved.ts';
import { extensionOf, type PickedFile } from './upload.ts';

/** What a person can put into an option of a command. */
export type OptionValue = string | number | boolean | PickedFile | Thing;

/** A filled option, as it goes to the application and as people read it. */
export interface Filled {
	readonly option: CommandOption;
	readonly value: OptionValue;
	/** What the payload carries: the value itself, or the id of what it names. */
	readonly sent: string | number | boolean;
}

/**
 * Checks one option as Discord's client does before it lets a person send it.
 *
 * @throws Error when a person could not have sent this.
 */
export function fill(option: CommandOption, value: OptionValue): Filled {
	const fail = (why: string) => new Error(`option ${option.name}: ${why}`);
	return { option, value, sent: sentAs(option, value, fail) };
}

/** What the payload carries for a value that the option takes. */
function sentAs(option: CommandOption, value: OptionValue, fail: Fail): string | number | boolean {
	switch (option.type) {
		case O.String:
			return text(option, value, fail);
		case O.Integer:
		case O.Number:
			return number(option, value, fail);
		case O.Boolean:
			if (typeof value !== 'boolean') throw fail('takes true or false');
			return value;
		case O.Attachment:
			return attachment(option, value, fail);
		default:
			if (!isThing(value)) throw fail('takes a user, channel or role');
			return value.id;
	}
}

type Fail = (why: string) => Error;

function text(option: CommandOption, value: OptionValue, fail: Fail): string | number {
	if (typeof value !== 'string') throw fail('takes text');
	if (option.choices !== undefined) return choice(option, value, fail);
	const { min_length: min = 0, max_length: max = 6000 } = option;
	if (value.length < Math.max(min, 1) || value.length > max) throw fail(`takes ${min} to ${max} characters`);
	return value;
}

/** The value behind a choice, which a person picks by its name. */
function choice({ choices = [] }: CommandOption, value: string | number, fail: Fail): string | number {
	const found = choices.find((offered) => offered.name === value || offered.value === value);
	if (found === undefined) throw fail(`does not offer ${value}`);
	return found.value;
}

function number(option: CommandOption, value: OptionValue, fail: Fail): string | number {
	if (option.choices !== undefined && typeof value === 'string') return choice(option, value, fail);
	if (typeof value !== 'number') throw fail('takes a number');
	if (option.choices !== undefined) return choice(option, value, fail);
	if (option.type === O.Integer && !Number.isSafeInteger(value)) throw fail('takes a whole number');
	const { min_value: min = -(2 ** 53), max_value: max = 2 ** 53 } = option;
	if (value < min || value > max) throw fail(`takes ${min} to ${max}`);
	return value;
}

function attachment({ file_types = [] }: CommandOption, value: OptionValue, fail: Fail): string {
	if (!isFile(value)) throw fail('takes a file');
	if (!hasAllowedExtension(file_types, value.name)) throw fail(`does not take ${value.name}`);
	return value.name;
}

export const isFile = (value: OptionValue): value is PickedFile => typeof value === 'object' && 'bytes' in value;

export const isThing = (value: OptionValue): value is Thing => typeof value === 'object' && !isFile(value);

const IMAGES = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'avif', 'heic', 'bmp'];
const KINDS: Readonly<Record<string, readonly string[]>> = {
	image: IMAGES,
	video: ['mp4', 'mov', 'webm', 'mkv'],
	audio: ['mp3', 'ogg', 'wav', 'flac', 'm4a'],
};

/** `file_types` looks at the extension only, never at the bytes. */
export function hasAllowedExtension(fileTypes: readonly string[], name: string): boolean {
	if (fileTypes.length === 0) return true;
	const extension = extensionOf(name);
	return fileTypes.some((type) =>
		type.startsWith('.') ? type.slice(1) === extension : KINDS[type]?.includes(extension),
	);
}

/** What an option's value reads like. */
export function nameOf({ value }: Filled): string {
	if (typeof value !== 'object') return String(value);
	return 'isBot' in value ? `@${value.name}` : value.name;
}
