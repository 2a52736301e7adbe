import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { showTurn } from '../../src/studio/sessions/show-turn.ts';
import { privatePlace } from '../../src/studio/sessions/turns/sessions.ts';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import { silentLog } from '../store/open-temporary.ts';
import { newSession, newTurn, openTurns, usualSettings } from '../studio/sessions/turns/fixture.ts';
import { buttonsOf, textOf } from '../support/cards.ts';
import { startWithRules } from '../support/guild-rules.ts';
import { imageRequest, MODELS } from '../support/requests.ts';
import { type Plantain, pictureFor, startForTalks } from './stage.ts';

/** Discord takes no picture in answer to the next command. */
const refusePicture = ({ discord }: Pick<Plantain, 'discord'>) =>
	discord.faults.next({ method: 'PATCH', route: /\/messages\/@original$/ }, { status: 400, code: 50_035 });

/** Resolves with what the person is told, once that has its button. */
async function toldOf({ discord }: Pick<Plantain, 'discord'>, asked: Interaction): Promise<Message> {
	const told = await asked.finished();
	await discord.until(() => buttonsOf(told).length > 0);
	return told;
}

test('a picture that could not be posted comes by its own button, whatever is newer in the channel', async () => {
	await using plantain = await startWithRules({ threads: 'off' }, { discord: { rateLimits: false } });
	const { alice, bob, gemini } = plantain;
	refusePicture(plantain);
	const told = await toldOf(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	expect(textOf(told)).toContain("Your picture was made and counted, and I've kept it, but Discord didn't take it.");
	await pictureFor(plantain, await bob.slash('imagine', { prompt: 'a hare' }));
	const shown = await alice.click(told, 'Show the picture').finished();
	expect(textOf(shown)).toContain('> a fox');
	expect(shown.attachments).toHaveLength(1);
	expect(shown.visibleTo).toBeUndefined();
	expect(gemini.calls).toHaveLength(2);
});

test('one that only alice sees comes to her alone', async () => {
	await using plantain = await startForTalks();
	const { alice } = plantain;
	refusePicture(plantain);
	const told = await toldOf(plantain, await alice.slash('imagine', { prompt: 'a fox', private: true }));
	const shown = await alice.click(told, 'Show the picture').finished();
	expect(shown.attachments).toHaveLength(1);
	expect([told.visibleTo, shown.visibleTo]).toEqual([alice.user, alice.user]);
});

test('one that has been forgotten since is said to be gone', async () => {
	await using plantain = await startForTalks();
	const { alice } = plantain;
	refusePicture(plantain);
	const told = await toldOf(plantain, await alice.slash('imagine', { prompt: 'a fox' }));
	await plantain.whileStopped(async (store) => {
		for await (const [key] of store.records('turns').entries()) await store.records('turns').delete(key);
	});
	const pressed = alice.click(told, 'Show the picture');
	expect((await pressed.finished()).content).toBe('I no longer keep that picture.');
});

test('a private picture is for its owner, whoever knows its id', async () => {
	const { turns } = openTurns();
	await turns.open(newSession({ placeId: privatePlace('7') }));
	await turns.append(newTurn('8'));
	const posted: string[] = [];
	const delivery = {
		deliver: async () => {
			posted.push('a picture');
			return [];
		},
		tell: async () => void posted.push('words'),
	};
	const { asker, replyTo } = imageRequest({ settings: usualSettings });
	const show = (userId: string) =>
		showTurn('8', { asker: { ...asker, userId }, replyTo }, { turns, delivery, models: MODELS, log: silentLog });
	await expect(show('bob')).rejects.toThrow(UserError);
	expect(posted).toEqual([]);
	await show('alice');
	expect(posted).toEqual(['a picture']);
});
