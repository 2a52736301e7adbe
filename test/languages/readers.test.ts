import type { LocaleString } from 'discord.js';
import { expect, test } from 'vitest';
import { createRules, type GuildRules } from '../../src/studio/rules/guild-rules.ts';
import { type Plantain, pictureFor, startForTalks, wordsFor } from '../sessions/stage.ts';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import { buttonsOf, pressOn, textOf } from '../support/cards.ts';
import type { PlantainOptions } from '../support/plantain.ts';

/** Alice, whose Discord is in German, in a server whose language is Japanese. */
async function startAmongJapanese(options: PlantainOptions = {}) {
	const plantain = await startForTalks(options);
	plantain.alice.user.locale = 'de';
	plantain.guild.prefer('ja');
	return plantain;
}

const decide = ({ whileStopped, guild }: Plantain, rules: Partial<GuildRules>) =>
	whileStopped((store) => createRules(store).change(guild.id, () => rules));

/** Makes Alice somebody who may change the rules of the server. */
const promote = ({ guild, alice }: Plantain) => guild.giveRole(alice.user, guild.role('managers', ['ManageGuild']));

/** The last line of a picture's message: model, size and time. */
const footerOf = (message: Message) => textOf(message).split('\n').at(-1);

/** The title of the form that was opened, and the labels of its fields. */
const shownIn = ({ modal }: Interaction) => [modal?.title, ...(modal?.components ?? []).map(({ label }) => label)];

test('what only the person sees is in their language', async () => {
	await using plantain = await startAmongJapanese();
	const { alice, channel } = plantain;
	await (await alice.slash('quota')).finished();
	await (await alice.slash('session show')).finished();
	expect(channel.transcript()).toMatchInlineSnapshot(`
		"alice → /quota
		bot   ← (only alice sees this) thinking…
		bot   ✎ (only alice sees this) **Du** · in dieser Minute noch 1.000 von 1.000 Bildern · wird 2026-11-20 15:01 UTC zurückgesetzt
		        **Du** · heute noch 1.000 von 1.000 Bildern · wird 2026-11-21 00:00 UTC zurückgesetzt
		        **Alle zusammen** · heute noch 1.000,00 $ von 1.000,00 $ · wird 2026-11-21 00:00 UTC zurückgesetzt
		        Heute hast du 0 Bilder für 0,00 $ erstellt.
		alice → /session show
		bot   ← (only alice sees this) thinking…
		bot   ✎ (only alice sees this) Hier läuft keine Session. Starte eine mit /imagine oder /edit."
	`);
});

test("a picture that all see, and its thread, are in the server's language", async () => {
	await using plantain = await startAmongJapanese();
	await pictureFor(plantain, await plantain.alice.slash('imagine', { prompt: 'a fox' }));
	expect(plantain.channel.transcript()).toMatchInlineSnapshot(`
		"alice → /imagine prompt: a fox
		bot   ← thinking…
		bot   ✎ > a fox
		        [a-fox.jpg · image/jpeg · 1024×1024 · 326 kB · alt: a fox]
		        -# Nano Banana 2.1 · 1024×1024 · 1秒未満
		        [buttons: 調整]
		bot   ⌗ opens the thread “a fox” on “> a fox”"
	`);
	expect(plantain.channel.threads.map((thread) => thread.transcript())).toMatchInlineSnapshot(`
		[
		  "bot ← 変えたいところを、ここに書いてください。以前の画像に返信すると、そこから枝分かれできます。\`//\`で始まるメッセージには反応しません。",
		]
	`);
});

test("the pictures that follow in the thread on the first are in the server's language too", async () => {
	await using plantain = await startAmongJapanese();
	const { alice, channel, discord, gemini } = plantain;
	gemini.next({}, { hold: true });
	await (await alice.slash('imagine', { prompt: 'a fox', count: 2 })).finished();
	await discord.until(() => channel.threads.length > 0);
	await gemini.inFlight();
	gemini.release();
	await plantain.logged('"msg":"answered"');
	const [thread] = channel.threads;
	const [second] = [...(thread?.messages.values() ?? [])].filter(({ attachments }) => attachments.length > 0);
	if (second === undefined) throw new Error('no picture came into the thread');
	expect(footerOf(second)).toContain('1秒未満');
	expect(buttonsOf(second)).toEqual(['調整']);
});

