import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { createClient } from '@keyv/redis';
import { expect, test } from 'vitest';
import { DECIDE_BOUND_MS } from '../../src/events/interaction-create.ts';
import { STORE_TIMEOUT_MS } from '../../src/store/backend.ts';
import { temporaryFolder } from '../store/open-temporary.ts';
import { startPlantain } from '../support/plantain.ts';
import { describeWithRedis, startRedis } from '../support/redis-server.ts';
import { startBotProcess, startSurroundings } from './bot-process.ts';
import { readLedger, readLedgerIn } from './read-ledger.ts';
import { wishAtOnce } from './wishes.ts';

const FULL =
	"I'm out of storage space, so I can't take requests. You weren't charged; please tell this bot's operator.";

const BROKEN =
	/^Something broke on my side\. You weren't charged; try again, and if it keeps happening, give `\w+` to this bot's operator\.$/;

/** The bot with bob's picture in its channel, and the file that its records are in. */
async function startWithPicture() {
	await using opened = new AsyncDisposableStack();
	const folder = opened.use(await temporaryFolder());
	const env = () => ({ DATA_DIR: folder.path });
	const plantain = opened.use(await startPlantain({ discord: { rateLimits: false }, env }));
	const { alice, bob } = plantain;
	const picture = await (await bob.slash('imagine', { prompt: 'the first' })).finished();
	await (await alice.slash('imagine', { prompt: 'hers' })).finished();
	const running = opened.move();
	return {
		...plantain,
		file: join(folder.path, 'plantain.sqlite'),
		/** What three wishes of alice by three doors are answered with. */
		async wish() {
			const wishes = await wishAtOnce(3, { discord: plantain.discord, person: alice, picture });
			return Promise.all(wishes.map((wish) => wish.answered()));
		},
		quota: async () => (await (await alice.slash('quota')).finished()).content,
		[Symbol.asyncDispose]: () => running.disposeAsync(),
	};
}

/** Does harm to the database while the bot is at work; returns what mends it. */
type Harm = (file: string) => () => void;

/** Done by another process, as far as the bot can tell, and undone likewise. */
const bySql =
	(harm: string, mend: string): Harm =>
	(file) => {
		const run = (sql: string) => {
			using database = new DatabaseSync(file);
			database.exec(sql);
		};
		run(harm);
		return () => run(mend);
	};

const refusingWrites = bySql(
	"CREATE TRIGGER refusing BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'no'); END",
	'DROP TRIGGER refusing',
);

/** Lets writes of records meet what SQLite itself says of a database that has no room left. */
const fillingUp =
	(which = ''): Harm =>
	() => {
		const full = new DatabaseSync(':memory:');
		full.exec('CREATE TABLE records (value); PRAGMA max_page_count = 2');
		const insert = full.prepare("INSERT INTO records VALUES (replace(hex(zeroblob(9999)), '00', 'x'))");
		const { all } = StatementSync.prototype;
		StatementSync.prototype.all = new Proxy(all, {
			apply(target, statement: StatementSync, values: readonly unknown[]) {
				const isOfUs = values.some((value) => typeof value === 'string' && value.startsWith(which));
				if (isOfUs && statement.sourceSQL.trimStart().startsWith('INSERT')) insert.run();
				return Reflect.apply(target, statement, values);
			},
		});
		return () => {
			StatementSync.prototype.all = all;
			full.close();
		};
	};

/** Every page but the first, which says that it is a database. */
const overwritingPages: Harm = (file) => {
	const touch = () => {
		// What another process changed is read anew.
		using database = new DatabaseSync(file);
		database.exec("REPLACE INTO records (key, value) VALUES ('touched:a', 'x'); PRAGMA wal_checkpoint(TRUNCATE)");
	};
	touch();
	const whole = readFileSync(file);
	writeFileSync(file, Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0xa5)]));
	return () => {
		writeFileSync(file, whole);
		touch();
	};
};

