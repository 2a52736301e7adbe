import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openForm } from '../../../src/commands/settings/form.ts';
import { buildPanel, customIdOf } from '../../../src/commands/settings/panel.ts';
import type { View } from '../../../src/commands/settings/setting.ts';
import { findSetting, PAGES } from '../../../src/commands/settings/table.ts';
import { configureModels } from '../../../src/gemini/models.ts';
import { aspectRatio, imageSize, modelAlias } from '../../../src/studio/generation/models.ts';
import { DEFAULT_RULES, type GuildRules, guildRules } from '../../../src/studio/rules/guild-rules.ts';
import { LANGUAGES } from '../../../src/words/languages.ts';
import { checkBody, schemaViolations } from '../../simulator/discord/limits/check-body.ts';
import { createOutbox, objectionsTo } from '../../support/outbox.ts';
import { replyTarget } from '../../support/requests.ts';

const models = configureModels({});

const snowflake = fc.bigInt(10n ** 16n, 10n ** 20n - 1n).map(String);
const ids = fc.uniqueArray(snowflake, { maxLength: 25 });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const amounts = <Window extends string>(windows: readonly Window[], amount: fc.Arbitrary<number>) =>
	fc.subarray([...windows]).chain((chosen) => fc.record(Object.fromEntries(chosen.map((window) => [window, amount]))));
const images = amounts(['minute', 'hour', 'day', 'month'], fc.oneof(fc.constant(100_000), fc.nat(100_000)));
const dollars = amounts(['day', 'month'], fc.double({ min: 0, max: 1_000_000, noNaN: true }));

/** What people write: anything, often as long as it may be, often of what Discord gives a meaning. */
const words = (max: number) =>
	fc
		.oneof(
			fc.string({ unit: 'binary', maxLength: max }),
			fc.constantFrom('*', '\n> ', '# a\n', '`', '<@&1>', '🎨', 'word ').map((part) => part.repeat(max).slice(0, max)),
		)
		.filter((text) => text.trim() !== '');

const anyRules: fc.Arbitrary<GuildRules> = fc
	.record({
		v: fc.constant(1),
		timeZone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
		allowedChannels: ids,
		deniedChannels: ids,
		allowedRoles: ids,
		deniedRoles: ids,
		blockedUsers: ids,
		rolesFor4K: ids,
		rolesForSearch: ids,
		models: fc.subarray(modelAlias.options),
		defaults: fc.record(
			{
				model: fc.constantFrom(...modelAlias.options),
				aspect: fc.constantFrom('auto', ...aspectRatio.options),
				size: fc.constantFrom(...imageSize.options),
			},
			{ requiredKeys: [] },
		),
		userLimits: images,
		roleLimits: fc.dictionary(snowflake, images, { maxKeys: 40 }),
		budget: dollars,
		threads: fc.constantFrom('auto', 'on-refine', 'off'),
		isOpenToAll: fc.boolean(),
		blockedWords: fc.array(words(100), { maxLength: 500 }),
		houseStyle: optional(words(1000)),
		systemInstruction: optional(words(4000)),
		safety: optional(fc.constantFrom(...guildRules.shape.safety.unwrap().options)),
		mayFallBack: fc.boolean(),
		logChannelId: optional(snowflake),
	})
	.map((record) => guildRules.parse(record));

const view = fc.record({
	guildId: fc.constant<string>('18446744073709551615'),
	rules: anyRules,
	models: fc.constant(models),
	ceilings: fc.record({ userImages: images, guildDollars: dollars }),
	words: fc.constantFrom(...Object.values(LANGUAGES)),
});

const twentyFive = Array.from({ length: 25 }, (_, index) => `${10n ** 19n + BigInt(index)}`);
const MOST_IMAGES = { minute: 100_000, hour: 100_000, day: 100_000, month: 100_000 };
const MOST_DOLLARS = { day: 1_000_000, month: 1_000_000 };

/** As much of everything as may be kept, in the characters that take most room once they mean nothing any more. */
const fullest: View = {
	guildId: '18446744073709551615',
	rules: guildRules.parse({
		v: 1,
		timeZone: 'America/Argentina/ComodRivadavia',
		...Object.fromEntries(
			['allowedChannels', 'deniedChannels', 'allowedRoles', 'deniedRoles', 'rolesFor4K', 'rolesForSearch'].map(
				(key) => [key, twentyFive],
			),
		),
		models: modelAlias.options,
		userLimits: MOST_IMAGES,
		roleLimits: Object.fromEntries(
			Array.from({ length: 100 }, (_, index) => [`${10n ** 19n + BigInt(index)}`, MOST_IMAGES]),
		),
		budget: MOST_DOLLARS,
		blockedWords: Array.from({ length: 500 }, () => '*'.repeat(100)),
		houseStyle: '*'.repeat(1000),
		systemInstruction: '*'.repeat(4000),
		logChannelId: twentyFive[0],
	}),
	models,
	ceilings: { userImages: MOST_IMAGES, guildDollars: MOST_DOLLARS },
	words: LANGUAGES['en-US'],
};

/** The messages of all pages, as they would go out. */
async function sendPages(shown: View) {
	const { sent, delivery } = createOutbox();
	for (const page of PAGES) await delivery.showPanel(replyTarget(), buildPanel(page, shown));
	return sent;
}

test('any rules at all are shown within the limits of Discord, on every page', async () => {
	await fc.assert(
		fc.asyncProperty(view, async (shown) => {
			const sent = await sendPages(shown);
			expect(sent).toHaveLength(5);
			expect(objectionsTo(sent)).toEqual([]);
		}),
		{ numRuns: 60, examples: [[fullest]] },
	);
});

const FORMS = ['userLimits', 'roleLimits', 'budget', 'timeZone', 'houseStyle', 'systemInstruction', 'blockedWords'];

/** What Discord has against the form that opens for the setting, or for a role or a button of it. */
function objectionsToForm(id: string, detail: string, shown: View) {
	const form = findSetting(id)?.form?.(detail);
	const body = JSON.parse(
		JSON.stringify({
			type: 9,
			data: { custom_id: customIdOf(shown.guildId, id, detail), ...(form && openForm(form, shown)) },
		}),
	);
	const refusal = checkBody('interaction-callback', body, { files: [] });
	return [...(refusal === undefined ? [] : [refusal]), ...schemaViolations('interaction-callback', body)];
}

test.each(FORMS)('the form of %s opens with whatever holds, within the limits of Discord', (id) => {
	fc.assert(
		fc.property(view, (shown) => {
			const [roleId = '100000000000000001'] = Object.keys(shown.rules.roleLimits);
			expect(objectionsToForm(id, roleId, shown)).toEqual([]);
		}),
		{ numRuns: 40, examples: [[fullest]] },
	);
});

test.each(Object.entries(LANGUAGES))('every page and form fits into Discord in %s', async (_, words) => {
	for (const rules of [DEFAULT_RULES, fullest.rules]) {
		const shown = { ...fullest, rules, words };
		expect(objectionsTo(await sendPages(shown))).toEqual([]);
		for (const id of FORMS) expect(objectionsToForm(id, 'change', shown)).toEqual([]);
		expect(objectionsToForm('blockedWords', 'remove', shown)).toEqual([]);
	}
});
