import { Events, InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { fakeClock } from '../support/fake-clock.ts';
import { type DiscordOptions, startDiscord } from './discord/start.ts';
import type { GuildOptions } from './discord/world/guild.ts';
import { connect, PING, refusalOf, register, restOf } from './discord-client.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 60 * 60_000;

interface Where extends Pick<GuildOptions, 'boostTier'>, Pick<DiscordOptions, 'defaultFileBytes'> {}

async function setUp({ boostTier = 0, ...options }: Where = {}) {
	const clock = fakeClock();
	const discord = await startDiscord({ clock, rateLimits: false, ...options });
	const rest = restOf(discord);
	const channel = discord.guild({ boostTier }).channel('general');
	const alice = discord.user('alice').in(channel);
	const post = (files: { name: string; data: Buffer }[], body: object = {}) =>
		rest.post(Routes.channelMessages(channel.id), { body, files });
	return { clock, discord, rest, channel, alice, post };
}

const png = () =>
	sharp({ create: { width: 30, height: 20, channels: 3, background: 'blue' } })
		.png()
		.toBuffer();

test.each([
	['a file of exactly 10 MiB', [10 * MIB], {}, undefined],
	['a file of a byte more', [10 * MIB + 1], {}, [413, 40_005]],
	['that file where 20 MiB are the default', [10 * MIB + 1], { defaultFileBytes: 20 * MIB }, undefined],
	['a file of exactly 20 MiB there', [20 * MIB], { defaultFileBytes: 20 * MIB }, undefined],
	['a file of a byte more there', [20 * MIB + 1], { defaultFileBytes: 20 * MIB }, [413, 40_005]],
	['that file at boost tier 1 there', [20 * MIB + 1], { defaultFileBytes: 20 * MIB, boostTier: 1 }, [413, 40_005]],
	['a file over 10 MiB at boost tier 1', [10 * MIB + 1], { boostTier: 1 }, [413, 40_005]],
	['that file at boost tier 2', [10 * MIB + 1], { boostTier: 2 }, undefined],
	['two files of 10 MiB together', [10 * MIB, 10 * MIB], {}, undefined],
	['two files that fill more than 25 MiB together', [13 * MIB, 13 * MIB], { boostTier: 2 }, [413, 40_005]],
	['more than 25 MiB at boost tier 3', [26 * MIB], { boostTier: 3 }, [413, 40_005]],
] as const)('%s (%j bytes, %j) gets %j', async (_what, sizes, where, refused) => {
	const { discord, post } = await setUp(where);
	await using _ = discord;
	const posted = post(sizes.map((size, index) => ({ name: `${index}.bin`, data: Buffer.alloc(size) })));
	if (refused === undefined) await posted;
	else expect(await refusalOf(posted)).toEqual(refused);
});

test.each([
	[{}, undefined, 20, 10],
	[{ boostTier: 2 }, undefined, 50, 50],
	[{ boostTier: 3 }, undefined, 100, 100],
	[{}, 'basic', 50, 50],
	[{ boostTier: 3 }, 'basic', 100, 100],
	[{}, 'full', 500, 500],
	[{ defaultFileBytes: 20 * MIB }, undefined, 20, 20],
] as const)(
	'with %j a person with Nitro %s may post %i MiB, and interactions say %i MiB',
	async (where, nitro, mebibytes, announced) => {
		const { discord, channel } = await setUp(where);
		await using _ = discord;
		const zoe = discord.user('zoe', nitro === undefined ? {} : { nitro }).in(channel);
		await zoe.say('', { files: [{ name: 'a.bin', bytes: new Uint8Array(20 * MIB) }] });
		const over = { name: 'a.bin', bytes: new Uint8Array(Math.min(mebibytes, 100) * MIB + 1) };
		if (mebibytes <= 100) await expect(zoe.say('', { files: [over] })).rejects.toThrow('cannot upload a.bin');
		await register(discord, PING);
		await using client = await connect(discord);
		const limit = new Promise((resolve) =>
			client.once(Events.InteractionCreate, ({ attachmentSizeLimit }) => resolve(attachmentSizeLimit)),
		);
		await zoe.slash('ping');
		expect(await limit).toBe(announced * MIB);
	},
);

test('the limit of a person with Nitro holds for answers to their interaction, not for what the bot posts or edits as itself', async () => {
	const { discord, rest, channel, post } = await setUp();
	await using _ = discord;
	const zoe = discord.user('zoe', { nitro: 'basic' }).in(channel);
	await register(discord, PING);
	const { id, token } = await zoe.slash('ping');
	const files = [{ name: 'a.bin', data: Buffer.alloc(10 * MIB + 1) }];
	const callback = { type: InteractionResponseType.ChannelMessageWithSource, data: { content: 'here' } };
	await rest.post(Routes.interactionCallback(id, token), { auth: false, body: callback });
	await rest.patch(Routes.webhookMessage(discord.applicationId, token), { auth: false, body: {}, files });
	const answer = [...channel.messages.keys()].at(-1) ?? '';
	const edited = rest.patch(Routes.channelMessage(channel.id, answer), { body: {}, files });
	expect(await refusalOf(edited)).toEqual([413, 40_005]);
	expect(await refusalOf(post(files))).toEqual([413, 40_005]);
});

test('an attachment’s address works for a day less a second, and not for a day', async () => {
	const { discord, clock, post } = await setUp();
	await using _ = discord;
	const bytes = await png();
	const message = await post([{ name: 'a.png', data: bytes }]);
	const [attachment] = Object(message).attachments;
	expect(attachment).toMatchObject({
		filename: 'a.png',
		content_type: 'image/png',
		width: 30,
		height: 20,
		size: bytes.length,
	});
	await clock.advance(DAY_MS - 1000);
	const before = await fetch(attachment.url);
	expect(Buffer.from(await before.arrayBuffer())).toEqual(bytes);
	expect(before.headers.get('content-type')).toBe('image/png');
	await clock.advance(1000);
	expect((await fetch(attachment.url)).status).toBe(404);
});

test('an address that was tampered with, or has lost its signature, opens nothing', async () => {
	const { discord, post } = await setUp();
	await using _ = discord;
	const message = await post([{ name: 'a.txt', data: Buffer.from('a') }]);
	const { url } = Object(message).attachments[0];
	expect((await fetch(url)).status).toBe(200);
	for (const part of ['ex', 'is', 'hm']) {
		const broken = new URL(url);
		broken.searchParams.set(part, `${broken.searchParams.get(part)}0`);
		expect((await fetch(broken)).status).toBe(404);
	}
	expect((await fetch(url.split('?')[0])).status).toBe(404);
});

test('an expired address can be refreshed, by asking for that or by fetching the message again', async () => {
	const { discord, clock, post, rest, channel } = await setUp();
	await using _ = discord;
	const message = await post([{ name: 'a.txt', data: Buffer.from('a') }]);
	const { url } = Object(message).attachments[0];
	await clock.advance(DAY_MS);
	const foreign = 'https://example.com/a.png';
	const answer = await rest.post('/attachments/refresh-urls', { body: { attachment_urls: [url, foreign] } });
	const [own, other] = Object(answer).refreshed_urls;
	expect(own.original).toBe(url);
	expect((await fetch(own.refreshed)).status).toBe(200);
	expect(other).toEqual({ original: foreign, refreshed: foreign });
	const again = await rest.get(Routes.channelMessage(channel.id, Object(message).id));
	expect((await fetch(Object(again).attachments[0].url)).status).toBe(200);
});

test.each([
	[50, undefined],
	[51, [400, 50_035]],
	[0, [400, 50_035]],
])('refreshing %i addresses gets %j', async (count, refused) => {
	const { discord, rest } = await setUp();
	await using _ = discord;
	const attachment_urls = Array.from({ length: count }, () => 'https://example.com/a.png');
	const asked = rest.post('/attachments/refresh-urls', { body: { attachment_urls } });
	if (refused === undefined) await asked;
	else expect(await refusalOf(asked)).toEqual(refused);
});

test('the files of a deleted message leave the CDN', async () => {
	const { discord, post, rest, channel } = await setUp();
	await using _ = discord;
	const message = Object(await post([{ name: 'a.txt', data: Buffer.from('a') }]));
	await rest.delete(Routes.channelMessage(channel.id, message.id));
	expect((await fetch(message.attachments[0].url)).status).toBe(404);
});

test('an edit keeps the files it lists, with the description it gives them, drops the others and adds new ones', async () => {
	const { discord, post, rest, channel } = await setUp();
	await using _ = discord;
	const files = ['a.txt', 'b.txt'].map((name) => ({ name, data: Buffer.from(name) }));
	const { id, attachments } = Object(await post(files, { content: 'files' }));
	await rest.patch(Routes.channelMessage(channel.id, id), {
		body: {
			attachments: [
				{ id: attachments[1].id, description: 'kept' },
				{ id: '0', filename: 'c.txt' },
			],
		},
		files: [{ name: 'c.txt', data: Buffer.from('c') }],
	});
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"bot ← files
		      [a.txt · application/octet-stream · 5 B]
		      [b.txt · application/octet-stream · 5 B]
		bot ✎ files
		      [b.txt · application/octet-stream · 5 B · alt: kept]
		      [c.txt · application/octet-stream · 1 B]"
	`);
	expect((await fetch(attachments[0].url)).status).toBe(404);
	expect((await fetch(attachments[1].url)).status).toBe(200);
});

test('an edit that says nothing of attachments keeps them all', async () => {
	const { discord, post, rest, channel } = await setUp();
	await using _ = discord;
	const { id } = Object(await post([{ name: 'a.txt', data: Buffer.from('a') }]));
	await rest.patch(Routes.channelMessage(channel.id, id), { body: { content: 'new' } });
	expect(channel.messages.get(id)?.attachments).toHaveLength(1);
});

test('a picture that an embed shows has an address there and is no longer among the attachments', async () => {
	const { discord, post } = await setUp();
	await using _ = discord;
	const body = { embeds: [{ image: { url: 'attachment://a.png' } }] };
	const message = Object(await post([{ name: 'a.png', data: await png() }], body));
	expect(message.attachments).toEqual([]);
	expect((await fetch(message.embeds[0].image.url)).status).toBe(200);
});

test('Components V2 show a file under its real address, with its size in pixels', async () => {
	const { discord, post, channel } = await setUp();
	await using _ = discord;
	const gallery = { type: 12, items: [{ media: { url: 'attachment://a.png' }, description: 'blue' }] };
	const body = { flags: MessageFlags.IsComponentsV2, components: [{ type: 10, content: 'Look' }, gallery] };
	const files = ['a.png', 'b.txt'].map(async (name) => ({ name, data: await png() }));
	const message = Object(await post(await Promise.all(files), body));
	const { media } = message.components[1].items[0];
	expect(media).toMatchObject({ width: 30, height: 20, content_type: 'image/png' });
	expect((await fetch(media.url)).status).toBe(200);
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"bot ← Look
		      [a.png · image/png · 30×20 · 118 B · alt: blue]
		      [b.txt · image/png · 30×20 · 118 B] (attached but not shown)"
	`);
});

