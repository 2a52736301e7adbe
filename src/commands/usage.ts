import { z } from 'zod';
import { type Models, modelAlias } from '../studio/models.ts';
import type { Chart } from '../studio/ports.ts';
import type { GuildUsage, Share } from '../studio/usage.ts';
import { describeAmount, dollars, pictures } from './amounts.ts';
import { FOR_MANAGERS, requireManager } from './manager.ts';
import { person } from './shared-options.ts';
import { defineGroup } from './slash-command.ts';

/** Most pictures that one gift may be of. */
const MAX_GIFT = 100;
/** How many people are named, those who cost most. */
const MOST_PEOPLE = 10;

const onlyForMe = () => true;
const server = z.string().optional().describe('Another server, by its id: for whoever runs this bot');

export const usage = defineGroup({
	name: 'usage',
	description: 'What this server used, and what single people may',
	offer: FOR_MANAGERS,
	commands: [
		{
			name: 'show',
			description: 'Show today, this month and the last 30 days, by person and by model',
			options: z.object({ server }),
			isPrivate: onlyForMe,
			async run({ options, studio, delivery, models, replyTo, ...scene }) {
				const guildId = requireManager(scene, scene, options.server);
				const used = await studio.usageOf(guildId);
				const { blockedUsers } = await studio.rules.of(guildId);
				const text = [...describeUsage(used, models), ...describeBlocked(blockedUsers)].join('\n');
				await delivery.show(replyTo, text, chartOf(used));
			},
		},
		{
			name: 'block',
			description: 'Let a person make no more pictures in this server',
			options: z.object({ person: person.describe('Who'), server }),
			isPrivate: onlyForMe,
			async run({ options, studio, delivery, replyTo, ...scene }) {
				const userId = options.person;
				const guildId = requireManager(scene, scene, options.server);
				const isNews = await studio.people.block({ guildId, userId, managerId: replyTo.userId });
				const says = isNews ? 'can make no more pictures in this server' : 'is blocked already';
				await delivery.tell(replyTo, `<@${userId}> ${says}.`);
			},
		},
		{
			name: 'unblock',
			description: 'Let a person make pictures in this server again',
			options: z.object({ person: person.describe('Who'), server }),
			isPrivate: onlyForMe,
			async run({ options, studio, delivery, replyTo, ...scene }) {
				const userId = options.person;
				const guildId = requireManager(scene, scene, options.server);
				const isNews = await studio.people.unblock({ guildId, userId, managerId: replyTo.userId });
				const says = isNews ? 'can make pictures in this server again' : 'was not blocked';
				await delivery.tell(replyTo, `<@${userId}> ${says}.`);
			},
		},
		{
			name: 'give',
			description: 'Give a person more pictures for today',
			options: z.object({
				person: person.describe('Who'),
				images: z.int().min(1).max(MAX_GIFT).describe('How many pictures more than the limits allow'),
				server,
			}),
			isPrivate: onlyForMe,
			async run({ options: { person: userId, images, server }, studio, delivery, replyTo, ...scene }) {
				const guildId = requireManager(scene, scene, server);
				await studio.people.give(replyTo.interactionId, { guildId, userId, managerId: replyTo.userId }, images);
				await delivery.tell(replyTo, `<@${userId}> may make ${pictures(images)} more today.`);
			},
		},
	],
});

function describeUsage({ total, models, people }: GuildUsage, known: Models): string[] {
	const nicknameOf = (name: string) => {
		const alias = modelAlias.safeParse(name);
		return alias.success ? known[alias.data].nickname : name;
	};
	const named = people.slice(0, MOST_PEOPLE);
	const others = people.length - named.length;
	return [
		`**Today** ${describeAmount(total.today)}`,
		`**This month** ${describeAmount(total.thisMonth)}`,
		...describeShares('By model', models, nicknameOf),
		...describeShares('By person', named, (id) => `<@${id}>`),
		...(others === 0 ? [] : [`and ${others} more`]),
	];
}

function describeShares(title: string, shares: readonly Share[], show: (name: string) => string): string[] {
	if (shares.length === 0) return [];
	const lines = shares.map(
		({ name, thisMonth, today }) => `${show(name)}: ${describeAmount(thisMonth)} (today ${describeAmount(today)})`,
	);
	return [`**${title}**`, ...lines];
}

function describeBlocked(ids: readonly string[]): string[] {
	if (ids.length === 0) return [];
	const others = ids.length - MOST_PEOPLE;
	const named = ids.slice(0, MOST_PEOPLE).map((id) => `<@${id}>`);
	return [`**Blocked** ${[...named, ...(others > 0 ? [`and ${others} more`] : [])].join(', ')}`];
}

function chartOf({ days }: GuildUsage): Chart {
	const [dearest] = days.toSorted((a, b) => b.microDollars - a.microDollars);
	return {
		bars: days.map(({ date, microDollars }) => ({ label: `${Number(date.slice(-2))}`, microDollars })),
		description:
			dearest === undefined || dearest.microDollars === 0
				? `Nothing was spent in the last ${days.length} days`
				: `Dollars spent on each of the last ${days.length} days, at most ${dollars(dearest.microDollars)} on ${dearest.date}`,
	};
}
