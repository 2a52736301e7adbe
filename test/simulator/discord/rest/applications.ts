import { ApplicationCommandType, ApplicationFlags, GatewayIntentBits } from 'discord.js';
import { z } from 'zod';
import {
	commandBody,
	keptLocalizations,
	normalizeOptions,
	type RegisteredCommand,
	withoutLocalizations,
} from '../world/command.ts';
import type { World } from '../world/world.ts';
import { check } from './check.ts';
import { refusal } from './refused.ts';
import { type Call, ok, param, type Route, read } from './route.ts';

/** What a global command is filed under. */
export const GLOBAL = 'global';

/** The application's flags; the "limited" kind of each intent is what an unverified bot gets by ticking the box. */
export function applicationFlags({ privilegedIntents }: World): number {
	const pairs = [
		[GatewayIntentBits.MessageContent, ApplicationFlags.GatewayMessageContentLimited],
		[GatewayIntentBits.GuildMembers, ApplicationFlags.GatewayGuildMembersLimited],
		[GatewayIntentBits.GuildPresences, ApplicationFlags.GatewayPresenceLimited],
	] as const;
	return pairs.reduce((flags, [intent, flag]) => ((privilegedIntents & intent) !== 0 ? flags | flag : flags), 0);
}

function application(world: World) {
	return {
		id: world.applicationId,
		name: world.bot.name,
		icon: null,
		description: '',
		bot_public: true,
		bot_require_code_grant: false,
		bot: world.bot.payload(),
		verify_key: '0'.repeat(64),
		team: null,
		flags: applicationFlags(world),
		approximate_guild_count: world.guilds
			.values()
			.filter((guild) => guild.installed)
			.toArray().length,
		integration_types_config: { 0: {}, 1: {} },
	};
}

const scopeOf = ({ params }: Call) => params['guild'] ?? GLOBAL;

/** Files a command, under the id that a command of this name and type already had. */
function register(call: Call, body: z.infer<typeof commandBody>): RegisteredCommand {
	const { world, params } = call;
	const { options, ...rest } = body;
	const held = world.commands.get(scopeOf(call)) ?? [];
	const known = held.find(({ name, type }) => name === body.name && type === body.type);
	const normalized = body.type === ApplicationCommandType.ChatInput ? normalizeOptions(options) : undefined;
	return {
		...rest,
		...keptLocalizations(rest),
		...(normalized && normalized.length > 0 && { options: normalized }),
		id: known?.id ?? world.snowflakes.at(world.clock.now()),
		version: world.snowflakes.at(world.clock.now()),
		application_id: world.applicationId,
		...(params['guild'] !== undefined && { guild_id: params['guild'] }),
	};
}

function file(call: Call, commands: RegisteredCommand[]): void {
	call.world.commands.set(scopeOf(call), commands);
	call.world.changes.announce();
}

/** The same four operations for the global commands and for those of one guild. */
const commandRoutes = (path: string): readonly Route[] => [
	{
		method: 'GET',
		path,
		answer(call) {
			const commands = held(call);
			return ok(call.query.get('with_localizations') === 'true' ? commands : withoutLocalizations(commands));
		},
	},
	{
		method: 'PUT',
		path,
		answer(call) {
			held(call);
			check(call, 'commands');
			const commands = read(z.array(commandBody), call.body).map((body) => register(call, body));
			file(call, commands);
			return ok(commands);
		},
	},
	{
		method: 'POST',
		path,
		answer(call) {
			const before = held(call);
			check(call, 'command');
			const command = register(call, read(commandBody, call.body));
			const others = before.filter(({ id }) => id !== command.id);
			file(call, [...others, command]);
			return { status: others.length === before.length ? 201 : 200, body: command };
		},
	},
	{
		method: 'DELETE',
		path: `${path}/:command`,
		answer(call) {
			const rest = held(call).filter(({ id }) => id !== param(call, 'command'));
			if (rest.length === held(call).length) throw refusal.unknownCommand();
			file(call, rest);
			return { status: 204 };
		},
	},
];

/** The commands of this scope; refused to anybody but the application itself, and in a guild that it is not in. */
function held(call: Call): RegisteredCommand[] {
	const { world, params } = call;
	if (param(call, 'application') !== world.applicationId) throw refusal.notFound();
	const guild = params['guild'];
	if (guild !== undefined && world.guilds.get(guild)?.installed !== true) throw refusal.missingAccess();
	return world.commands.get(scopeOf(call)) ?? [];
}

export const applicationRoutes: readonly Route[] = [
	{ method: 'GET', path: '/applications/@me', answer: ({ world }) => ok(application(world)) },
	{ method: 'GET', path: '/oauth2/applications/@me', answer: ({ world }) => ok(application(world)) },
	{ method: 'GET', path: '/applications/:application/entitlements', answer: () => ok([]) },
	...commandRoutes('/applications/:application/commands'),
	...commandRoutes('/applications/:application/guilds/:guild/commands'),
];
