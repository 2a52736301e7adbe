import { describe, expect, test } from 'vitest';
import { type Plantain, pictureFor, startForTalks } from '../sessions/stage.ts';
import { textOf } from '../support/cards.ts';

const EDIT = { method: 'PATCH', route: /^\/webhooks\// };

describe('a picture that Discord refuses for its size', () => {
	const refusedWith = (plantain: Plantain, times: number) =>
		plantain.discord.faults.next({ ...EDIT, times }, { status: 413, code: 40_005 });
	const sent = ({ discord }: Plantain) =>
		discord.requests
			.filter(({ method, files }) => method === 'PATCH' && files.length > 0)
			.map(({ files }) => files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0));

	test('is sent once more in half its size, however small it was', async () => {
		await using plantain = await startForTalks();
		refusedWith(plantain, 1);
		await pictureFor(plantain, await plantain.alice.slash('imagine', { prompt: 'a fox' }));
		const [first = 0, second = 0, ...more] = sent(plantain);
		expect(second).toBeLessThanOrEqual(first / 2);
		expect(more).toEqual([]);
		expect(plantain.channel.transcript()).toContain('Made smaller to fit here; I keep the original');
	});

	test('twice is told of with that reason, not with a permission', async () => {
		await using plantain = await startForTalks();
		refusedWith(plantain, 2);
		const scene = await plantain.alice.slash('imagine', { prompt: 'a fox' });
		expect(textOf(await scene.finished())).toBe(
			"Your picture was made and counted, and I've kept it, but Discord doesn't take a file of its size here, even after I made it smaller. Press the button to try again.",
		);
		expect(sent(plantain)).toHaveLength(2);
	});
});