test.each<readonly [string, Harm, RegExp | string]>([
	['that cannot be read', bySql('ALTER TABLE records RENAME TO lost', 'ALTER TABLE lost RENAME TO records'), BROKEN],
	['with its pages overwritten', overwritingPages, BROKEN],
	[
		'with a damaged account',
		bySql(
			`CREATE TABLE kept AS SELECT * FROM records WHERE key LIKE 'ledger-accounts:user:%';
			UPDATE records SET value = '{"value":{"version":0}}' WHERE key LIKE 'ledger-accounts:user:%'`,
			'REPLACE INTO records SELECT * FROM kept; DROP TABLE kept',
		),
		BROKEN,
	],
	['that refuses every write', refusingWrites, BROKEN],
	['on a full disk', fillingUp(), FULL],
	['on a disk that is full when half is reserved', fillingUp('ledger-accounts:user:'), FULL],
])(
	'a store %s: every door refuses in one sentence, nothing is called, and mended it works again',
	async (_, harm, sentence) => {
		await using plantain = await startWithPicture();
		const { gemini } = plantain;
		const mend = harm(plantain.file);
		for (const { content } of await plantain.wish()) expect(content).toMatch(sentence);
		if (sentence === FULL) await plantain.logged('there is no storage space left');
		expect(gemini.calls).toHaveLength(2);
		mend();
		expect((await plantain.wish()).map(({ attachments }) => attachments.length)).toEqual([1, 1, 1]);
		expect(gemini.calls).toHaveLength(5);
		// What was made is booked for certain when the bot has stopped.
		await plantain.restart();
		expect(await plantain.quota()).toMatch(/21 of 25 .*\$4\.793 of \$5\.00 .*Today you made 4 pictures/s);
	},
);

test('a store that breaks while Gemini draws costs nobody their picture, and is booked when it is mended', async () => {
	await using plantain = await startWithPicture();
	const { alice, gemini, clock } = plantain;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'in the midst' });
	await gemini.inFlight();
	const mend = refusingWrites(plantain.file);
	gemini.release();
	expect((await scene.finished()).attachments).toHaveLength(1);
	await plantain.logged('a booking failed', 2);
	mend();
	expect(await plantain.quota()).toMatch(/23 of 25 pictures left today.*Today you made 1 picture /s);
	await clock.advance(3_600_000);
	expect(await plantain.quota()).toMatch(/23 of 25 pictures left today.*Today you made 2 pictures/s);
});

test('a store that breaks between two pictures: the person reads that only the one they got is charged', async () => {
	await using plantain = await startWithPicture();
	const { alice, gemini, clock, channel, discord, logged } = plantain;
	gemini.next({}, { status: 503 });
	await (await alice.slash('imagine', { prompt: 'two foxes', count: 2 })).finished();
	await logged('trying again');
	await discord.until(() => channel.threads.some(({ name, messages }) => name === 'two foxes' && messages.size > 0));
	refusingWrites(plantain.file);
	await clock.advance(1000);
	const said = () => [channel, ...channel.threads].map((place) => place.transcript()).join();
	await discord.until(() => said().includes('something broke'));
	expect(said()).toContain("because something broke on my side; you weren't charged for it");
});

test('what a broken store could not take is booked by the next start, at its real cost', async () => {
	await using plantain = await startWithPicture();
	const { alice, bob, gemini, bot } = plantain;
	gemini.next({ hold: true });
	const scene = await alice.slash('imagine', { prompt: 'in the midst' });
	await gemini.inFlight();
	const mend = refusingWrites(plantain.file);
	gemini.release();
	expect((await scene.finished()).attachments).toHaveLength(1);
	await bot.stop();
	mend();
	await plantain.restart();
	expect(await plantain.quota()).toMatch(
		/23 of 25 pictures left today.*\$4\.877 of \$5\.00.*Today you made 2 pictures/s,
	);
	expect(await plantain.whileStopped((store) => readLedgerIn(store, { ...plantain, alice: bob }))).toMatch(
		/^3 for 12\.\d\d¢/,
	);
	expect(readdirSync(plantain.dataDir).filter((name) => name.startsWith('unbooked'))).toEqual([]);
});

test('what a broken store could not take is booked at its real cost when the process was killed too', async () => {
	await using around = await startSurroundings();
	const { alice, gemini, dataDir, env } = around;
	{
		await using bot = startBotProcess(env);
		await bot.said('"ready"');
		gemini.next({ hold: true });
		const scene = await alice.slash('imagine', { prompt: 'in the midst' });
		await gemini.inFlight();
		const mend = refusingWrites(join(dataDir, 'plantain.sqlite'));
		gemini.release();
		expect((await scene.finished()).attachments).toHaveLength(1);
		await bot.said('"unbooked":2');
		await bot.end('SIGKILL');
		mend();
	}
	await using bot = startBotProcess(env);
	await bot.said('"ready"');
	await bot.end('SIGTERM');
	expect(await readLedger(around)).toBe('1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢');
});

