import {
	ApplicationCommandType,
	ApplicationIntegrationType,
	InteractionContextType,
	ApplicationCommandOptionType as O,
	PermissionFlagsBits,
} from 'discord.js';
import { GLOBAL } from '../rest/applications.ts';
import { excerpt } from '../transcript/describe.ts';
import type { StoredFile } from '../world/cdn.ts';
import type { Channel } from '../world/channel.ts';
import { isForum } from '../world/channel-kinds.ts';
import { type CommandOption, isNamed, type RegisteredCommand } from '../world/command.ts';
import type { Message } from '../world/message.ts';
import { permissionsIn } from '../world/permissions.ts';
import type { User } from '../world/user.ts';
import type { World } from '../world/world.ts';
import { type Filled, fill, isFile, isThing, nameOf, type OptionValue } from './option-values.ts';
import { resolve } from './resolved.ts';
import { type PickedFile, upload } from './upload.ts';

/** Who uses a command, and where. */
export interface Caller {
	readonly world: World;
	readonly user: User;
	readonly channel: Channel;
}

/** Where this is, as commands name it: a guild, the bot's direct message, or between people. */
export function contextOf(world: World, { guild, recipients }: Channel): InteractionContextType {
	if (guild !== undefined) return InteractionContextType.Guild;
	return recipients.includes(world.bot) ? InteractionContextType.BotDM : InteractionContextType.PrivateChannel;
}

/** The commands that Discord's client offers this person here; none where they may not use any. */
export function offeredCommands(caller: Caller): RegisteredCommand[] {
	const { world, user, channel } = caller;
	if (!mayUseCommands(caller) || channel.thread?.archived) return [];
	const here = world.commands.get(channel.guild?.id ?? '') ?? [];
	return [...here, ...(world.commands.get(GLOBAL) ?? [])].filter((command) =>
		isOffered(command, { world, user, channel }),
	);
}

const mayUseCommands = ({ user, channel }: Caller) =>
	channel.guild === undefined || (permissionsIn(channel, user) & PermissionFlagsBits.UseApplicationCommands) !== 0n;

/**
 * The command of this name, in the person's language or its own, that Discord's client would offer this person here.
 *
 * @throws Error when it would offer none.
 */
function findCommand(caller: Caller, name: string, type = ApplicationCommandType.ChatInput): RegisteredCommand {
	const { user, channel } = caller;
	if (isForum(channel.type)) throw new Error(`${channel.name} holds posts only`);
	if (!mayUseCommands(caller)) throw new Error(`${user.name} may not use commands in ${channel.name}`);
	if (channel.thread?.archived) throw new Error(`nobody can use commands in the archived thread ${channel.name}`);
	if (!channel.mayBeSeenBy(user)) throw new Error(`${user.name} cannot see ${channel.name}`);
	const offered = offeredCommands(caller).find(
		(command) => command.type === type && isNamed(command, name, user.locale),
	);
	if (offered === undefined) throw new Error(`Discord offers ${user.name} no command ${name} in ${channel.name}`);
	return offered;
}

function isOffered(command: RegisteredCommand, { world, user, channel }: Caller): boolean {
	const context = contextOf(world, channel);
	const { guild } = channel;
	if (command.contexts !== null && command.guild_id === undefined && !command.contexts.includes(context)) return false;
	const isHere = guild === undefined ? context === InteractionContextType.BotDM : guild.installed;
	const byGuild = isHere && command.integration_types.includes(ApplicationIntegrationType.GuildInstall);
	const byUser =
		user.options.installedApp === true && command.integration_types.includes(ApplicationIntegrationType.UserInstall);
	if (!byGuild && !byUser) return false;
	const needed = BigInt(command.default_member_permissions ?? 0);
	return guild === undefined || (permissionsIn(channel, user) & needed) === needed;
}

/** A command as a person filled it in. */
export interface CommandCall {
	/** How it reads: `/imagine prompt: a fox`. */
	readonly label: string;
	/** Discord's `data`. */
	readonly data: object;
}

/**
 * Fills in a slash command; a subcommand is named after a space.
 *
 * @throws Error when Discord's client would not have let this person send it.
 */
export async function fillCommand(
	caller: Caller,
	path: string,
	values: Readonly<Record<string, OptionValue>>,
): Promise<CommandCall> {
	const [name = '', ...inner] = path.split(' ');
	const command = findCommand(caller, name);
	const { options, path: names } = optionsAt(caller, command.options, inner);
	const filled = fillAll(caller, options, values);
	const files = await uploadAll(caller, filled);
	const leaves = filled.map((one) => ({
		type: one.option.type,
		name: one.option.name,
		value: files.get(one)?.id ?? one.sent,
	}));
	const things = filled.flatMap(({ value }) => (isThing(value) ? [value] : []));
	const named = resolve(caller.world, caller.channel, { things, files: [...files.values()] });
	const args = filled.map((one) => `${one.option.name}: ${nameOf(one)}`);
	return {
		label: [`/${path}`, args.join('  ')].join(' ').trim(),
		data: { ...commandData(command), options: nest(names, leaves), ...named },
	};
}

