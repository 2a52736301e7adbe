// Must come first: modules imported later start the threads.
import './thread-pool.ts';

import { randomUUID } from 'node:crypto';
import { type Client, Events, type GatewayIntentBits, REST } from 'discord.js';
import { type Clock, systemClock } from './clock.ts';
import { commands } from './commands/index.ts';
import { type Config, loadConfig } from './config.ts';
import { createDelivery } from './delivery/deliver.ts';
import { createReferences } from './delivery/references.ts';
import { StartError } from './errors.ts';
import { answerAfterTakeover } from './events/answer-for.ts';
import { connect, IntentRefusedError } from './events/connect.ts';
import { isConnected, REST_TIMEOUT_MS } from './events/gateway-client.ts';
import { SharedIdentifyThrottler } from './events/identify-throttler.ts';
import { intentsFor, mayReadMessages } from './events/intents.ts';
import { listen } from './events/listen.ts';
import { registerCommands } from './events/register-commands.ts';
import { createGeminiClient, probeModels } from './gemini/client.ts';
import { createImageModel } from './gemini/generate.ts';
import { configureModels } from './gemini/models.ts';
import { serveHealth } from './health.ts';
import { createLog, describeError, type Logger } from './log.ts';
import { observeImageModel, observeStore, observeUserQueue } from './metrics/observe.ts';
import { createPrometheus } from './metrics/prometheus.ts';
import { createPictureProcessor, PICTURE_LIMIT_MS, PICTURES_AT_ONCE } from './pixels/processor.ts';
import { createHeavyWork } from './queue/heavy-work.ts';
import { createUserQueue } from './queue/in-process.ts';
import { ceilingsOf } from './quota-variables.ts';
import { openJournal } from './store/journal-files.ts';
import { openStore } from './store/open.ts';
import { FolderInUseError, type Store } from './studio/store.ts';
import { createStudio } from './studio/studio.ts';

/** How many of a person's requests may wait while others run. */
const MOST_WAITING = 10;

/** What a running bot gets from outside, besides its configuration. */
export interface Surroundings {
	readonly clock: Clock;
	/** A number from 0 to below 1. */
	readonly random: () => number;
	readonly log: Logger;
	/** Called when the bot can't go on; the caller still has to stop it. */
	onFatal(reason: string): void;
}

export interface Bot {
	/** The health server's port; `undefined` when it is off. */
	readonly httpPort: number | undefined;
	/** How long `stop` may take in all before the process exits anyway, in milliseconds. */
	readonly stopBoundMs: number;
	/** Stops accepting work, finishes what is running or leaves it to the next start, and disconnects from Discord. */
	stop(): Promise<void>;
}

/**
 * Builds and starts the whole bot.
 *
 * @throws StartError with one line for the operator.
 */
