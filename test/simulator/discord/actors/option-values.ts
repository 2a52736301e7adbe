import { ApplicationCommandOptionType as O } from 'discord.js';
import type { StoredFile } from '../world/cdn.ts';
import type { Channel } from '../world/channel.ts';
import type { CommandOption } from '../world/command.ts';
import type { Role } from '../world/role.ts';
import type { User } from '../world/user.ts';
import { extensionOf, type PickedFile } from './upload.ts';

/** What a person can put into an option of a command. */
export type OptionValue = string | number | boolean | PickedFile | User | Channel | Role;

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
	switch (option.type) {
		case O.String:
			if (typeof value !== 'string') throw fail('takes text');
			return { option, value, sent: text(option, value, fail) };
		case O.Integer:
		case O.Number:
			if (typeof value === 'string') return { option, value, sent: choice(option, value, fail) };
			if (typeof value !== 'number') throw fail('takes a number');
			return { option, value, sent: number(option, value, fail) };
		case O.Boolean:
			if (typeof value !== 'boolean') throw fail('takes true or false');
			return { option, value, sent: value };
		case O.Attachment:
			if (!isFile(value)) throw fail('takes a file');
			if (!hasAllowedExtension(option.file_types ?? [], value.name)) throw fail(`does not take ${value.name}`);
			return { option, value, sent: value.name };
		case O.User:
		case O.Channel:
		case O.Role:
		case O.Mentionable:
			if (typeof value !== 'object' || isFile(value)) throw fail('takes a user, channel or role');
			return { option, value, sent: value.id };
		default:
			throw fail(`is of an unknown type ${option.type}`);
	}
}

type Fail = (why: string) => Error;

function text(option: CommandOption, value: string, fail: Fail): string | number {
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

function number(option: CommandOption, value: number, fail: Fail): string | number {
	if (option.choices !== undefined) return choice(option, value, fail);
	if (option.type === O.Integer && !Number.isSafeInteger(value)) throw fail('takes a whole number');
	const { min_value: min = -(2 ** 53), max_value: max = 2 ** 53 } = option;
	if (value < min || value > max) throw fail(`takes ${min} to ${max}`);
	return value;
}

export const isFile = (value: OptionValue): value is PickedFile => typeof value === 'object' && 'bytes' in value;

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
	if (isFile(value)) return value.name;
	return 'isBot' in value ? `@${value.name}` : value.name;
}

/** The things that options point to, by kind and id, as the payload carries them beside the options. */
export function resolvedOf(
	filled: readonly Filled[],
	files: ReadonlyMap<Filled, StoredFile>,
	attach: (file: StoredFile) => object,
) {
	const resolved: Record<string, Record<string, object>> = {};
	const add = (kind: string, id: string, payload: object) => {
		resolved[kind] = { ...resolved[kind], [id]: payload };
	};
	for (const one of filled) {
		const file = files.get(one);
		if (file !== undefined) add('attachments', file.id, attach(file));
		else if (typeof one.value === 'object' && !isFile(one.value)) {
			const kind = 'isBot' in one.value ? 'users' : 'lines' in one.value ? 'channels' : 'roles';
			add(kind, one.value.id, one.value.payload());
		}
	}
	return resolved;
}
