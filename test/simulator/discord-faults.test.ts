import { DiscordAPIError, HTTPError, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { RateLimits } from './discord/rest/rate-limits.ts';
import { type DiscordOptions, startDiscord } from './discord/start.ts';
import { refusalOf, restOf } from './discord-client.ts';

async function setUp(options: Partial<DiscordOptions> = {}) {
	const clock = fakeClock();
	const discord = await startDiscord({ clock, ...options });
	const rest = restOf(discord);
	const channel = discord.guild().channel('general');
	const post = (content: string) => rest.post(Routes.channelMessages(channel.id), { body: { content } });
	return { clock, discord, rest, channel, post };
}

const statuses = ({ requests }: { readonly requests: readonly { readonly status: number | undefined }[] }) =>
	requests.map(({ status }) => status);

test('a refusal on demand befalls the next request that matches, once, and that request takes no effect', async () => {
	const { discord, rest, channel, post } = await setUp();
	await using _ = discord;
	discord.faults.next({ method: 'POST', route: /messages$/ }, { status: 403, code: 50_013 });
	await rest.get(Routes.channel(channel.id));
	expect(await refusalOf(post('one'))).toEqual([403, 50_013]);
	await post('two');
	expect(channel.transcript()).toBe('bot ← two');
});

test('a fault for three requests befalls three', async () => {
	const { discord, post } = await setUp();
	await using _ = discord;
	discord.faults.next({ times: 3 }, { status: 500 });
	for (const text of ['a', 'b', 'c']) await expect(post(text)).rejects.toThrow(HTTPError);
	await post('d');
	expect(statuses(discord)).toEqual([500, 500, 500, 200]);
});

test('a 502 page from a proxy is an error without a code', async () => {
	const { discord, post } = await setUp();
	await using _ = discord;
	discord.faults.next({}, 'html-502');
	const error = await post('a').catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(HTTPError);
	expect(error).not.toHaveProperty('code');
});

test('discord.js waits out a 429 on demand and tries again by itself', async () => {
	const { discord, post } = await setUp();
	await using _ = discord;
	discord.faults.next({}, { rateLimitMs: 20, scope: 'shared' });
	await post('a');
	expect(statuses(discord)).toEqual([429, 200]);
});

test('a global 429 says so in its body and headers', async () => {
	const { discord } = await setUp();
	await using _ = discord;
	discord.faults.next({}, { rateLimitMs: 1500, global: true });
	const answer = await fetch(`${discord.apiUrl}/v10/gateway`);
	expect(await answer.json()).toMatchObject({ retry_after: 1.5, global: true });
	expect(Object.fromEntries(answer.headers)).toMatchObject({ 'retry-after': '1.5', 'x-ratelimit-global': 'true' });
});

test('a destroyed connection loses the request; one destroyed after applying loses only the answer', async () => {
	const { discord, channel, post } = await setUp();
	await using _ = discord;
	discord.faults.next({}, 'destroy');
	await expect(post('lost')).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
	discord.faults.next({}, 'destroy-after-applying');
	await expect(post('kept')).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
	expect(channel.transcript()).toBe('bot ← kept');
	expect(statuses(discord)).toEqual([undefined, undefined]);
});

test('a stalled request is never answered, until its sender gives up', async () => {
	const { discord, channel } = await setUp();
	await using _ = discord;
	discord.faults.next({}, 'stall');
	const gaveUp = new AbortController();
	const asked = restOf(discord).get(Routes.channel(channel.id), { signal: gaveUp.signal });
	await discord.until(() => discord.requests.length === 1);
	gaveUp.abort();
	await expect(asked).rejects.toThrow('abort');
	expect(statuses(discord)).toEqual([undefined]);
});

test('a delayed request takes effect when its time has passed on the clock, and not before', async () => {
	const { discord, clock, channel, post } = await setUp();
	await using _ = discord;
	discord.faults.next({}, { delayMs: 2000 });
	const posted = post('late');
	expect(await clock.sleepers()).toBe(2000);
	await clock.advance(1999);
	expect(channel.transcript()).toBe('');
	await clock.advance(1);
	await posted;
	expect(channel.transcript()).toBe('bot ← late');
});

test('every answer carries its rate limit, the bucket of one route being the same in every channel', async () => {
	const { discord, channel } = await setUp({ connectionClock: fakeClock() });
	await using _ = discord;
	const headers = async (channelId: string) => {
		const url = `${discord.apiUrl}/v10${Routes.channelMessages(channelId)}`;
		const body = JSON.stringify({ content: 'a' });
		const init = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' };
		return Object.fromEntries((await fetch(url, { method: 'POST', headers: init, body })).headers);
	};
	const [first, second] = [await headers(channel.id), await headers('123456789012345678')];
	expect(first).toMatchObject({ 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '4' });
	expect(Number(first['x-ratelimit-reset-after'])).toBe(5);
	expect(Number(first['x-ratelimit-reset'])).toBeGreaterThan(1e9);
	expect(second).toMatchObject({ 'x-ratelimit-remaining': '4', 'x-ratelimit-bucket': first['x-ratelimit-bucket'] });
});

test('the fifth message in five seconds is welcome, the sixth is not, and a moment later it is', () => {
	let nowMs = 0;
	const limits = new RateLimits(() => nowMs);
	const take = (channel: string) =>
		limits.take({ method: 'POST', route: '/channels/:channel/messages', params: { channel }, isBot: true }).refusedFor;
	for (let sent = 1; sent <= 5; sent += 1) expect(take('1')).toBeUndefined();
	nowMs = 4999;
	expect(take('1')).toEqual({ retryAfterMs: 1, isGlobal: false });
	expect(take('2')).toBeUndefined();
	nowMs = 5000;
	expect(take('1')).toBeUndefined();
});

test('the calls of one webhook share a bucket of five in two seconds, whatever their method', () => {
	let nowMs = 0;
	const limits = new RateLimits(() => nowMs);
	const take = (method: string, token: string) =>
		limits.take({ method, route: '/webhooks/:application/:token', params: { token }, isBot: false }).refusedFor;
	for (const method of ['POST', 'PATCH', 'GET', 'DELETE', 'POST']) expect(take(method, 'a')).toBeUndefined();
	expect(take('POST', 'a')).toEqual({ retryAfterMs: 2000, isGlobal: false });
	expect(take('POST', 'b')).toBeUndefined();
	nowMs = 2000;
	expect(take('POST', 'a')).toBeUndefined();
});

test('the fifty-first request of a bot in a second is refused globally, an interaction’s is not', () => {
	const limits = new RateLimits(() => 0);
	const take = (guild: string, isBot: boolean) =>
		limits.take({ method: 'GET', route: '/guilds/:guild', params: { guild }, isBot }).refusedFor;
	for (let sent = 1; sent <= 50; sent += 1) expect(take(`${sent}`, true)).toBeUndefined();
	expect(take('51', true)).toEqual({ retryAfterMs: 1000, isGlobal: true });
	expect(take('51', false)).toBeUndefined();
});

test('over the wire the sixth message meets a 429, and none where limits are off', async () => {
	for (const [rateLimits, last] of [
		[true, 429],
		[false, 200],
	] as const) {
		const { discord, channel } = await setUp({ rateLimits, connectionClock: fakeClock() });
		await using _ = discord;
		const url = `${discord.apiUrl}/v10${Routes.channelMessages(channel.id)}`;
		const headers = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' };
		const body = JSON.stringify({ content: 'a' });
		for (let sent = 1; sent <= 6; sent += 1) await fetch(url, { method: 'POST', headers, body });
		expect(statuses(discord)).toEqual([200, 200, 200, 200, 200, last]);
	}
});

test('requests are kept as they came, but for the token', async () => {
	const { discord, rest, channel } = await setUp();
	await using _ = discord;
	await rest.post(Routes.channelMessages(channel.id), {
		body: { content: 'a' },
		files: [{ name: 'a.txt', data: Buffer.from('abc'), contentType: 'text/plain' }],
	});
	expect(discord.requests[0]).toMatchObject({
		method: 'POST',
		path: `/channels/${channel.id}/messages`,
		headers: { authorization: 'Bot' },
		body: { content: 'a' },
		files: [{ name: 'a.txt', type: 'text/plain', bytes: new Uint8Array(Buffer.from('abc')) }],
		status: 200,
	});
	expect(JSON.stringify(discord.requests)).not.toContain(discord.token);
});

test('a refusal carries Discord’s code, message and tree of errors', async () => {
	const { discord, post } = await setUp();
	await using _ = discord;
	const error = await post('x'.repeat(2001)).catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(DiscordAPIError);
	expect(error).toMatchObject({
		code: 50_035,
		rawError: { message: 'Invalid Form Body', errors: { content: expect.anything() } },
	});
});

test('faults count as waiting until their requests have come', async () => {
	const { discord, post } = await setUp();
	await using _ = discord;
	discord.faults.next({ method: 'POST', times: 2 }, { status: 500 });
	expect(discord.faults.waiting).toBe(2);
	await refusalOf(post('one')).catch(() => undefined);
	expect(discord.faults.waiting).toBe(1);
});

test('the bot is called as it was asked to be', async () => {
	const { discord } = await setUp({ botName: 'Plantain' });
	await using _ = discord;
	expect(discord.bot.payload().username).toBe('Plantain');
});