test('a store that another process writes to is waited for, but not for ever', async () => {
	await using around = await startSurroundings();
	const { alice, gemini, dataDir } = around;
	await using bot = startBotProcess(around.env);
	await bot.said('"ready"');
	using other = new DatabaseSync(join(dataDir, 'plantain.sqlite'));

	other.exec('BEGIN IMMEDIATE');
	const refused = await alice.slash('imagine', { prompt: 'a fox' });
	expect((await refused.finished()).content).toMatch(BROKEN);
	other.exec('COMMIT');
	expect(gemini.calls).toHaveLength(0);

	other.exec('BEGIN IMMEDIATE');
	const patient = await alice.slash('imagine', { prompt: 'a hare' });
	await patient.acknowledged();
	other.exec('COMMIT');
	expect((await patient.finished()).attachments).toHaveLength(1);
});

test('while no file takes a single byte nothing is called, and with room again the bot works', async ({ skip }) => {
	await using around = await startSurroundings();
	const { alice, gemini } = around;
	await using bot = startBotProcess(around.env);
	await bot.said('"ready"');
	const allow = (bytes: string) => spawnSync('prlimit', ['--pid', `${bot.pid}`, `--fsize=${bytes}:`]).status === 0;
	if (!allow('0')) skip('prlimit, which takes the room away, is not on this machine');
	const refused = await alice.slash('imagine', { prompt: 'a fox' });
	expect((await refused.finished()).content).toMatch(BROKEN);
	expect(gemini.calls).toHaveLength(0);
	allow('unlimited');
	expect((await (await alice.slash('imagine', { prompt: 'a hare' })).finished()).attachments).toHaveLength(1);
});

describeWithRedis('on Redis', () => {
	/** The bot on a Redis of its own. */
	async function startOnRedis() {
		await using opened = new AsyncDisposableStack();
		const redis = opened.use(await startRedis());
		const plantain = opened.use(await startPlantain({ env: () => ({ REDIS_URL: redis.url }) }));
		const running = opened.move();
		const imagine = (prompt: string) => plantain.alice.slash('imagine', { prompt });
		return { ...plantain, redis, imagine, [Symbol.asyncDispose]: () => running.disposeAsync() };
	}

	test('one that is slow is waited for, and one that is too slow refuses', async () => {
		await using plantain = await startOnRedis();
		const { redis, imagine, clock, gemini } = plantain;
		redis.pause();
		const refused = await imagine('a fox');
		await clock.sleeping(DECIDE_BOUND_MS);
		await clock.advance(DECIDE_BOUND_MS);
		await plantain.logged('"acknowledged"');
		await clock.sleeping(STORE_TIMEOUT_MS);
		await clock.advance(STORE_TIMEOUT_MS);
		expect((await refused.finished()).content).toMatch(BROKEN);
		expect(gemini.calls).toHaveLength(0);

		const patient = await imagine('a hare');
		await clock.sleeping(DECIDE_BOUND_MS);
		await clock.advance(DECIDE_BOUND_MS);
		await plantain.logged('"acknowledged"', 2);
		await clock.sleeping(STORE_TIMEOUT_MS);
		await clock.advance(STORE_TIMEOUT_MS - 1);
		redis.resume();
		expect((await patient.finished()).attachments).toHaveLength(1);
	});

	test('one that was killed refuses, and works when it is there again', async () => {
		await using plantain = await startOnRedis();
		const { redis, imagine, gemini } = plantain;
		await redis.kill();
		await plantain.logged('redis is out of reach');
		expect((await (await imagine('a fox')).finished()).content).toMatch(BROKEN);
		expect(gemini.calls).toHaveLength(0);
		await redis.restart();
		await plantain.logged('redis is connected', 2);
		expect((await (await imagine('a hare')).finished()).attachments).toHaveLength(1);
	});

	test('one that is full refuses, and works when there is room again', async () => {
		await using plantain = await startOnRedis();
		const { redis, imagine, gemini } = plantain;
		const client = await createClient({ url: redis.url }).connect();
		await client.configSet('maxmemory', '1');
		expect((await (await imagine('a fox')).finished()).content).toBe(FULL);
		expect(gemini.calls).toHaveLength(0);
		await client.configSet('maxmemory', '0');
		await client.close();
		expect((await (await imagine('a hare')).finished()).attachments).toHaveLength(1);
	});
});
