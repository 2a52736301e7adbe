import { GatewayIntentBits, REST } from 'discord.js';
import type { Services } from '../../../src/commands/command.ts';
import { settings } from '../../../src/commands/settings/settings.ts';
import { createDelivery } from '../../../src/delivery/deliver.ts';
import { connect } from '../../../src/events/connect.ts';
import { onInteractionCreate } from '../../../src/events/interaction-create.ts';
import { registerCommands } from '../../../src/events/register-commands.ts';
import { configureModels } from '../../../src/gemini/models.ts';
import { createLog } from '../../../src/log.ts';
import { createUserQueue } from '../../../src/queue/in-process.ts';
import type { GuildRules } from '../../../src/studio/rules/guild-rules.ts';
import { createStudio } from '../../../src/studio/studio.ts';
import type { Actor } from '../../simulator/discord/actors/actor.ts';
import type { FieldValue } from '../../simulator/discord/actors/field-values.ts';
import type { Thing } from '../../simulator/discord/actors/resolved.ts';
import { startDiscord } from '../../simulator/discord/start.ts';
import type { Interaction } from '../../simulator/discord/world/interaction.ts';
import type { Message } from '../../simulator/discord/world/message.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { memoryJournal } from '../../support/memory-journal.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { noMetrics } from '../../support/no-metrics.ts';
import { pictures } from '../../support/pictures.ts';

export interface DeskOptions extends Partial<Pick<Services, 'ceilings' | 'isOperator'>> {
	/** What is waited for before the rules are read. */
	readonly beforeReading?: () => Promise<void>;
}

/** The bot with its real handlers and a store in memory, in a server where alice may manage and bob may not. */
export async function startDesk(options: DeskOptions = {}) {
	const { beforeReading, isOperator = () => false, ceilings = { userImages: {}, guildDollars: {} } } = options;
	await using started = new AsyncDisposableStack();
	const clock = fakeClock();
	const discord = started.use(await startDiscord({ clock, rateLimits: false }));
	const guild = discord.guild({ name: 'Greenhouse' });
	const channel = guild.channel('pictures');
	const keeper = guild.role('keeper', ['ManageGuild']);
	const [alice, bob] = [discord.user('alice').in(channel), discord.user('bob').in(channel)];
	guild.join(alice.user).roles.add(keeper);

	const logLines: string[] = [];
	const log = createLog('debug', { write: (line) => void logLines.push(line) });
	const models = configureModels({});
	const rest = new REST({ api: discord.apiUrl, retries: 0 }).setToken(discord.token);
	const delivery = createDelivery({ rest, pictures, metrics: noMetrics, clock, log });
	const store = started.use(openMemoryStore({ clock }));
	const whole = createStudio({
		imageModel: { generate: () => Promise.reject(new Error('nothing is painted here')) },
		references: { load: () => Promise.resolve({ kind: 'ready', pictures: [] }) },
		store,
		userQueue: createUserQueue({ running: 1, waiting: 0 }),
		readsMessages: () => false,
		historyBudgetBytes: 0,
		limits: { user: [], guild: [], bot: [] },
		ownerId: 'this',
		isAlone: true,
		journal: memoryJournal(),
		metrics: noMetrics,
		random: () => 0,
		delivery,
		models,
		clock,
		log,
	});
	const rulesOf = async (guildId: string | null) => {
		await beforeReading?.();
		return whole.rulesOf(guildId);
	};
	const studio = { ...whole, rulesOf };
	const handled = new Map<string, PromiseWithResolvers<void>>();
	const handling = (id: string) => {
		const known = handled.get(id) ?? Promise.withResolvers<void>();
		handled.set(id, known);
		return known;
	};
	const mayWorkIn = () => true;
	const deps = { commands: [settings], studio, delivery, models, clock, log, isOperator, ceilings, mayWorkIn };
	const client = await connect({
		shards: 'auto',
		token: discord.token,
		apiUrl: discord.apiUrl,
		intents: [GatewayIntentBits.Guilds],
		log,
		onLost: () => {},
		listen: (connecting) =>
			connecting.on('interactionCreate', (interaction) => {
				const { resolve, reject } = handling(interaction.id);
				onInteractionCreate(interaction, deps).then(resolve, reject);
			}),
	});
	started.defer(() => client.destroy());
	await registerCommands(client, { commands: deps.commands, models, guildId: undefined, log });

	/** Resolves with the interaction once the bot is done with it. */
	const settled = async (interaction: Interaction): Promise<Interaction> => {
		await handling(interaction.id).promise;
		return interaction;
	};
	/** A control by what it changes, `settings:budget-clear`, without the server that its `custom_id` names too. */
	const controlOf = (name: string) => name.replace(/^settings:/, `settings:${guild.id}-`);
	const running = started.move();
	return {
		controlOf,
		discord,
		clock,
		guild,
		channel,
		keeper,
		alice,
		bob,
		store,
		logLines,
		settled,
		rules: () => studio.rulesOf(guild.id),
		rulesOf: studio.rulesOf,
		changeRules: (changed: Partial<GuildRules>) => studio.changeRules(guild.id, () => changed),
		/** The panel, with a page of it open. */
		async open(page?: string, by: Actor = alice): Promise<Message> {
			const panel = await (await settled(await by.slash('settings'))).finished();
			if (page !== undefined) await settled(by.select(panel, 'Section', [page]));
			return panel;
		},
		pick: (panel: Message, menu: string, values: readonly (string | Thing)[], by: Actor = alice) =>
			settled(by.select(panel, controlOf(menu), values)),
		press: (panel: Message, button: string, by: Actor = alice) => settled(by.click(panel, controlOf(button))),
		submit: async (opener: Interaction, values: Readonly<Record<string, FieldValue>>, by: Actor = alice) =>
			settled(await by.submitModal(opener, values)),
		[Symbol.asyncDispose]: () => running.disposeAsync(),
	};
}
