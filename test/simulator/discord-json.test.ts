import { ButtonStyle, ComponentType, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { refusalOf } from './discord-client.ts';
import { newest, setUp } from './discord-messages-stage.ts';

const HIGH = '\uD83E';
const FOX = '🦊';

const button = (custom_id: string) => ({
	content: 'press',
	components: [
		{
			type: ComponentType.ActionRow,
			components: [{ type: ComponentType.Button, style: ButtonStyle.Primary, label: 'Go', custom_id }],
		},
	],
});

test.each([
	['content', { content: `half a fox ${HIGH}` }],
	['a custom_id', button(`fox:${HIGH}`)],
	['a key', { content: 'a', [HIGH]: 1 }],
	['half of a pair the wrong way round', { content: '\uDD8A\uD83E' }],
])('a lone surrogate in %s is refused with 50109', async (_where, body) => {
	const { discord, post, channel } = await setUp();
	await using _ = discord;
	expect(await refusalOf(post(body))).toEqual([400, 50_109]);
	expect(channel.messages.size).toBe(0);
});

test.each([
	['content', { content: FOX }],
	['a custom_id', button(`fox:${FOX}`)],
])('a whole pair in %s is taken as it is', async (_where, body) => {
	const world = await setUp();
	await using _ = world.discord;
	await world.post(body);
	expect(JSON.stringify(newest(world).payload())).toContain(FOX);
});

test('a lone surrogate beside files is refused with 50109 too', async () => {
	const { discord, post } = await setUp();
	await using _ = discord;
	const files = [{ name: 'a.txt', data: Buffer.from('a') }];
	expect(await refusalOf(post({ content: HIGH }, files))).toEqual([400, 50_109]);
	await post({ content: FOX }, files);
});

test.each([
	['is no JSON', Buffer.from('{"content":"a"'), 400],
	['is not UTF-8', Buffer.from([...Buffer.from('{"content":"'), 0xc2, ...Buffer.from('"}')]), 400],
	['is sound', Buffer.from('{"content":"ä"}'), 200],
])('a body that %s is answered with %i', async (_what, body, status) => {
	const { discord, channel } = await setUp();
	await using _ = discord;
	const answer = await fetch(`${discord.apiUrl}/v10${Routes.channelMessages(channel.id)}`, {
		method: 'POST',
		headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
		body,
	});
	expect(answer.status).toBe(status);
	if (status === 400) expect(await answer.json()).toMatchObject({ code: 50_109 });
});
