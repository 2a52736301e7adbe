import { Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { BAN_MS, MAX_INVALID_REQUESTS } from './discord/rest/invalid-requests.ts';
import { startDiscord } from './discord/start.ts';

async function setUp() {
	const time = fakeClock();
	const discord = await startDiscord({ clock: fakeClock(), connectionClock: time, rateLimits: false });
	const get = (path: string, token = discord.token) =>
		fetch(`${discord.apiUrl}/v10${path}`, { headers: { authorization: `Bot ${token}` } });
	return { time, discord, get };
}

test('at 10,000 invalid requests in ten minutes the address is banned: a page and no JSON, for whatever it asks', async () => {
	const { discord, get } = await setUp();
	await using _ = discord;
	discord.invalidRequests.note(403, undefined, MAX_INVALID_REQUESTS - 2);
	expect((await get(Routes.gatewayBot(), 'wrong')).status).toBe(401);
	expect((await get(Routes.gatewayBot())).status).toBe(200);
	expect((await get(Routes.gatewayBot(), 'wrong')).status).toBe(401);
	const banned = await get(Routes.gatewayBot());
	expect(banned.status).toBe(429);
	expect(banned.headers.get('content-type')).toBe('text/html');
	expect(banned.headers.get('retry-after')).toBe(String(BAN_MS / 1000));
	expect(await banned.text()).toContain('1015');
});

test('the ban lasts a day, and asking meanwhile makes it no longer', async () => {
	const { discord, time, get } = await setUp();
	await using _ = discord;
	discord.invalidRequests.note(429, 'user', MAX_INVALID_REQUESTS);
	await time.advance(BAN_MS - 1);
	expect((await get(Routes.gatewayBot())).status).toBe(429);
	await time.advance(1);
	expect((await get(Routes.gatewayBot())).status).toBe(200);
});

test('what was invalid ten minutes ago does not count any more', async () => {
	const { discord, time, get } = await setUp();
	await using _ = discord;
	discord.invalidRequests.note(401, undefined, MAX_INVALID_REQUESTS - 1);
	await time.advance(10 * 60_000 - 1);
	expect(discord.invalidRequests.count).toBe(MAX_INVALID_REQUESTS - 1);
	await time.advance(1);
	expect((await get(Routes.gatewayBot(), 'wrong')).status).toBe(401);
	expect(discord.invalidRequests.count).toBe(1);
	expect((await get(Routes.gatewayBot())).status).toBe(200);
});

test.each([
	[{ status: 401 }, 1],
	[{ status: 403 }, 1],
	[{ rateLimitMs: 1 }, 1],
	[{ rateLimitMs: 1, scope: 'shared' }, 0],
	[{ status: 404 }, 0],
	[{ status: 500 }, 0],
] as const)('an answer of %j counts %i times', async (fault, count) => {
	const { discord, get } = await setUp();
	await using _ = discord;
	discord.faults.next({}, fault);
	await get(Routes.gatewayBot());
	expect(discord.invalidRequests.count).toBe(count);
});

test('a ban leaves the CDN open', async () => {
	const { discord } = await setUp();
	await using _ = discord;
	const alice = discord.user('alice').in(discord.guild().channel('general'));
	const message = await alice.say('', { files: [{ name: 'a.txt', bytes: Buffer.from('a') }] });
	discord.invalidRequests.note(403, undefined, MAX_INVALID_REQUESTS);
	const [file] = message.attachments;
	expect((await fetch(file === undefined ? '' : message.url(file))).status).toBe(200);
});