/** Opens a context menu on a message or a person and picks this command. */
export function pickFromMenu(caller: Caller, name: string, target: Message | User): CommandCall {
	const isMessage = 'content' in target;
	const command = findCommand(caller, name, isMessage ? ApplicationCommandType.Message : ApplicationCommandType.User);
	const named = isMessage ? { messages: [target] } : { things: [target] };
	return {
		label: `${name} on ${isMessage ? `“${excerpt(target)}”` : `@${target.name}`}`,
		data: { ...commandData(command), target_id: target.id, ...resolve(caller.world, caller.channel, named) },
	};
}

/** Types into an option that completes itself, with what was filled in before. */
export function typeInto(caller: Caller, path: string, { values, focused }: Typing): CommandCall {
	const [name = '', ...inner] = path.split(' ');
	const command = findCommand(caller, name);
	const { options, path: names } = optionsAt(caller, command.options, inner);
	const leaves = options.flatMap((option) => {
		const value = values[option.name];
		if (value === undefined) return [];
		const isFocused = option.name === focused;
		if (isFocused && !option.autocomplete) throw new Error(`option ${option.name}: does not complete itself`);
		return [{ type: option.type, name: option.name, value, ...(isFocused && { focused: true }) }];
	});
	return {
		label: `/${path} ${focused}: ${values[focused] ?? ''}▏`,
		data: { ...commandData(command), options: nest(names, leaves) },
	};
}

export interface Typing {
	readonly values: Readonly<Record<string, string | number | boolean>>;
	/** The option that the cursor is in. */
	readonly focused: string;
}

/** What every kind of command's payload begins with. */
const commandData = ({ id, name, type, guild_id }: RegisteredCommand) => ({
	id,
	name,
	type,
	...(guild_id !== undefined && { guild_id }),
});

/** Puts the filled options under the subcommand, and that under its group. */
function nest(path: readonly string[], leaves: readonly object[]): readonly object[] {
	const [name, ...rest] = path;
	if (name === undefined) return leaves;
	return [{ type: rest.length > 0 ? O.SubcommandGroup : O.Subcommand, name, options: nest(rest, leaves) }];
}

/** The options that a person sees after typing the command and its subcommand, and the subcommand's own name, which is what is sent. */
function optionsAt(
	caller: Caller,
	options: readonly CommandOption[] = [],
	typed: readonly string[],
): { readonly options: readonly CommandOption[]; readonly path: readonly string[] } {
	const [name, ...rest] = typed;
	const isGroup = ({ type }: CommandOption) => type === O.Subcommand || type === O.SubcommandGroup;
	if (name === undefined) {
		if (options.some(isGroup)) throw new Error('this command cannot be sent without one of its subcommands');
		return { options, path: [] };
	}
	const found = options.find((option) => isGroup(option) && isNamed(option, name, caller.user.locale));
	if (found === undefined) throw new Error(`there is no subcommand ${name}`);
	const inner = optionsAt(caller, found.options, rest);
	return { ...inner, path: [found.name, ...inner.path] };
}

function fillAll(
	{ user }: Caller,
	options: readonly CommandOption[],
	values: Readonly<Record<string, OptionValue>>,
): Filled[] {
	const isOf = (option: CommandOption) => (name: string) => isNamed(option, name, user.locale);
	const unknown = Object.keys(values).find((name) => !options.some((option) => isOf(option)(name)));
	if (unknown !== undefined) throw new Error(`there is no option ${unknown}`);
	return options.flatMap((option) => {
		const value = Object.entries(values).find(([name]) => isOf(option)(name))?.[1];
		if (value !== undefined) return [fill(option, value)];
		if (option.required) throw new Error(`option ${option.name}: is required`);
		return [];
	});
}

async function uploadAll(caller: Caller, filled: readonly Filled[]): Promise<Map<Filled, StoredFile>> {
	const picked = filled.flatMap((one): [Filled, PickedFile][] => (isFile(one.value) ? [[one, one.value]] : []));
	const stored = await upload(
		picked.map(([, file]) => file),
		{ ...caller, isEphemeral: true },
	);
	return new Map(
		picked.flatMap(([one], index) => {
			const file = stored[index];
			return file === undefined ? [] : [[one, file]];
		}),
	);
}
