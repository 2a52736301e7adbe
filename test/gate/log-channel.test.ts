import { expect, test } from 'vitest';
import { createRules } from '../../src/studio/rules/guild-rules.ts';
import { startPlantain } from '../support/plantain.ts';

test('the log channel that a server chose gets one line about each picture and each failure, and no other channel does', async () => {
	await using plantain = await startPlantain();
	const { alice, bob, channel, discord, gemini, guild } = plantain;
	const log = guild.channel('log');
	const linesIn = ({ messages }: typeof log) => [...messages.values()].map(({ content }) => content);
	await (await alice.slash('imagine', { prompt: 'before' })).finished();
	await plantain.whileStopped((store) => createRules(store).change(guild.id, () => ({ logChannelId: log.id })));
	await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	gemini.next({ blocked: 'SAFETY' });
	await (await bob.slash('imagine', { prompt: 'a hare' })).finished();
	await discord.until(() => log.messages.size === 2);
	const about = (id: string) => new RegExp(`<@${id}>.*<#${channel.id}>.*Nano Banana 2\\.1 · \\$0\\.0\\d+ ·`);
	const lines = linesIn(log);
	expect(lines.some((line) => about(alice.user.id).test(line))).toBe(true);
	expect(lines.some((line) => about(bob.user.id).test(line))).toBe(true);
	expect(linesIn(channel).join('\n')).not.toContain('$0.');
	expect(discord.violations).toEqual([]);
});
