import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPersonIndex } from '../../src/studio/sessions/person-index.ts';
import type { Actor } from '../simulator/discord/actors/actor.ts';
import { INTERACTION_TOKEN_TTL_MS } from '../simulator/discord/world/interaction.ts';
import type { BotProcess } from './bot-process.ts';
import { readLedger } from './read-ledger.ts';
import {
	callsFor,
	chargedTo,
	imagine,
	imagineHeld,
	personIn,
	picturesIn,
	runAgain,
	runUntil,
	startNow,
	withStore,
} from './restarting.ts';

const SORRY = "I had to restart before your picture was ready. You weren't charged; try again in a minute.";

/** What a person is charged for one picture. */
const ONE_PICTURE = '1 for 4.11¢';

/** The same message is repeated by the bot for as long as it does not know that Discord has taken it. */
const UNHEARD = { times: 2 };

describe('a bot that is killed with many requests under way, and started again', () => {
	/** Everybody's request at the moment of the kill, and the surroundings after all of them have been answered. */
	async function play() {
		const around = await startNow();
		const { discord, gemini } = around;
		const people = {
			drawing: personIn(around, 'drawing'),
			three: personIn(around, 'three'),
			forgotten: personIn(around, 'forgotten'),
			blocked: personIn(around, 'blocked'),
			sending: personIn(around, 'sending'),
			sent: personIn(around, 'sent'),
			replied: personIn(around, 'replied'),
			answered: personIn(around, 'answered'),
			received: personIn(around, 'received'),
		};
		const run = (sql: string) => {
			using database = new DatabaseSync(path.join(around.dataDir, 'plantain.sqlite'));
			database.exec(sql);
		};
		const scenes = await runUntil(
			around,
			async (bot) => {
				gemini.next({ hold: true, finish: 'NO_IMAGE' });
				const answered = await imagine(people.answered);
				await gemini.inFlight();
				run("CREATE TABLE kept AS SELECT * FROM records WHERE key LIKE 'jobs:%'");
				gemini.release();
				await answered.finished();
				const refined = await imagine(people.replied);
				await bot.said(`"requestId":"${refined.id}","msg":"answered"`);
				const picture = await refined.finished();

				const drawing = await imagineHeld(around, people.drawing, 1);
				const forgotten = await imagineHeld(around, people.forgotten, 2);
				const blocked = await imagineHeld(around, people.blocked, 3);
				gemini.next({}, { hold: true }, { hold: true });
				await imagine(people.three, { count: 3 });
				await gemini.inFlight(5);
				await discord.until(() => people.three.channel.threads.some(({ messages }) => messages.size > 0));

				const fillingIn = { method: 'PATCH', route: /^\/webhooks\// };
				discord.faults.next(fillingIn, 'stall');
				const sending = await imagine(people.sending);
				await discord.until(() => discord.requests.some(({ path }) => path.includes(`${sending.token}/messages`)));
				discord.faults.next({ ...fillingIn, ...UNHEARD }, 'destroy-after-applying');
				const sent = await imagine(people.sent);
				await sent.finished();
				discord.faults.next({ method: 'POST', route: /\/messages$/, ...UNHEARD }, 'destroy-after-applying');
				const reply = await people.replied.reply(picture, 'a red scarf');
				await discord.until(() => picturesIn(people.replied.channel).length > 1);
				// Its claim is the last write of the process.
				const received = await imagine(people.received);
				await bot.ended;
				return { answered, drawing, forgotten, blocked, sending, sent, reply, received };
			},
			'10',
			'claims:',
		);
		run('REPLACE INTO records SELECT * FROM kept');
		await withStore(around, async (store) => {
			const { user } = people.forgotten;
			await createPersonIndex(store).forgetUntil(user.id, `${BigInt(scenes.forgotten.id) + 1n}`);
			await store.records('blocked-people').set(people.blocked.user.id, { v: 1 });
		});
		const answer = scenes.answered.response()?.content;
		await runAgain(around, async (bot) => {
			for (const scene of [scenes.drawing, scenes.sending, scenes.received]) await scene.finished();
			for (const { id } of [scenes.answered, scenes.forgotten, scenes.reply]) await bot.said(`"requestId":"${id}"`);
			await bot.said(`"requestId":"${scenes.sent.id}","msg":"answered"`);
			await discord.until(() => picturesIn(people.three.channel).length === 3);
			await discord.until(() => /blocked you/.test(people.blocked.channel.transcript()));
			const [picture] = picturesIn(people.sent.channel);
			if (picture?.thread === undefined) throw new Error('the picture has no thread');
			const said = await people.sent.reply(picture, 'a red scarf');
			await discord.until(() => [...people.sent.channel.messages.values()].some(({ repliesTo }) => repliesTo === said));
		});
		return { around, people, scenes, answer };
	}
	let played: Awaited<ReturnType<typeof play>>;
	beforeAll(async () => {
		played = await play();
	});
	afterAll(() => played.around[Symbol.asyncDispose]());

	test('while Gemini draws: it is drawn again, and the person pays once', async () => {
		const { around, people, scenes } = played;
		expect(scenes.drawing.response()?.attachments).toHaveLength(1);
		expect(picturesIn(people.drawing.channel)).toHaveLength(1);
		expect(callsFor(around, people.drawing)).toBe(2);
		expect(await chargedTo(around, people.drawing)).toBe(ONE_PICTURE);
	});

	test('before Discord takes the picture: it is there once, and not drawn again', async () => {
		const { around, people, scenes } = played;
		expect(scenes.sending.response()?.attachments).toHaveLength(1);
		expect(picturesIn(people.sending.channel)).toHaveLength(1);
		expect(callsFor(around, people.sending)).toBe(1);
		expect(await chargedTo(around, people.sending)).toBe(ONE_PICTURE);
	});

	test('after Discord has taken the picture, before that is known: it is there once, and can be refined', async () => {
		const { around, people } = played;
		expect(picturesIn(people.sent.channel)).toHaveLength(2);
		expect(callsFor(around, people.sent)).toBe(2);
		expect(await chargedTo(around, people.sent)).toMatch(/^2 for /);
	});

	test('after Discord has taken the answer to a message, before that is known: it is there once', async () => {
		const { around, people, scenes } = played;
		const answers = [...people.replied.channel.messages.values()].filter(({ repliesTo }) => repliesTo === scenes.reply);
		expect(answers).toHaveLength(1);
		expect(callsFor(around, people.replied)).toBe(2);
		expect(await chargedTo(around, people.replied)).toMatch(/^2 for /);
	});

	test('after the first of three pictures: the others follow it in its thread', async () => {
		const { around, people } = played;
		const { channel } = people.three;
		expect([channel, ...channel.threads].map((place) => picturesIn(place).length)).toEqual([3, 2]);
		expect(callsFor(around, people.three)).toBe(5);
		expect(await chargedTo(around, people.three)).toBe('3 for 12.32¢');
	});

	test('while "thinking…" is all that is known: the person is told', async () => {
		const { around, people, scenes } = played;
		expect(scenes.received.response()?.content).toMatch(/^I had to restart before it was your turn/);
		expect(callsFor(around, people.received)).toBe(0);
		expect(await chargedTo(around, people.received)).toBe('–');
	});

	test('for somebody who has been forgotten since: nothing is drawn, shown or charged', async () => {
		const { around, people, scenes } = played;
		expect(scenes.forgotten.response()?.isThinking).toBe(true);
		expect(callsFor(around, people.forgotten)).toBe(1);
		expect(await chargedTo(around, people.forgotten)).toBe('–');
	});

	test('for somebody who has been blocked since: only they are told, and nothing is drawn', async () => {
		const { around, people } = played;
		const lines = people.blocked.channel.transcript().replaceAll(/ +/g, ' ').split('\n');
		expect(lines.slice(1)).toEqual([
			'bot ← thinking…',
			'bot ⌫ “thinking…”',
			"bot ← (only blocked sees this) This bot's operator has blocked you from making pictures.",
		]);
		expect(callsFor(around, people.blocked)).toBe(1);
	});

	test('after the answer, before the record was deleted: nothing is done again', async () => {
		const { around, people, scenes, answer } = played;
		expect(answer).toContain('without a picture');
		expect(scenes.answered.response()?.content).toBe(answer);
		expect(callsFor(around, people.answered)).toBe(1);
	});
});

test.concurrent('a bot that is killed, and started again when interactions are over: everybody is answered in the channel', async () => {
	await using around = await startNow(INTERACTION_TOKEN_TTL_MS + 60_000);
	const { discord, clock } = around;
	const [late, drawing] = [personIn(around, 'late'), personIn(around, 'drawing')];
	const [sending, paying] = [personIn(around, 'sending'), personIn(around, 'paying')];
	await runUntil(
		around,
		async (bot) => {
			await imagineHeld(around, late, 1);
			await clock.advance(INTERACTION_TOKEN_TTL_MS + 60_000);
			await imagineHeld(around, drawing, 2);
			discord.faults.next({ method: 'PATCH', route: /^\/webhooks\// }, 'stall');
			const { token } = await imagine(sending);
			await discord.until(() => discord.requests.some(({ path }) => path.includes(`${token}/messages`)));
			await bot.said('ledger write 24');
			// The house pays, and then the person is about to.
			await imagine(paying);
			await bot.ended;
		},
		'34',
		'ledger-',
		'at',
	);
	await clock.advance(INTERACTION_TOKEN_TTL_MS);
	const people = [late, drawing, sending, paying];
	const postedFor = ({ channel }: Actor) =>
		[...channel.messages.values()].filter(({ author, isThinking }) => author.isBot && !isThinking);
	await runAgain(around, () => discord.until(() => people.every((person) => postedFor(person).length > 0)));
	const seen: unknown[] = [];
	for (const person of people) {
		const pings = postedFor(person).flatMap((posted) => posted.pings.users.map(({ name }) => name));
		const pictures = picturesIn(person.channel).length;
		seen.push([pings, pictures, callsFor(around, person), await chargedTo(around, person)]);
	}
	expect(seen).toEqual([
		[['late'], 0, 1, '–'],
		[['drawing'], 1, 2, ONE_PICTURE],
		[['sending'], 1, 1, ONE_PICTURE],
		[['paying'], 1, 1, ONE_PICTURE],
	]);
	expect(postedFor(late).map(({ content }) => content)).toEqual([expect.stringContaining(SORRY)]);
});

test.concurrent('a bot that is killed three times: a picture is shown and charged once, and a call that never ends is given up', async () => {
	await using around = await startNow();
	const { gemini } = around;
	const [person, other] = [personIn(around, 'person'), personIn(around, 'other')];
	const endless = { model: 'gemini-3-pro-image', hold: true };
	const untilKilled = async (bot: BotProcess) => {
		gemini.next(endless);
		await bot.ended;
	};
	const [scene, held] = await runUntil(
		around,
		async (bot) => {
			gemini.next(endless);
			const asked = await imagine(other, { model: 'pro' });
			await gemini.inFlight();
			const next = await imagine(person);
			await bot.ended;
			return [next, asked];
		},
		// Six of the other's, and then the person's, which are about to be.
		'9',
		'ledger-',
		'at',
	);
	// Both are taken over and begun, and then the picture is recorded and not yet kept.
	await runUntil(around, untilKilled, '5', 'jobs:');
	// The picture is kept, and its session does not know it yet.
	await runUntil(around, untilKilled, '1', 'turns:');
	await runAgain(around, () => Promise.all([scene.finished(), held.finished()]));
	expect(scene.response()?.attachments).toHaveLength(1);
	expect(picturesIn(person.channel)).toHaveLength(1);
	expect(callsFor(around, person)).toBe(2);
	expect(await chargedTo(around, person)).toBe(ONE_PICTURE);
	const session = await withStore(around, (store) => store.records('sessions').get(scene.id));
	expect(session).toMatchObject({ headId: scene.id, turnIds: [scene.id] });

	expect(held.response()?.content).toBe(SORRY);
	expect(callsFor(around, other)).toBe(3);
	// The house pays for the three calls that nobody saw the end of, and for the picture twice.
	const house = '0 for 44.82¢ + 2 for 8.22¢';
	expect(await readLedger({ ...around, alice: other })).toBe(`${house} | ${house} | – | –`);
});
