import { describe, expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { createCircuitBreakers } from '../../../src/studio/generation/circuit-breaker.ts';
import { createFallback } from '../../../src/studio/generation/fallback.ts';
import type { ModelAlias, Models } from '../../../src/studio/generation/models.ts';
import type { Outcome } from '../../../src/studio/generation/outcome.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';
import { noMetrics } from '../../support/no-metrics.ts';
import { choose, drawn, failed, failing, MODELS, paintCall } from '../../support/requests.ts';

const OVERLOADED = failing('overloaded', 'never');

/** A brush over a service in which these models end like this and all others draw; and the models it called. */
function setUp(endings: Partial<Record<ModelAlias, Outcome>>, models: Models = MODELS) {
	const called: ModelAlias[] = [];
	const [clock, log] = [fakeClock(), createLog('silent')];
	const circuitBreakers = createCircuitBreakers({ store: openMemoryStore({ clock }), clock, log });
	const generateWithFallback = createFallback({
		models,
		circuitBreakers,
		clock,
		random: () => 0,
		metrics: noMetrics,
		log,
	});
	const paint = async (chosen: Readonly<Record<string, unknown>>, mayFallBack = true) => {
		const wish = { settings: choose(chosen), references: [] };
		const { model, outcome } = await generateWithFallback(
			async (model) => paintCall({ model, settings: wish.settings }),
			wish,
			{
				mayFallBack,
				allowed: [],
				signal: new AbortController().signal,
				async send({ model }) {
					called.push(model.alias);
					return endings[model.alias] ?? drawn();
				},
			},
		);
		return [model.alias, outcome.kind];
	};
	return { called, paint };
}

test('an overloaded model is replaced by another, which is named as the one that drew', async () => {
	const { paint, called } = setUp({ flash: OVERLOADED });
	expect(await paint({ model: 'flash' })).toEqual(['pro', 'images']);
	expect(called).toEqual(['flash', 'pro']);
});

test('without leave nothing is replaced', async () => {
	const { paint, called } = setUp({ flash: OVERLOADED });
	expect(await paint({ model: 'flash' }, false)).toEqual(['flash', 'overloaded']);
	expect(called).toEqual(['flash']);
});

describe('a model that ended in another way is not replaced', () => {
	test.each([
		drawn(),
		failed('blocked-prompt'),
		failed('bad-request'),
		failed('timed-out'),
		failed('cancelled'),
		failing('rate-limited', 'never'),
		failing('unreachable', 'never'),
	])('$kind', async (ending) => {
		const { paint, called } = setUp({ flash: ending });
		expect(await paint({ model: 'flash' })).toEqual(['flash', ending.kind]);
		expect(called).toEqual(['flash']);
	});
});

describe('only a model that can do the same takes over', () => {
	test.each([
		[{ model: 'pro', size: '4K' }, 'flash'],
		[{ model: 'pro', search: true }, 'flash'],
		[{ model: 'lite', thoughts: true }, 'flash'],
		[{ model: 'flash', aspect: '21:9' }, 'pro'],
	] as const)('%j → %s', async (chosen, substitute) => {
		const { paint } = setUp({ [chosen.model]: OVERLOADED });
		expect(await paint(chosen)).toEqual([substitute, 'images']);
	});

	test('where none can, the person hears of the overload', async () => {
		const { paint, called } = setUp({ flash: OVERLOADED });
		expect(await paint({ model: 'flash', aspect: '8:1' })).toEqual(['flash', 'overloaded']);
		expect(called).toEqual(['flash']);
	});

	test('a model that is gone never takes over', async () => {
		const { paint } = setUp({ flash: OVERLOADED }, { ...MODELS, pro: { ...MODELS.pro, isGone: true } });
		expect(await paint({ model: 'flash' })).toEqual(['lite', 'images']);
	});
});

test('a substitute that is overloaded too is not replaced again', async () => {
	const { paint, called } = setUp({ flash: OVERLOADED, pro: OVERLOADED });
	expect(await paint({ model: 'flash' })).toEqual(['pro', 'overloaded']);
	expect(called).toEqual(['flash', 'pro']);
});

test('a model that keeps failing is left alone for everybody, and replaced without being asked', async () => {
	const { paint, called } = setUp({ flash: OVERLOADED });
	for (let failures = 0; failures < 5; failures++) await paint({ model: 'flash' }, false);
	expect(await paint({ model: 'flash' })).toEqual(['pro', 'images']);
	expect(await paint({ model: 'flash' }, false)).toEqual(['flash', 'overloaded']);
	expect(called).toEqual(['flash', 'flash', 'flash', 'flash', 'flash', 'pro']);
});
