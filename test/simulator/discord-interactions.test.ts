import { MessageFlags, InteractionResponseType as R, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import type { Interaction } from './discord/world/interaction.ts';
import { refusalOf } from './discord-client.ts';
import { BUTTONS, FORM, setUp } from './discord-interactions-stage.ts';

/** Every kind of interaction, each freshly made by alice. */
const KINDS = ['command', 'context menu', 'autocomplete', 'button', 'form', 'form from a button'] as const;

async function make(kind: (typeof KINDS)[number], world: Awaited<ReturnType<typeof setUp>>): Promise<Interaction> {
	const { alice, answer, channel } = world;
	const pinged = async () => {
		const used = await alice.slash('ping');
		await answer(used, R.ChannelMessageWithSource, { content: 'Pong', components: BUTTONS });
		return used.finished();
	};
	switch (kind) {
		case 'command':
			return alice.slash('ping');
		case 'context menu':
			return alice.contextMenu('Look', await alice.say('hello'));
		case 'autocomplete':
			return alice.autocomplete('find', { values: { what: 'f' }, focused: 'what' });
		case 'button':
			return alice.click(await pinged(), 'Again');
		case 'form': {
			const opener = await alice.slash('ping');
			await answer(opener, R.Modal, FORM);
			return alice.submitModal(opener, { Prompt: 'a fox' });
		}
		case 'form from a button': {
			const opener = alice.click(await pinged(), 'again');
			await answer(opener, R.Modal, FORM);
			expect(channel.messages.size).toBe(1);
			return alice.submitModal(opener, { prompt: 'a fox' });
		}
	}
}

const DATA: Readonly<Record<number, object | undefined>> = {
	4: { content: 'Here' },
	7: { content: 'Changed' },
	8: { choices: [] },
	9: FORM,
};
const ACCEPTED: Readonly<Record<(typeof KINDS)[number], readonly number[]>> = {
	command: [4, 5, 9],
	'context menu': [4, 5, 9],
	autocomplete: [8],
	button: [4, 5, 6, 7, 9],
	form: [4, 5],
	'form from a button': [4, 5, 6, 7],
};
const CASES = KINDS.flatMap((kind) => [1, 4, 5, 6, 7, 8, 9, 10].map((type) => [kind, type] as const));

test.each(CASES)('a %s is answered with callback type %i only as Discord allows', async (kind, type) => {
	const world = await setUp();
	await using _ = world.discord;
	const interaction = await make(kind, world);
	const answered = world.answer(interaction, type, DATA[type]);
	if (ACCEPTED[kind].includes(type)) {
		await answered;
		expect((await interaction.acknowledged()).type).toBe(type);
	} else expect(await refusalOf(answered)).toEqual([400, 50_035]);
});

test.each([
	[2999, undefined],
	[3000, [404, 10_062]],
])('a first answer %i ms after the person acted gets %j', async (waitedMs, refused) => {
	const { discord, clock, alice, answer } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await clock.advance(waitedMs);
	const answered = answer(used, R.DeferredChannelMessageWithSource);
	if (refused === undefined) await answered;
	else expect(await refusalOf(answered)).toEqual(refused);
});

test('a person whom nobody answered is told so at the third second, and only they', async () => {
	const { discord, clock, alice, channel } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	const failure = used.failed();
	await clock.sleepers();
	await clock.advance(2999);
	expect(channel.transcript()).not.toContain('did not respond');
	await clock.advance(1);
	await failure;
	expect(channel.transcript({ times: true })).toMatchInlineSnapshot(`
		"   0.0 s  alice → /ping
		   3.0 s  bot   ✗ (only alice sees this) The application did not respond"
	`);
	expect(channel.transcript({ as: discord.user('bob') })).toBe('');
	await expect(used.finished()).rejects.toThrow('did not respond in time');
});

test('an interaction that arrives late is refused from its own age, not from its arrival', async () => {
	const { discord, alice, answer } = await setUp();
	await using _ = discord;
	await answer(await alice.slash('ping', {}, { createdMsAgo: 2999 }), R.DeferredChannelMessageWithSource);
	const late = await alice.slash('ping', {}, { createdMsAgo: 3000 });
	expect(await refusalOf(answer(late, R.DeferredChannelMessageWithSource))).toEqual([404, 10_062]);
});

test('a second first answer is refused with 40060', async () => {
	const { discord, alice, answer } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.DeferredChannelMessageWithSource);
	expect(await refusalOf(answer(used, R.ChannelMessageWithSource, { content: 'again' }))).toEqual([400, 40_060]);
});

