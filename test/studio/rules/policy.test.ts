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

const ROLES_MAY_NOT = "Your roles don't allow you to make pictures in this server.";

test.each<[what: string, order: RequestDraft, rules: Partial<GuildRules>, sentence: string]>([
	[
		'a blocked person',
		orderOf(),
		{ blockedUsers: [USER] },
		'The admins of this server have blocked you from making pictures.',
	],
	['a denied role', orderOf(), { deniedRoles: [ROLE] }, ROLES_MAY_NOT],
	['a role that is denied and allowed', orderOf(), { deniedRoles: [ROLE], allowedRoles: [ROLE] }, ROLES_MAY_NOT],
	['a person without an allowed role', orderOf({}, { roleIds: [] }), { allowedRoles: [ROLE] }, ROLES_MAY_NOT],
	['a denied channel', orderOf(), { deniedChannels: [CHANNEL] }, 'Pictures are turned off in this channel.'],
	[
		'a channel that is not allowed',
		orderOf(),
		{ allowedChannels: [OTHER] },
		`You can make pictures in <#${OTHER}>, but not here.`,
	],
	[
		'a model that is not used here',
		orderOf({ model: 'pro' }),
		{ models: ['flash'] },
		"This server doesn't use Nano Banana Pro. Try Nano Banana 2.1.",
	],
	[
		'4K without the role',
		orderOf({ size: '4K' }, { roleIds: [] }),
		{ rolesFor4K: [ROLE] },
		'4K is reserved for certain roles in this server. Try a smaller size.',
	],
	[
		'search without the role',
		orderOf({ search: true }, { roleIds: [] }),
		{ rolesForSearch: [ROLE] },
		'Searching is reserved for certain roles in this server. Try it without search.',
	],
	[
		'a blocked word',
		orderOf({}, {}, 'a very bad fox'),
		{ blockedWords: ['bad'] },
		"This server doesn't allow a word in your prompt. Try rephrasing it.",
	],
	[
		'what the model cannot do',
		orderOf({ model: 'lite', size: '4K' }),
		{},
		"Nano Banana 2 Lite can't draw 4K. It can draw 1K.",
	],
])(
	'%s is refused in a sentence that says why, and what else to try where there is something',
	(_, order, changed, sentence) => {
		expect(() => applyRules(order, rulesOf(changed), models)).toThrow(expect.objectContaining({ message: sentence }));
	},
);

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
