import fc from 'fast-check';
import { test } from 'vitest';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import { sweepLater } from '../studio/sessions/turns/fixture.ts';
import { assertSound } from '../studio/sessions/turns/sound.ts';
import { beginTalk, startForTalks } from './stage.ts';
import { type Step, step, Tale } from './tale.ts';

/** The newest turn is lost, then one goes on from before it, from where it was lost, and from after it. */
const LOSS_AND_RECOVERY: Step[] = [
	{ kind: 'say' },
	{ kind: 'lose', from: 1 },
	{ kind: 'say' },
	{ kind: 'restart' },
	{ kind: 'branch', from: 1 },
	{ kind: 'branch', from: 0 },
	{ kind: 'branch', from: 2 },
];

test('whatever people do, each request is sent the path to its turn, and nothing is lost', async () => {
	await using plantain = await startForTalks();
	const { clock } = plantain;
	let count = 0;
	const tell = async (steps: readonly Step[]) => {
		const prompt = `tale ${++count}`;
		const tale = new Tale(plantain, await beginTalk(plantain, prompt), prompt);
		for (const step of steps) await tale.take(step);
		await tale.end();
	};
	const tales = fc.array(step, { minLength: 5, maxLength: 9 });
	await fc.assert(fc.asyncProperty(tales, tell), { numRuns: 5, examples: [[LOSS_AND_RECOVERY]], endOnFailure: true });

	await plantain.whileStopped(async (store) => {
		await sweepLater(createTurns({ store, clock }), clock);
		await assertSound(store, clock);
	});
});