test('a message of components lists no attachments anywhere, not even those it does not show; an ordinary one lists its own', async () => {
	const { discord, post, rest, channel } = await setUp();
	await using _ = discord;
	await using client = await connect(discord);
	const announced: number[] = [];
	const bothAnnounced = new Promise<void>((resolve) =>
		client.on(Events.MessageCreate, ({ attachments }) => {
			if (announced.push(attachments.size) === 2) resolve();
		}),
	);
	const gallery = { type: 12, items: [{ media: { url: 'attachment://a.png' } }] };
	const v2 = { flags: MessageFlags.IsComponentsV2, components: [gallery] };
	const files = [
		{ name: 'a.png', data: await png() },
		{ name: 'b.txt', data: Buffer.from('b') },
	];
	const shown = Object(await post(files, v2));
	const ordinary = Object(await post(files, { content: 'both' }));
	await bothAnnounced;
	expect(announced).toEqual([0, 2]);
	expect([shown, ordinary].map(({ attachments }) => attachments.length)).toEqual([0, 2]);
	const fetched = Object(await rest.get(Routes.channelMessage(channel.id, shown.id)));
	expect(fetched.attachments).toEqual([]);
	expect((await fetch(fetched.components[0].items[0].media.url)).status).toBe(200);
});

test('a file of a message of components is kept by the id that its media item names', async () => {
	const { discord, post, rest, channel } = await setUp();
	await using _ = discord;
	const gallery = { type: 12, items: [{ media: { url: 'attachment://a.png' } }] };
	const v2 = { flags: MessageFlags.IsComponentsV2, components: [gallery] };
	const { id, components } = Object(await post([{ name: 'a.png', data: await png() }], v2));
	const { attachment_id } = components[0].items[0].media;
	await rest.patch(Routes.channelMessage(channel.id, id), { body: { attachments: [{ id: attachment_id }] } });
	expect(channel.messages.get(id)?.attachments).toHaveLength(1);
});

test('files that only one person sees live apart from the channel’s', async () => {
	const { discord, alice, rest } = await setUp();
	await using _ = discord;
	await register(discord, PING);
	const used = await alice.slash('ping');
	await rest.post(Routes.interactionCallback(used.id, used.token), {
		auth: false,
		body: { type: InteractionResponseType.ChannelMessageWithSource, data: { flags: MessageFlags.Ephemeral } },
		files: [{ name: 'a.txt', data: Buffer.from('a') }],
	});
	const message = await used.finished();
	const [file] = message.attachments;
	expect(file && new URL(message.url(file)).pathname).toMatch(/^\/ephemeral-attachments\//);
});
