import { GatewayIntentBits } from 'discord.js';
import { expect, test } from 'vitest';
import { connect } from '../../src/events/connect.ts';
import { createLog } from '../../src/log.ts';
import { startDiscord } from '../simulator/discord/start.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { startPlantain } from '../support/plantain.ts';

const connectTo = (apiUrl: string, token: string, intents: readonly GatewayIntentBits[] = []) =>
	connect({ apiUrl, token, intents, shards: 'auto', log: createLog('silent'), listen: () => {}, onLost: () => {} });

test('a wrong token ends the start with one line that names DISCORD_TOKEN and not the token', async () => {
	await using discord = await startDiscord({ clock: fakeClock() });
	const attempt = connectTo(discord.apiUrl, 'wrong.token.here');
	await expect(attempt).rejects.toThrow(/^Discord refuses the token \(DISCORD_TOKEN\)/);
	await expect(attempt).rejects.not.toThrow(/wrong/);
});

test('an intent that the portal has not enabled ends the start with one line that says where to enable it', async () => {
	await using discord = await startDiscord({ clock: fakeClock(), privilegedIntents: [] });
	const attempt = connectTo(discord.apiUrl, discord.token, [GatewayIntentBits.MessageContent]);
	await expect(attempt).rejects.toThrow(/^Discord refuses an intent: switch it on in the developer portal/);
});

test('a Discord that is not there ends the start with one line', async () => {
	const discord = await startDiscord({ clock: fakeClock() });
	await discord[Symbol.asyncDispose]();
	await expect(connectTo(discord.apiUrl, discord.token)).rejects.toThrow(/^Discord cannot be reached/);
});

test('a gateway connection that drops is taken up again, and what was sent meanwhile is answered', async () => {
	await using plantain = await startPlantain();
	const { alice, discord } = plantain;
	discord.gateway.drop();
	const scene = await alice.slash('imagine', { prompt: 'a fox' });
	expect((await scene.finished()).attachments).toHaveLength(1);
	expect(discord.gateway.resumes).toBe(1);
	expect(discord.gateway.identifies).toBe(1);
});

test('a gateway that closes for good is reported, so that the process does not live on deaf', async () => {
	await using plantain = await startPlantain();
	plantain.discord.gateway.close(4004);
	await plantain.discord.until(() => plantain.faults.length > 0);
	expect(plantain.faults).toEqual([expect.stringMatching(/^Discord refuses the token/)]);
});