test.each([
	[15 * 60_000 - 1, undefined],
	[15 * 60_000, [401, 50_027]],
])('a deferred answer filled in after %i ms gets %j', async (waitedMs, refused) => {
	const { discord, clock, alice, answer, fill } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.DeferredChannelMessageWithSource);
	await clock.advance(waitedMs);
	const filled = fill(used, { content: 'Here' });
	if (refused === undefined) await filled;
	else expect(await refusalOf(filled)).toEqual(refused);
});

test('"thinking…" that is never filled in ends as a failure when the token dies', async () => {
	const { discord, clock, alice, answer, channel } = await setUp();
	await using _ = discord;
	await answer(await alice.slash('ping'), R.DeferredChannelMessageWithSource);
	await clock.advance(15 * 60_000 - 1);
	expect(channel.transcript()).not.toContain('did not respond');
	await clock.advance(1);
	expect(channel.transcript()).toContain('The application did not respond');
});

test('a webhook call is refused before the first answer, with a token nobody has, and for a message that is not its own', async () => {
	const { discord, alice, answer, fill, look, rest } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	expect(await refusalOf(fill(used, { content: 'early' }))).toEqual([404, 10_015]);
	await answer(used, R.ChannelMessageWithSource, { content: 'Pong' });
	const foreign = await alice.say('hello');
	expect(await refusalOf(look(used, foreign.id))).toEqual([404, 10_008]);
	const unknown = rest.get(Routes.webhookMessage(discord.applicationId, 'nobody'), { auth: false });
	expect(await refusalOf(unknown)).toEqual([404, 10_015]);
});

test('a first answer, an edit and a follow-up over a limit are each refused, and may be put right', async () => {
	const { discord, alice, answer, fill, followUp } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	const [long, fine] = [{ content: 'x'.repeat(2001) }, { content: 'x'.repeat(2000) }];
	expect(await refusalOf(answer(used, R.ChannelMessageWithSource, long))).toEqual([400, 50_035]);
	await answer(used, R.ChannelMessageWithSource, fine);
	expect(await refusalOf(fill(used, long))).toEqual([400, 50_035]);
	await fill(used, fine);
	expect(await refusalOf(followUp(used, long))).toEqual([400, 50_035]);
	await followUp(used, fine);
});

test('a response that was deleted cannot be read or changed any more', async () => {
	const { discord, alice, answer, fill, look, rest, channel } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.ChannelMessageWithSource, { content: 'Pong' });
	await rest.delete(Routes.webhookMessage(discord.applicationId, used.token), { auth: false });
	expect(await refusalOf(look(used))).toEqual([404, 10_008]);
	expect(await refusalOf(fill(used, { content: 'again' }))).toEqual([404, 10_008]);
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /ping
		bot   ← Pong
		bot   ⌫ “Pong”"
	`);
});

test('a follow-up right after a deferral fills in the deferred answer, whatever it says about being private', async () => {
	const { discord, alice, answer, followUp, channel } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.DeferredChannelMessageWithSource);
	await followUp(used, { content: 'Here', flags: MessageFlags.Ephemeral });
	await followUp(used, { content: 'Psst', flags: MessageFlags.Ephemeral });
	expect(used.followUps).toHaveLength(1);
	expect(channel.transcript({ as: discord.user('bob') })).toMatchInlineSnapshot(`
		"alice → /ping
		bot   ← thinking…
		bot   ✎ Here"
	`);
});

test('what only one person sees is nowhere for others: not in their transcript, not for the bot to fetch', async () => {
	const { discord, alice, answer, channel, rest } = await setUp();
	await using _ = discord;
	const used = await alice.slash('ping');
	await answer(used, R.ChannelMessageWithSource, { content: 'Secret', flags: MessageFlags.Ephemeral });
	const secret = await used.finished();
	expect(secret.isEphemeral).toBe(true);
	expect(channel.transcript({ as: discord.user('bob') })).toBe('');
	expect(channel.transcript({ as: alice.user })).toContain('(only alice sees this) Secret');
	expect(await refusalOf(rest.get(Routes.channelMessage(channel.id, secret.id)))).toEqual([404, 10_008]);
	expect(await rest.get(Routes.channelMessages(channel.id))).toEqual([]);
});

test('`with_response` returns the message that the answer made, and nothing is returned without it', async () => {
	const { discord, alice, rest } = await setUp();
	await using _ = discord;
	const ask = async (query: URLSearchParams) => {
		const used = await alice.slash('ping');
		const body = { type: R.ChannelMessageWithSource, data: { content: 'Pong' } };
		return rest.post(Routes.interactionCallback(used.id, used.token), { auth: false, body, query });
	};
	expect(await ask(new URLSearchParams({ with_response: 'true' }))).toMatchObject({
		resource: { type: R.ChannelMessageWithSource, message: { content: 'Pong' } },
	});
	expect(await ask(new URLSearchParams())).toBeInstanceOf(ArrayBuffer);
});
