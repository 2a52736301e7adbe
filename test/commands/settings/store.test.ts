import { expect, test } from 'vitest';
import { StoreError } from '../../../src/studio/store.ts';
import { startDesk } from './desk.ts';

test('a form whose contents take a second is not opened, and the person is told so at once', async () => {
	let stalled: PromiseWithResolvers<void> | undefined;
	await using desk = await startDesk({ beforeReading: () => stalled?.promise ?? Promise.resolve() });
	const { alice, clock, settled, channel } = desk;
	const panel = await desk.open('Limits and money');
	stalled = Promise.withResolvers();
	const opener = alice.click(panel, desk.controlOf('settings:budget-change'));
	await clock.sleeping(1000);
	await clock.advance(999);
	expect(opener.callback).toBeUndefined();
	await clock.advance(1);
	await settled(opener);
	expect(opener.modal).toBeUndefined();
	expect((await opener.finished()).content).toBe(
		"I couldn't look that up in time. Nothing was changed; please try again.",
	);
	stalled.resolve();
	expect(channel.transcript()).not.toContain('Something broke');
});

test('a store that cannot answer leaves the panel as it is, and the person is told beside it', async () => {
	let isBroken = false;
	const beforeReading = () => (isBroken ? Promise.reject(new StoreError('the disk is gone')) : Promise.resolve());
	await using desk = await startDesk({ beforeReading });
	const { channel } = desk;
	await desk.changeRules({ timeZone: 'Asia/Tokyo' });
	const panel = await desk.open('Limits and money');
	const before = panel.components;
	isBroken = true;
	const cleared = await desk.press(panel, 'settings:timeZone-clear');
	const opener = await desk.press(panel, 'settings:budget-change');
	expect(cleared.followUps.map(({ content, visibleTo }) => [content, visibleTo?.name])).toEqual([
		[expect.stringContaining('Something broke on my side.'), 'alice'],
	]);
	expect(opener.response()?.content).toContain('Something broke on my side.');
	expect(panel.components).toEqual(before);
	expect(channel.transcript()).not.toContain('disk');
	isBroken = false;
	expect((await desk.rules()).timeZone).toBe('Asia/Tokyo');
});