export async function startBot(config: Config, { clock, random, log, onFatal }: Surroundings): Promise<Bot> {
	await using started = new AsyncDisposableStack();
	let client: Client<true> | undefined;
	let isOpen = true;
	const prometheus = started.use(createPrometheus());
	const { metrics } = prometheus;
	// Before the port: a process that takes over waits for its predecessor's folder, and then the port is free too.
	const opened = started.use(await openStoreOrRefuse(config, { clock, log, onFatal }));
	const store = observeStore(opened, { metrics, clock });
	const health =
		config.httpPort === undefined
			? undefined
			: started.use(
					await serveHealth(config.httpPort, {
						isReady: () => isOpen && client !== undefined && isConnected(client),
						probe: store.ping,
						metrics: prometheus,
						clock,
					}),
				);

	const { apiUrl, token, devGuildId } = config.discord;
	const ai = createGeminiClient(config.gemini);
	const models = await probeModels(ai, configureModels(config.gemini.modelIds), log);
	const imageModel = observeImageModel(createImageModel({ ai, clock, safety: config.gemini.safety }), {
		metrics,
		clock,
	});
	const rest = new REST({ retries: 0, timeout: REST_TIMEOUT_MS, ...(apiUrl === undefined ? {} : { api: apiUrl }) });
	const pictures = createPictureProcessor(
		createHeavyWork({ running: PICTURES_AT_ONCE, limitMs: PICTURE_LIMIT_MS, clock }),
	);
	const delivery = createDelivery({ rest: rest.setToken(token), pictures, metrics, clock, log });
	let readsMessages = await mayReadMessages(rest, log);
	const ownerId = randomUUID();
	const studio = createStudio({
		imageModel,
		references: createReferences({ apiUrl, pictures, clock }),
		delivery,
		store,
		userQueue: observeUserQueue(createUserQueue({ running: config.userConcurrent, waiting: MOST_WAITING }), {
			metrics,
			clock,
		}),
		limits: config.limits,
		models,
		readsMessages: () => readsMessages,
		historyBudgetBytes: config.historyBudgetBytes,
		ownerId,
		isAlone: config.redisUrl === undefined,
		journal: openJournal(config.dataDir, ownerId, log),
		metrics,
		clock,
		random,
		log,
	});

	started.use(await studio.recover());

	const connectWith = (intents: readonly GatewayIntentBits[]) =>
		connect({
			token,
			apiUrl,
			intents,
			shards: config.shards,
			identifyThrottler:
				config.redisUrl === undefined
					? undefined
					: (maxConcurrency) =>
							new SharedIdentifyThrottler({ records: store.records('identify-turns'), maxConcurrency, clock, log }),
			log,
			onLost: onFatal,
			listen: (connecting) =>
				listen(connecting, {
					commands,
					studio,
					delivery,
					models,
					mayWorkIn: (guildId) =>
						guildId === null ? config.allowDirectMessages : config.allowedGuildIds?.includes(guildId) !== false,
					isOperator: (userId) => config.ownerIds.includes(userId),
					ceilings: ceilingsOf(config.limits),
					clock,
					log,
				}),
		});
	try {
		client = await connectWith(intentsFor(readsMessages));
	} catch (error) {
		if (!readsMessages || !(error instanceof IntentRefusedError)) throw error;
		// The application's flags and the gateway may disagree for a while after somebody changes them.
		log.warn('Discord refuses the Message Content intent; going on without it');
		readsMessages = false;
		client = await connectWith(intentsFor(readsMessages));
	}
	const connected = client;
	// Disconnecting closes the connection too, which isn't "lost".
	started.defer(() => connected.removeAllListeners(Events.ShardReconnecting).destroy());
	await registerCommands(client, { commands, models, guildId: devGuildId, log });
	studio.resumeJobs((error, replyTo) => answerAfterTakeover(error, replyTo, { delivery, log }));
	const guilds = client.guilds.cache.size;
	log.info({ user: client.user?.tag, guilds, httpPort: health?.port, limits: config.limits }, 'ready');

	started.use(studio.startUpkeep(config.retentionMs));

	const running = started.move();
	return {
		httpPort: health?.port,
		stopBoundMs: config.shutdownMs + 10_000,
		async stop() {
			isOpen = false;
			await studio.jobs.close(config.shutdownMs);
			await running.disposeAsync();
		},
	};
}

/** @throws StartError that names the variables to check. */
async function openStoreOrRefuse(
	{ dataDir, redisUrl, blobStore }: Config,
	{ clock, log, onFatal }: Pick<Surroundings, 'clock' | 'log' | 'onFatal'>,
): Promise<Store> {
	try {
		return await openStore({ dataDir, redisUrl, blobStore, clock, log, onFatal });
	} catch (error) {
		if (error instanceof FolderInUseError)
			throw new StartError(
				'Another process already keeps its records in DATA_DIR. Stop it first, give this one a folder of its own, or let both share a REDIS_URL.',
			);
		throw new StartError('Nothing can be kept: check DATA_DIR, REDIS_URL and BLOB_STORE.', { cause: error });
	}
}

/** Runs the bot as its own process until a signal or a fault ends it. */
async function main(): Promise<void> {
	const log = createLog('info');
	const { promise: ended, resolve: end } = Promise.withResolvers<number>();
	const fail = (reason: string, err?: unknown) => {
		log.fatal({ err }, reason);
		end(1);
	};
	process
		.on('unhandledRejection', (error) => fail('a promise was rejected and nobody listened', error))
		.on('uncaughtException', (error) => fail('an error was thrown and nobody caught it', error));
	for (const signal of ['SIGTERM', 'SIGINT'] as const)
		process.once(signal, () => {
			log.info({ signal }, 'stopping');
			end(0);
		});
	const starting = start(log, fail);
	// A start that failed has logged its own line; one that still hangs isn't waited for.
	const bot = await Promise.race([starting, ended.then(() => undefined)]);
	if (bot === 'failed') process.exit(1);
	const code = await ended;
	const stopping = bot?.stop().then(
		() => log.info('stopped'),
		(err: unknown) => log.error({ err }, 'the stop failed'),
	);
	await Promise.race([stopping, systemClock.sleep(bot?.stopBoundMs ?? 0)]);
	process.exit(code);
}

/** The running bot, or `failed` after one line that tells the operator why it couldn't start. */
async function start(log: Logger, onFatal: (reason: string) => void): Promise<Bot | 'failed'> {
	try {
		const config = loadConfig(process.env);
		log.level = config.logLevel;
		return await startBot(config, { clock: systemClock, random: Math.random, log, onFatal });
	} catch (error) {
		if (!(error instanceof StartError)) log.fatal({ err: error }, 'the bot could not start');
		else log.fatal(error.cause instanceof Error ? { cause: describeError(error.cause)['message'] } : {}, error.message);
		return 'failed';
	}
}

if (import.meta.main) await main();
