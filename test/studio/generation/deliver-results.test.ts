import { expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { deliverResults } from '../../../src/studio/generation/deliver-results.ts';
import type { Outcome } from '../../../src/studio/generation/outcome.ts';
import { guildRules } from '../../../src/studio/rules/guild-rules.ts';
import { createPersonIndex } from '../../../src/studio/sessions/person-index.ts';
import { createThoughts } from '../../../src/studio/sessions/thoughts.ts';
import { createTurnRecorder } from '../../../src/studio/sessions/turn-recorder.ts';
import { createTurns } from '../../../src/studio/sessions/turns/turns.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { drawn, failed, imageRequest, result } from '../../support/requests.ts';

const log = createLog('silent');

/** Delivers one outcome while the bot is told to stop at that moment; resolves with what was shown, and what was said. */
async function deliverWhileStopping(outcome: Outcome | Error, at: 'before' | 'during') {
	const clock = fakeClock();
	const store = openMemoryStore({ clock });
	const thoughts = createThoughts(store, createPersonIndex(store));
	const openThread = () => Promise.resolve(undefined);
	const turns = createTurns({ store, clock });
	let isStopping = at === 'before';
	const shown: string[] = [];
	const keep = () => Promise.resolve({ isTurn: false, hasThoughts: false });
	const isUnfinished = await deliverResults(
		[outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve({ result: result(outcome), keep })],
		{
			request: imageRequest(),
			rules: guildRules.parse({ v: 1 }),
			awaitSlot: () => Promise.resolve(),
			shown: undefined,
			isShuttingDown: () => isStopping,
		},
		{
			turnRecorder: createTurnRecorder({ turns, thoughts, delivery: { openThread }, readsMessages: () => true, log }),
			delivery: {
				async deliver(_, { outcome: { kind } }) {
					shown.push(kind);
					isStopping = true;
					return [];
				},
			},
			log,
		},
	);
	return { isUnfinished, shown };
}

test.each([
	[drawn(), 'images'],
	[failed('no-image'), 'no-image'],
] as const)(
	'what is being shown while the bot is told to stop is finished, so that nobody does it again',
	async (outcome, kind) => {
		expect(await deliverWhileStopping(outcome, 'during')).toEqual({ isUnfinished: false, shown: [kind] });
	},
);

test.each([[drawn()], [failed('no-image')], [new Error('aborted')]])(
	'what comes after the bot is told to stop is unfinished',
	async (outcome) => {
		expect(await deliverWhileStopping(outcome, 'before')).toEqual({ isUnfinished: true, shown: [] });
	},
);
