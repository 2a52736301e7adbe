import { REST, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { startPlantain } from '../support/plantain.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;
type Held = Plantain['discord']['commands'] extends (guildId?: string) => readonly (infer Command)[] ? Command : never;

const countWrites = ({ discord }: Plantain) =>
	discord.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands')).length;

test('every command is registered once, and a bot that starts again writes nothing', async () => {
	await using plantain = await startPlantain();
	expect(countWrites(plantain)).toBe(1);
	expect(plantain.discord.commands().map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
	await plantain.restart();
	expect(countWrites(plantain)).toBe(1);
});

test('DEV_GUILD_ID registers the commands in that server and nowhere else', async () => {
	await using plantain = await startPlantain({ env: (guild) => ({ DEV_GUILD_ID: guild.id }) });
	expect(plantain.discord.commands()).toEqual([]);
	expect(plantain.discord.commands(plantain.guild.id)).toHaveLength(commands.length);
	await plantain.restart();
	expect(countWrites(plantain)).toBe(1);
});

/** As a bot that was started otherwise left it. */
async function leave({ discord }: Plantain, route: `/${string}`): Promise<void> {
	const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
	await rest.put(route, { body: [{ name: 'imagine', description: 'Make a picture', type: 1 }] });
}

test('with DEV_GUILD_ID the global commands beside it are removed, once', async () => {
	await using plantain = await startPlantain({ env: (guild) => ({ DEV_GUILD_ID: guild.id }) });
	const { discord, guild } = plantain;
	await leave(plantain, Routes.applicationCommands(discord.applicationId));
	await plantain.restart();
	expect(discord.commands()).toEqual([]);
	expect(discord.commands(guild.id)).toHaveLength(commands.length);
	const writes = countWrites(plantain);
	await plantain.restart();
	expect(countWrites(plantain)).toBe(writes);
});

test('without DEV_GUILD_ID any more the commands of that server are removed', async () => {
	await using plantain = await startPlantain();
	const { discord, guild } = plantain;
	const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
	await rest.put(Routes.applicationCommands(discord.applicationId), { body: [] });
	await leave(plantain, Routes.applicationGuildCommands(discord.applicationId, guild.id));
	await plantain.restart();
	expect(discord.commands()).toHaveLength(commands.length);
	expect(discord.commands(guild.id)).toEqual([]);
});

test('commands that cannot be removed elsewhere keep nobody from starting', async () => {
	await using plantain = await startPlantain({ env: (guild) => ({ DEV_GUILD_ID: guild.id }) });
	await leave(plantain, Routes.applicationCommands(plantain.discord.applicationId));
	plantain.discord.faults.next({ method: 'PUT', route: /commands/ }, { status: 403, code: 50_001 });
	await plantain.restart();
	await plantain.logged('could not be removed');
	expect(plantain.discord.commands(plantain.guild.id)).toHaveLength(commands.length);
});

const [first] = commands.map(({ name }) => name);
const changed = (held: readonly Held[], change: (command: Held) => object) =>
	held.map((command) => (command.name === first ? change(command) : command));
const withOption = (command: Held, name: string, change: object) => ({
	...command,
	options: command.options?.map((option) => (option.name === name ? { ...option, ...change } : option)),
});

test.each<[what: string, change: (command: Held) => object]>([
	['description', (command) => ({ ...command, description: 'Something else' })],
	['options', (command) => ({ ...command, options: command.options?.slice(0, -1) })],
	[
		'order of options',
		(command) => ({
			...command,
			options: [...(command.options ?? [])].toSorted(
				(a, b) => Number(b.required ?? 0) - Number(a.required ?? 0) || b.name.localeCompare(a.name),
			),
		}),
	],
	['longest prompt', (command) => withOption(command, 'prompt', { max_length: 100 })],
	['text of an option', (command) => withOption(command, 'prompt', { description: 'Something else' })],
	['choices', (command) => withOption(command, 'size', { choices: [{ name: '1K', value: '1K' }] })],
	['places', (command) => ({ ...command, contexts: [0] })],
	['ways of installing', (command) => ({ ...command, integration_types: [0] })],
])('a bot that finds other %s at Discord registers its own', async (_, change) => {
	await using plantain = await startPlantain();
	const { discord } = plantain;
	const wanted = discord.commands();
	const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
	await rest.put(Routes.applicationCommands(discord.applicationId), { body: changed(wanted, change) });
	expect(strip(discord.commands())).not.toEqual(strip(wanted));

	await plantain.restart();
	expect(strip(discord.commands())).toEqual(strip(wanted));
	await plantain.restart();
	expect(countWrites(plantain)).toBe(3);
});

/** Without what Discord gives anew with each version. */
const strip = (held: readonly Held[]) => held.map(({ version: _, ...command }) => command);

test('commands that Discord refuses end the start with one line', async () => {
	await using plantain = await startPlantain();
	plantain.discord.faults.next({ method: 'GET', route: /\/commands/ }, { status: 403, code: 50_001 });
	await expect(plantain.restart()).rejects.toThrow(/^Discord does not take the commands/);
});
