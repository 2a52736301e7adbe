import { expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startBotProcess, startSurroundings } from './bot-process.ts';

test.each(['SIGTERM', 'SIGKILL'] as const)(
	'a second process on one folder and one port takes over when the first ends by %s, and knows what was used',
	async (signal) => {
		await using around = await startSurroundings();
		const { alice, gemini } = around;
		const env = { ...around.env, HTTP_PORT: `${await freePort()}`, QUOTA_USER_IMAGES_PER_MONTH: '1' };
		await using first = startBotProcess(env);
		await first.said('"ready"');
		const drawn = await alice.slash('imagine', { prompt: 'by the first' });
		expect((await drawn.finished()).attachments).toHaveLength(1);
		await using second = startBotProcess(env);
		await first.end(signal);
		await second.said('"ready"');
		const refused = await alice.slash('imagine', { prompt: 'by the second' });
		expect((await refused.finished()).content).toContain('You have 0 of 1 picture left this month.');
		expect(gemini.calls).toHaveLength(1);
	},
);
