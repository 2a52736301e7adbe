import { expect, test } from 'vitest';
import { createRules } from '../../src/studio/rules/guild-rules.ts';
import { beginTalk, pictureFor, startForTalks } from '../sessions/stage.ts';
import { textOf } from '../support/cards.ts';

const PROMPT = 'kite [a](https://evil.example) [b](https://evil.example) <@100000000000000004> ||c||';
const INERT =
	'kite \\[a\\](https\\:\\/\\/evil.example) \\[b\\](https\\:\\/\\/evil.example) \\<\\@100000000000000004> \\|\\|c\\|\\|';
const LINKING = 'Like [this one](https://a.example/kite) and [that](<https://b.example>).';
const LEADING = 'Like this one (<https://a.example/kite>) and that (<https://b.example>).';

test('a prompt is shown above its picture as it was written; names and alt texts, which render nothing, hold it as it is', async () => {
	await using plantain = await startForTalks();
	const { picture, thread } = await beginTalk(plantain, PROMPT);
	expect(plantain.channel.transcript()).toContain(`✎ > ${INERT}\n`);
	expect(thread.name).toBe(PROMPT);
	expect(JSON.stringify(picture.components)).toContain(`"description":"${PROMPT}"`);
});

test('the list of a session shows prompts without markup, in the links and beside them', async () => {
	await using plantain = await startForTalks();
	const { alice } = await beginTalk(plantain, '[kite](https://evil.example) @everyone :fox:');
	const shown = await (await alice.slash('session show')).finished();
	expect(textOf(shown)).toContain(
		'[kite (https\\:\\/\\/evil.example) \\@everyone \\:fox:](https://discord.com/channels/',
	);
});

test('the links of a model show where they lead: beside a picture, instead of one, and in its thoughts', async () => {
	await using plantain = await startForTalks();
	const { alice, gemini } = plantain;
	gemini.next({ text: LINKING, thoughts: [LINKING] });
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a kite', thoughts: true }));
	expect(JSON.stringify(picture.components)).toContain(LEADING);
	expect((await alice.click(picture, 'Thoughts').finished()).content).toBe(LEADING);
	gemini.next({ textOnly: LINKING });
	const instead = await (await alice.slash('imagine', { prompt: 'a kite?' })).finished();
	expect(instead.content).toContain(`> ${LEADING}`);
});

test('the log channel reads prompts without markup, and of private ones no word', async () => {
	await using plantain = await startForTalks();
	const { alice, guild, discord } = plantain;
	const log = guild.channel('log');
	await plantain.whileStopped((store) => createRules(store).change(guild.id, () => ({ logChannelId: log.id })));
	await pictureFor(plantain, await alice.slash('imagine', { prompt: PROMPT }));
	await discord.until(() => log.messages.size === 1);
	const hidden = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a secret', private: true }));
	await discord.until(() => log.messages.size === 2);
	const pressed = alice.click(hidden, 'Refine');
	await pressed.acknowledged();
	await pictureFor(plantain, await alice.submitModal(pressed, { prompt: 'another secret' }));
	await discord.until(() => log.messages.size === 3);
	expect(log.transcript().replaceAll(/ · \$\d+\.\d{2,3}/g, '')).toBe(
		[
			`bot ← @alice in #pictures: “${INERT}” · Nano Banana 2.1 · images`,
			...Array(2).fill('bot ← @alice in #pictures: a private picture · Nano Banana 2.1 · images'),
		].join('\n'),
	);
	expect([...log.messages.values()].flatMap(({ pings }) => pings.users)).toEqual([]);
});
