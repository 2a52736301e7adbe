import { expect, test } from 'vitest';
import { configureModels } from '../../../src/gemini/models.ts';
import type { Asker, ChosenSettings, RequestDraft } from '../../../src/studio/requests/request.ts';
import { type GuildRules, guildRules } from '../../../src/studio/rules/guild-rules.ts';
import { applyRules } from '../../../src/studio/rules/policy.ts';

const [CHANNEL, OTHER, ROLE, USER] = [
	'100000000000000001',
	'100000000000000002',
	'100000000000000003',
	'100000000000000004',
];
const models = configureModels({});

const orderOf = (chosen: Partial<ChosenSettings> = {}, asker: Partial<Asker> = {}, prompt = 'a fox'): RequestDraft => ({
	id: '100000000000000005',
	asker: { userId: USER, roleIds: [ROLE], guildId: '100000000000000006', channelId: CHANNEL, ...asker },
	prompt,
	chosen: { search: false, thoughts: false, ...chosen },
	count: 1,
	references: [],
	conversation: { kind: 'new', place: { guildId: null, parentPlaceId: null, placeId: CHANNEL } },
	mayOpenThread: false,
	replyTo: { kind: 'message', channelId: CHANNEL, userId: USER, maxFileBytes: 1 },
});
const rulesOf = (changed: Partial<GuildRules>) => guildRules.parse({ v: 1, ...changed });
const settingsOf = (chosen: Partial<ChosenSettings>, changed: Partial<GuildRules>) =>
	applyRules(orderOf(chosen), rulesOf(changed), models).settings;

test('what the person chose holds, then what the server wants, then what is usual', () => {
	const defaults = { model: 'pro', aspect: '16:9', size: '2K' } as const;
	expect(settingsOf({}, {})).toEqual({ model: 'flash', aspect: 'auto', search: false, thoughts: false });
	expect(settingsOf({}, { defaults })).toMatchObject(defaults);
	expect(settingsOf({ model: 'flash', aspect: '1:1', size: '1K' }, { defaults })).toMatchObject({
		model: 'flash',
		aspect: '1:1',
		size: '1K',
	});
});

test.each<[what: string, order: RequestDraft, rules: Partial<GuildRules>, sentence: RegExp]>([
	['a blocked person', orderOf(), { blockedUsers: [USER] }, /have blocked you/],
	['a denied role', orderOf(), { deniedRoles: [ROLE] }, /Your roles may not/],
	['a role that is denied and allowed', orderOf(), { deniedRoles: [ROLE], allowedRoles: [ROLE] }, /Your roles may not/],
	['a person without an allowed role', orderOf({}, { roleIds: [] }), { allowedRoles: [ROLE] }, /Your roles may not/],
	['a denied channel', orderOf(), { deniedChannels: [CHANNEL] }, /not made in this channel/],
	['a channel that is not allowed', orderOf(), { allowedChannels: [OTHER] }, new RegExp(`<#${OTHER}> only`)],
	[
		'a model that is not used here',
		orderOf({ model: 'pro' }),
		{ models: ['flash'] },
		/Nano Banana Pro is not used in this server.*choose Nano Banana 2\.1/,
	],
	[
		'4K without the role',
		orderOf({ size: '4K' }, { roleIds: [] }),
		{ rolesFor4K: [ROLE] },
		/4K is kept for some roles/,
	],
	[
		'search without the role',
		orderOf({ search: true }, { roleIds: [] }),
		{ rolesForSearch: [ROLE] },
		/Searching is kept/,
	],
	['a blocked word', orderOf({}, {}, 'a very bad fox'), { blockedWords: ['bad'] }, /does not allow a word/],
	['what the model cannot do', orderOf({ model: 'lite', size: '4K' }), {}, /cannot draw 4K/],
])('%s is refused in a sentence that says nothing was charged', (_, order, changed, sentence) => {
	expect(() => applyRules(order, rulesOf(changed), models)).toThrow(sentence);
	expect(() => applyRules(order, rulesOf(changed), models)).toThrow(/Nothing was charged/);
});

test.each<[what: string, order: RequestDraft, rules: Partial<GuildRules>]>([
	['an allowed role', orderOf(), { allowedRoles: [ROLE] }],
	['an allowed channel', orderOf(), { allowedChannels: [CHANNEL] }],
	['4K with the role', orderOf({ size: '4K' }), { rolesFor4K: [ROLE] }],
	['search with the role', orderOf({ search: true }), { rolesForSearch: [ROLE] }],
	['2K where 4K is kept', orderOf({ size: '2K' }, { roleIds: [] }), { rolesFor4K: [ROLE] }],
	['a word inside another', orderOf({}, {}, 'a badger'), { blockedWords: ['bad'] }],
])('%s is let through', (_, order, changed) => {
	expect(applyRules(order, rulesOf(changed), models).prompt).toBe(order.prompt);
});
