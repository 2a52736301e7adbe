import type { CommandOption } from '../../test/simulator/discord/world/command.ts';
import type { CommandView } from '../protocol.ts';

/** A command as it is typed: with its subcommand, if it has some. */
export interface Typed {
	/** `session show` */
	readonly path: string;
	readonly description: string;
	readonly options: readonly CommandOption[];
}

/** Types of commands and of their options. Source: Discord, application commands. */
export const CHAT_INPUT = 1;
export const OPTION = {
	group: 2,
	subcommand: 1,
	string: 3,
	integer: 4,
	boolean: 5,
	user: 6,
	channel: 7,
	role: 8,
	mentionable: 9,
	number: 10,
	attachment: 11,
} as const;

/** Everything that can be typed after a slash, in the order of the alphabet. */
export const typedCommands = (commands: readonly CommandView[]): Typed[] =>
	commands
		.filter(({ type }) => type === CHAT_INPUT)
		.flatMap(({ name, description, options = [] }) => unfold({ path: name, description, options }))
		.toSorted((a, b) => a.path.localeCompare(b.path));

function unfold(command: Typed): Typed[] {
	const inner = command.options.filter(({ type }) => type === OPTION.subcommand || type === OPTION.group);
	if (inner.length === 0) return [command];
	return inner.flatMap(({ name, description, options = [] }) =>
		unfold({ path: `${command.path} ${name}`, description, options }),
	);
}

/** Those that what was typed could become, best first. */
export function matching(commands: readonly Typed[], query: string): Typed[] {
	const wanted = query.trim().toLowerCase();
	const beginning = commands.filter(({ path }) => path.startsWith(wanted));
	const others = commands.filter(({ path }) => !path.startsWith(wanted) && path.includes(wanted));
	return [...beginning, ...others];
}

/** What a field says of its limits: "up to 100 characters". */
export function limitsOf(option: CommandOption): string {
	const { min_length: minLength, max_length: maxLength, min_value: min, max_value: max, file_types: types } = option;
	const range = (from: number | undefined, to: number | undefined, what: string) => {
		if (from !== undefined && to !== undefined) return `${from} to ${to}${what}`;
		if (to !== undefined) return `up to ${to}${what}`;
		return from === undefined ? '' : `${from} or more${what}`;
	};
	return [range(minLength, maxLength, ' characters'), range(min, max, ''), types?.join(', ') ?? '']
		.filter((one) => one !== '')
		.join(' · ');
}
