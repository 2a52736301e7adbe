import { expect, test } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { createLedger } from '../../../src/studio/quota/ledger/create-ledger.ts';
import { createRules } from '../../../src/studio/rules/guild-rules.ts';
import { createModeration } from '../../../src/studio/rules/moderation.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { openMemoryStore } from '../../support/memory-store.ts';

const GUILD = '100000000000000001';
const action = (userId: string) => ({ guildId: GUILD, userId, managerId: '100000000000000002' });
const personId = (index: number) => `${200_000_000_000_000_000n + BigInt(index)}`;

function open() {
	const clock = fakeClock();
	const store = openMemoryStore({ clock });
	const ledger = createLedger({ ...store, clock });
	const rules = createRules(store);
	const people = createModeration({
		rules,
		ledger,
		blocked: store.records('blocked-people'),
		clock,
		log: createLog('silent'),
	});
	return { people, rules, ledger };
}

test('ten people blocked at once are ten blocked people, and one change at the same time is not lost', async () => {
	const { people, rules } = open();
	const blocking = Array.from({ length: 10 }, (_, index) => people.block(action(personId(index)), 'server'));
	await Promise.all([...blocking, rules.change(GUILD, () => ({ houseStyle: 'in watercolours' }))]);
	const { blockedUsers, houseStyle } = await rules.of(GUILD);
	expect(blockedUsers.toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => personId(index)));
	expect(houseStyle).toBe('in watercolours');
});

test('one person blocked twice at once is news once', async () => {
	const { people, rules } = open();
	const news = await Promise.all([
		people.block(action(personId(1)), 'server'),
		people.block(action(personId(1)), 'server'),
	]);
	expect(news.toSorted()).toEqual([false, true]);
	expect((await rules.of(GUILD)).blockedUsers).toEqual([personId(1)]);
});

test('the thousandth person can be blocked, and of one more a manager reads that the list is full', async () => {
	const { people, rules } = open();
	await rules.change(GUILD, () => ({ blockedUsers: Array.from({ length: 999 }, (_, index) => personId(index)) }));
	expect(await people.block(action(personId(999)), 'server')).toBe(true);
	await expect(people.block(action(personId(1000)), 'server')).rejects.toThrow(
		'1,000 people are blocked in this server, and the list is full.',
	);
	expect(await people.block(action(personId(999)), 'server')).toBe(false);
	expect((await rules.of(GUILD)).blockedUsers).toHaveLength(1000);
	expect(await people.unblock(action(personId(0)), 'server')).toBe(true);
	expect(await people.block(action(personId(1000)), 'server')).toBe(true);
});

const LIMITS = (['minute', 'hour', 'day', 'month'] as const).map(
	(window) => ({ window, of: 'images', most: 1 }) as const,
);

const OPERATORS = { prefix: '', timeZone: 'UTC' };
const SERVERS = { prefix: `${GUILD}/`, timeZone: 'Pacific/Auckland' };

test.each([
	['server', 'the operator', OPERATORS, [0, 0]],
	['server', 'the server', SERVERS, [4, 5]],
	['everywhere', 'the operator', OPERATORS, [4, 5]],
	['everywhere', 'the server', SERVERS, [4, 5]],
] as const)(
	'a gift (%s) raises the limits of %s for today and this month by what it should, once',
	async (reach, _, { prefix, timeZone }, [first, both]) => {
		const { people, rules, ledger } = open();
		await rules.change(GUILD, () => ({ timeZone: 'Pacific/Auckland' }));
		const left = async (userId: string) =>
			(await ledger.standing([{ kind: 'user', id: `${prefix}${userId}`, limits: LIMITS, timeZone }])).map(
				(one) => one.left,
			);
		const give = (id: string, images: number) => people.give({ id, images }, action(personId(1)), reach);
		await give('gift', 4);
		expect(await left(personId(1))).toEqual([1, 1, 1 + first, 1 + first]);
		await give('gift', 4);
		expect(await left(personId(1))).toEqual([1, 1, 1 + first, 1 + first]);
		await give('another', 1);
		expect(await left(personId(1))).toEqual([1, 1, 1 + both, 1 + both]);
		expect(await left(personId(2))).toEqual([1, 1, 1, 1]);
	},
);

test('who is blocked everywhere is so until that is taken back, and no server has them in its list', async () => {
	const { people, rules } = open();
	expect(await people.isBlockedEverywhere(personId(1))).toBe(false);
	expect(await people.unblock(action(personId(1)), 'everywhere')).toBe(false);
	expect(await people.block(action(personId(1)), 'everywhere')).toBe(true);
	expect(await people.block(action(personId(1)), 'everywhere')).toBe(false);
	await people.block(action(personId(2)), 'everywhere');
	expect((await people.blockedEverywhere()).toSorted()).toEqual([personId(1), personId(2)]);
	expect(await people.isBlockedEverywhere(personId(1))).toBe(true);
	expect((await rules.of(GUILD)).blockedUsers).toEqual([]);
	expect(await people.unblock(action(personId(1)), 'server')).toBe(false);
	expect(await people.unblock(action(personId(1)), 'everywhere')).toBe(true);
	expect(await people.isBlockedEverywhere(personId(1))).toBe(false);
});
