import { expect, test } from 'vitest';
import { answered, ask, beginTalk, historyOf, pictureFor, seenIn, startForTalks } from './stage.ts';

test('ten turns, a restart, a branch, an undo and two at once: every turn goes back exactly as it came', async () => {
	await using plantain = await startForTalks();
	const { gemini } = plantain;
	gemini.next(
		{},
		{ text: 'Here is the scarf.' },
		{ images: 2 },
		{ text: 'Lit.', thoughts: ['Warm?'], thoughtImages: 1 },
	);
	const { alice, bob, thread } = await beginTalk(plantain, 'one: a fox');
	await ask(plantain, alice.say('two: a red scarf'));
	const third = await ask(plantain, alice.say('three: evening'));
	await ask(plantain, alice.say('four: a lantern'));
	await plantain.restart();
	const fifth = await ask(plantain, alice.say('five: rain'));
	await ask(plantain, alice.reply(third, 'six: snow instead'));
	const undo = await alice.slash('session undo');
	await undo.finished();

	gemini.next({ hold: true }, { hold: true });
	const seventh = await alice.say('seven: a warmer sky');
	await gemini.inFlight(1);
	const eighth = await bob.reply(fifth, 'eight: a woodcut');
	await gemini.inFlight(2);
	gemini.release();
	await pictureFor(plantain, eighth);
	await answered(plantain, seventh);
	await ask(plantain, alice.say('nine: a second fox'));
	await ask(plantain, alice.say('ten: a postcard'));

	const thirdPath = ['one: a fox', 'two: a red scarf', 'three: evening'];
	const fifthPath = [...thirdPath, 'four: a lantern', 'five: rain'];
	const paths = {
		'two: a red scarf': thirdPath.slice(0, 1),
		'three: evening': thirdPath.slice(0, 2),
		'four: a lantern': thirdPath,
		'five: rain': fifthPath.slice(0, 4),
		'six: snow instead': thirdPath,
		'seven: a warmer sky': thirdPath,
		'eight: a woodcut': fifthPath,
		'nine: a second fox': [...fifthPath, 'eight: a woodcut'],
		'ten: a postcard': [...fifthPath, 'eight: a woodcut', 'nine: a second fox'],
	};
	expect(gemini.calls).toHaveLength(10);
	expect(Object.fromEntries(Object.keys(paths).map((prompt) => [prompt, historyOf(gemini, prompt)]))).toEqual(paths);
	expect(seenIn(thread)).toMatchInlineSnapshot(`
		"bot   ← Tell me what to change, right here. Reply to an older picture to branch from it. Start with \`//\` and I'll ignore you.
		alice → two: a red scarf
		bot   ← (to alice: “two: a red scarf”)
		        Here is the scarf.
		        [two-a-red-scarf.jpg]
		alice → three: evening
		bot   ← (to alice: “three: evening”)
		        [three-evening-1.jpg]
		        And here is picture 2.
		        [three-evening-2.jpg]
		alice → four: a lantern
		bot   ← (to alice: “four: a lantern”)
		        Lit.
		        [four-a-lantern.jpg]
		alice → five: rain
		bot   ← (to alice: “five: rain”)
		        [five-rain.jpg]
		alice → (to bot: “[three-evening-1.jpg · image/jpeg · 102…”) six: snow instead
		bot   ← (to alice: “six: snow instead”)
		        [six-snow-instead.jpg]
		alice → /session undo
		bot   ← thinking…
		bot   ✎ Undone. Your next message continues from the picture before.
		alice → seven: a warmer sky
		bob   → (to bot: “[five-rain.jpg · image/jpeg · 1024×1024…”) eight: a woodcut
		bot   ← (to alice: “seven: a warmer sky”)
		        [seven-a-warmer-sky.jpg]
		bot   ← (to bob: “eight: a woodcut”)
		        [eight-a-woodcut.jpg]
		alice → nine: a second fox
		bot   ← (to alice: “nine: a second fox”)
		        [nine-a-second-fox.jpg]
		alice → ten: a postcard
		bot   ← (to alice: “ten: a postcard”)
		        [ten-a-postcard.jpg]"
	`);
});
