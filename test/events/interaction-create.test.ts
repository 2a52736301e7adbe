import { REST } from 'discord.js';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '../../src/commands/slash-command.ts';
import { createDelivery } from '../../src/delivery/deliver.ts';
import { UndeliveredError, UserError } from '../../src/errors.ts';
import { connect } from '../../src/events/connect.ts';
import { onInteractionCreate } from '../../src/events/interaction-create.ts';
import { registerCommands } from '../../src/events/register-commands.ts';
import { configureModels } from '../../src/gemini/models.ts';
import { createLog } from '../../src/log.ts';
import { createUserQueue } from '../../src/queue/in-process.ts';
import { createStudio } from '../../src/studio/studio.ts';
import { startDiscord } from '../simulator/discord/start.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { memoryJournal } from '../support/memory-journal.ts';
import { openMemoryStore } from '../support/memory-store.ts';
import { noMetrics } from '../support/no-metrics.ts';
import { pictures } from '../support/pictures.ts';

/** Lets alice use a command that throws `thrown`; resolves with what she saw and what was logged. */
async function useCommandThatThrows(
	thrown: unknown,
	where: 'run' | 'check' | 'prepare' = 'run',
): Promise<{ transcript: string; log: string }> {
	await using closing = new AsyncDisposableStack();
	const clock = fakeClock();
	const discord = closing.use(await startDiscord({ clock }));
	const channel = discord.guild().channel('pictures');
	const lines: string[] = [];
	const log = createLog('debug', { write: (line) => void lines.push(line) });
	const models = configureModels({});
	const delivery = createDelivery({
		rest: new REST({ api: discord.apiUrl, retries: 0 }).setToken(discord.token),
		pictures,
		metrics: noMetrics,
		clock,
		log,
	});
	const fail = defineCommand({
		words: () => ({ name: 'fail', description: 'Fails', options: {} }),
		options: z.object({}),
		isPrivate: () => false,
		check: () => (where === 'check' ? Promise.reject(thrown) : Promise.resolve()),
		run: () => Promise.reject(thrown),
	});
	const prepare = () => {
		throw thrown;
	};
	const commands = [where === 'prepare' ? { ...fail, prepare } : fail];
	const studio = createStudio({
		imageModel: { generate: () => Promise.reject(new Error('nothing is painted here')) },
		references: { load: () => Promise.resolve({ kind: 'ready', pictures: [] }) },
		store: closing.use(openMemoryStore({ clock })),
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
	const ceilings = { userImages: {}, guildDollars: {} };
	const services = { studio, delivery, models, ceilings, isOperator: () => false, mayWorkIn: () => true };
	const handled = Promise.withResolvers<void>();
	const client = await connect({
		shards: 'auto',
		token: discord.token,
		apiUrl: discord.apiUrl,
		intents: [],
		log,
		onLost: () => {},
		listen: (connecting) => {
			connecting.on('interactionCreate', (interaction) => {
				onInteractionCreate(interaction, { ...services, commands, clock, log }).then(handled.resolve, handled.reject);
			});
		},
	});
	closing.defer(() => client.destroy());
	await registerCommands(client, { commands, models, guildId: undefined, log });
	await discord.user('alice').in(channel).slash('fail');
	await handled.promise;
	return { transcript: channel.transcript(), log: lines.join('') };
}

const SECRET = 'postgres://admin:hunter2@db';

test.each<[what: string, thrown: unknown, sentence: RegExp]>([
	[
		'an error',
		new Error(SECRET),
		/Something broke on my side\. You weren't charged; try again, and if it keeps happening, give `[0-9a-f]{8}` to this bot's operator\./,
	],
	['a string', SECRET, /Something broke on my side\. You weren't charged;/],
	['nothing at all', undefined, /Something broke on my side\. You weren't charged;/],
])('%s thrown by a command ends "thinking…" with one sentence and shows nothing of it', async (_, thrown, sentence) => {
	const { transcript } = await useCommandThatThrows(thrown);
	expect(transcript).toMatch(sentence);
	expect(transcript).not.toContain('hunter2');
	expect(transcript.split('\n')).toHaveLength(3);
});

test('what a person must mend is told to them alone, in place of the "thinking…" that everybody saw', async () => {
	const { transcript } = await useCommandThatThrows(new UserError(() => 'You cannot do that here.'));
	expect(transcript).toMatchInlineSnapshot(`
		"alice → /fail
		bot   ← thinking…
		bot   ⌫ “thinking…”
		bot   ← (only alice sees this) You cannot do that here."
	`);
});

test.each(['prepare', 'check'] as const)(
	'what a person must mend is told to them alone, and nobody sees "thinking…", where it comes of %s',
	async (where) => {
		const { transcript } = await useCommandThatThrows(new UserError(() => 'You cannot do that here.'), where);
		expect(transcript.split('\n')).toEqual([
			'alice → /fail',
			'bot   ← (only alice sees this) thinking…',
			'bot   ✎ (only alice sees this) You cannot do that here.',
		]);
	},
);

test.each(['prepare', 'check'] as const)('an error of %s is told once and logged once', async (where) => {
	const { transcript, log } = await useCommandThatThrows(new Error('the cause'), where);
	expect(transcript.match(/Something broke on my side/g)).toHaveLength(1);
	expect(transcript.split('\n')).toHaveLength(3);
	const lines = log.split('\n').filter((line) => line.includes('the cause'));
	expect(lines).toEqual([expect.stringContaining('"msg":"the request failed"')]);
});

test('the reference that the person can quote is in the log beside the cause', async () => {
	const { transcript, log } = await useCommandThatThrows(new Error('the cause'));
	const [reference] = /[0-9a-f]{8}(?=`)/.exec(transcript) ?? [];
	const line = log.split('\n').find((text) => text.includes('the cause'));
	expect(line).toContain(`"reference":"${reference}"`);
});

test('a person whose answer could not be posted is told so in a plain sentence', async () => {
	const { transcript, log } = await useCommandThatThrows(new UndeliveredError('not-taken'));
	expect(transcript.split('\n')).toHaveLength(3);
	expect(log).toContain('the answer could not be posted');
});