test('a picture that only the person sees is in theirs', async () => {
	await using plantain = await startAmongJapanese();
	const { alice } = plantain;
	const picture = await (await alice.slash('imagine', { prompt: 'a fox', private: true })).finished();
	expect(footerOf(picture)).toContain('unter einer Sekunde');
	expect(buttonsOf(picture)).toEqual(['Verfeinern']);
});

test('a picture that goes to the person directly instead is in theirs, from the first line to the buttons', async () => {
	await using plantain = await startAmongJapanese();
	const { alice, channel, discord, gemini } = plantain;
	gemini.next({ hold: true });
	await alice.slash('imagine', { prompt: 'a fox' });
	await gemini.inFlight();
	channel.overwrite(discord.bot, { deny: ['AttachFiles'] });
	gemini.release();
	await plantain.logged('"msg":"answered"');
	expect(discord.direct(alice.user, discord.bot).transcript().replace(/#\d+/, '#…')).toMatchInlineSnapshot(`
		"bot ← In #… darf ich das nicht posten. Deshalb schicke ich es dir hier.
		      > a fox
		      [a-fox.jpg · image/jpeg · 1024×1024 · 326 kB · alt: a fox]
		      -# Nano Banana 2.1 · 1024×1024 · unter einer Sekunde
		      [buttons: Verfeinern]"
	`);
});

test("a failure is told in the server's language where all see it, and in the person's where only they do", async () => {
	await using plantain = await startAmongJapanese();
	const { alice, gemini } = plantain;
	gemini.next({ finish: 'NO_IMAGE' }, { finish: 'NO_IMAGE' });
	const [open, closed] = [
		await (await alice.slash('imagine', { prompt: 'a fox' })).finished(),
		await (await alice.slash('imagine', { prompt: 'a hare', private: true })).finished(),
	];
	expect(open).toMatchObject({
		isEphemeral: false,
		content: expect.stringMatching(/^Geminiから画像が返ってきませんでした。/),
	});
	expect(closed).toMatchObject({
		isEphemeral: true,
		content: expect.stringMatching(/^Gemini hat kein Bild geliefert\./),
	});
});

test('a refusal of what all would have seen goes to the person alone, in their language', async () => {
	await using plantain = await startAmongJapanese({ env: () => ({ QUOTA_USER_IMAGES_PER_DAY: '1' }) });
	const { alice } = plantain;
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	const refusal = await (await alice.slash('imagine', { prompt: 'a hare' })).finished();
	expect(refusal.isEphemeral).toBe(true);
	expect(refusal.content).toMatch(/^Du hast heute noch 0 von 1 Bild übrig\./);
});

test("a reply to a message, of whose author only the server's language is known, is in that", async () => {
	await using plantain = await startAmongJapanese();
	const { alice, gemini } = plantain;
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	gemini.next({ finish: 'NO_IMAGE' });
	const failure = await wordsFor(plantain, await alice.reply(picture, 'a red scarf'));
	expect(failure).toMatch(/^Geminiから画像が返ってきませんでした。/);
	const next = await pictureFor(plantain, await alice.reply(picture, 'a blue coat'));
	expect(footerOf(next)).toContain('1秒未満');
	expect(buttonsOf(next)).toEqual(['調整']);
});

test("the log channel's lines are in the server's language, even about a picture that only the person sees", async () => {
	await using plantain = await startAmongJapanese();
	const { alice, channel, discord, guild } = plantain;
	const log = guild.channel('log');
	await decide(plantain, { logChannelId: log.id });
	await (await alice.slash('imagine', { prompt: 'a fox', private: true })).finished();
	await discord.until(() => log.messages.size === 1);
	const [line] = [...log.messages.values()];
	expect(line?.content).toContain(`<@${alice.user.id}>（<#${channel.id}>）：非公開の画像 · Nano Banana 2.1 ·`);
});

test('a form is in the language of the person who fills it in, whatever the button that opened it says', async () => {
	await using plantain = await startAmongJapanese();
	const { alice, bob } = plantain;
	bob.user.locale = 'fr';
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	const formFor = async (person: typeof alice) => {
		const press = person.click(picture, '調整');
		await press.acknowledged();
		return shownIn(press);
	};
	expect(await formFor(alice)).toEqual([
		'Dieses Bild verfeinern',
		'Was soll sich ändern?',
		'Bilder als Vorlage (optional)',
	]);
	expect(await formFor(bob)).toEqual([
		'Retoucher cette image',
		'Ce que tu veux changer',
		'Images à utiliser (facultatif)',
	]);
});

test('the panel of /settings and its forms are in the language of the person who opened it', async () => {
	await using plantain = await startAmongJapanese();
	const { alice, channel, discord } = plantain;
	promote(plantain);
	const panel = await (await alice.slash('settings')).finished();
	expect(channel.transcript()).toContain('## Einstellungen dieses Servers');
	alice.select(panel, 'Bereich', ['Limits und Kosten']);
	await discord.until(() => channel.transcript().includes('**Zeitzone**'));
	const opener = alice.click(panel, 'Ändern');
	await opener.acknowledged();
	expect(shownIn(opener)).toEqual(['Bilder pro Person', 'Pro Minute', 'Pro Stunde', 'Pro Tag', 'Pro Monat']);
});

test('in direct messages a command is answered in the language of the person, and a message in English', async () => {
	await using plantain = await startAmongJapanese();
	const { alice, discord, gemini } = plantain;
	const direct = alice.user.in(discord.direct(alice.user, discord.bot));
	const picture = await pictureFor(plantain, await direct.slash('imagine', { prompt: 'a fox' }));
	expect(footerOf(picture)).toContain('unter einer Sekunde');
	gemini.next({ finish: 'NO_IMAGE' });
	expect(await wordsFor(plantain, await direct.say('a red scarf'))).toContain("You weren't charged");
});

test.each<[person: LocaleString, guild: LocaleString, alone: string, toAll: string]>([
	['es-419', 'es-ES', 'Hoy llevas', 'menos de un segundo'],
	['es-ES', 'es-419', 'Hoy llevas', 'menos de un segundo'],
	['pt-BR', 'fr', 'Hoje você criou', "moins d'une seconde"],
	['fr', 'pt-BR', "Aujourd'hui, tu as créé", 'menos de um segundo'],
	['en-GB', 'en-US', 'Today you made', 'under a second'],
	['pl', 'de', 'Today you made', 'unter einer Sekunde'],
	['ja', 'zh-CN', '今日は画像を', 'under a second'],
])(
	'whose Discord is in %s in a server in %s reads “%s” alone and “%s” with all',
	async (person, guild, alone, toAll) => {
		await using plantain = await startForTalks();
		plantain.alice.user.locale = person;
		plantain.guild.prefer(guild);
		const { alice } = plantain;
		expect((await (await alice.slash('quota')).finished()).content).toContain(alone);
		const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
		expect(footerOf(picture)).toContain(toAll);
	},
);

test('a server that chooses another language is answered in it from then on', async () => {
	await using plantain = await startForTalks();
	const { alice, guild } = plantain;
	const make = async (prompt: string) => footerOf(await pictureFor(plantain, await alice.slash('imagine', { prompt })));
	expect(await make('a fox')).toContain('under a second');
	guild.prefer('fr');
	expect(await make('a hare')).toContain('seconde');
	const picture = await pictureFor(plantain, await alice.slash('imagine', { prompt: 'an owl' }));
	const next = await pictureFor(plantain, await alice.reply(picture, 'a red scarf'));
	expect(footerOf(next)).toContain('seconde');
});

test('what /forget asks and answers is in the language of the person', async () => {
	await using plantain = await startAmongJapanese();
	const { alice, discord } = plantain;
	await pictureFor(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	const warning = await (await alice.slash('forget')).finished();
	expect(await pressOn(discord, alice, warning, 'Alles löschen')).toMatch(/^Gelöscht: /);
});

test('what the bot logs stays in English, whoever was answered in whatever language', async () => {
	await using plantain = await startAmongJapanese({ env: () => ({ QUOTA_USER_IMAGES_PER_DAY: '0' }) });
	const { alice, logLines, logged } = plantain;
	const refusal = await (await alice.slash('imagine', { prompt: 'a fox' })).finished();
	expect(refusal.content).toMatch(/^Du hast heute noch 0/);
	await logged('"msg":"refused"');
	expect(logLines.find((line) => line.includes('"msg":"refused"'))).toContain('You have 0 of 0 pictures left today.');
	expect(logLines.join('\n')).not.toMatch(/Du hast|あなた/);
});
