import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { PICTURE_LIMIT_MS } from '../../src/pixels/processor.ts';
import { readLedger } from '../gate/read-ledger.ts';
import { textOf } from '../support/cards.ts';
import { startWithRules } from '../support/guild-rules.ts';
import { type Plantain, pictureFor } from './stage.ts';

const start = () => startWithRules({ threads: 'off' }, { discord: { rateLimits: false } });

/** The store takes no new records whose key is like this. */
function refuseWrites({ dataDir }: Plantain, like: string): void {
	using database = new DatabaseSync(join(dataDir, 'plantain.sqlite'));
	database.exec(
		`CREATE TRIGGER "refusing ${like}" BEFORE INSERT ON records WHEN NEW.key LIKE '${like}' BEGIN SELECT RAISE(ABORT, 'no'); END`,
	);
}

/** What everybody can read in the channel, without the pictures. */
const wordsIn = ({ channel }: Plantain): string[] =>
	[...channel.messages.values()]
		.filter(({ attachments }) => attachments.length === 0)
		.map((message) => textOf(message))
		.filter((words) => words !== '');

const loggedErrors = ({ logLines }: Plantain): string[] => logLines.filter((line) => line.includes('a picture failed'));

test('of three pictures of which two break, one is shown and paid for, and the person reads of the other two', async () => {
	await using plantain = await start();
	const { alice, discord, gemini } = plantain;
	// The calls of one request are numbered.
	for (const call of [2, 3]) refuseWrites(plantain, `ledger-reservations:%:${call}:house`);
	await alice.slash('imagine', { prompt: 'three foxes', count: 3 });
	await discord.until(() => wordsIn(plantain).length > 0);
	expect(wordsIn(plantain)).toEqual([
		expect.stringMatching(
			/^2 pictures couldn't be made because something broke on my side; you weren't charged for them\. Give `\w+` to this bot's operator\.$/,
		),
	]);
	expect(gemini.calls).toHaveLength(1);
	expect(loggedErrors(plantain)).toHaveLength(1);
	expect(plantain.logLines.filter((line) => line.includes('the request failed'))).toHaveLength(1);
	await plantain.bot.stop();
	expect(await readLedger(plantain)).toBe('1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢');
});

test('beside a picture that Discord did not take, the person reads of one that broke too, and it is logged', async () => {
	await using plantain = await start();
	const { alice, discord } = plantain;
	refuseWrites(plantain, 'ledger-reservations:%:2:house');
	discord.faults.next({ method: 'PATCH', route: /\/messages\/@original$/ }, { status: 400, code: 50_035 });
	const told = await (await alice.slash('imagine', { prompt: 'two foxes', count: 2 })).finished();
	expect(textOf(told)).toMatch(
		/^Your picture was made and counted, and I've kept it, but Discord didn't take it\..* 1 picture couldn't be made because something broke/,
	);
	expect(loggedErrors(plantain)).toHaveLength(1);
});

test('when something breaks after the only picture was made, the person reads that it counted, and whom to tell', async () => {
	await using plantain = await startWithRules({ threads: 'off' }, { discord: { defaultFileBytes: 100_000 } });
	const { alice, channel, clock } = plantain;
	const { sleep } = clock;
	// Breaks where the picture is to be made smaller, before anything is sent.
	clock.sleep = (ms, signal) => {
		if (ms === PICTURE_LIMIT_MS) throw new Error('the clock is broken');
		return sleep(ms, signal);
	};
	await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	expect(channel.transcript().replace(/`\w{8}`/, '`…`')).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox
		bot   ← thinking…
		bot   ✎ Something broke on my side after your pictures were made, so they counted. Give \`…\` to this bot's operator."
	`);
	await plantain.bot.stop();
	expect(await readLedger(plantain)).toBe('1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢ | 1 for 4.11¢');
});

test('a picture that is shown again stays without a word when the store fails after that, which is logged', async () => {
	await using plantain = await start();
	const { alice } = plantain;
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	refuseWrites(plantain, 'turn-messages:%');
	const again = await alice.slash('session last');
	expect((await again.finished()).attachments).toHaveLength(1);
	await plantain.logged('the messages of a turn could not be kept');
	expect(wordsIn(plantain)).toEqual([]);
});
