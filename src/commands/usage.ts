import { z } from 'zod';
import { describeAmount, dollars, pictures } from '../amounts.ts';
import { type Models, modelAlias } from '../studio/generation/models.ts';
import type { Chart } from '../studio/ports.ts';
import type { GuildUsage, Share } from '../studio/quota/usage.ts';
import type { Reach } from '../studio/rules/moderation.ts';
import type { Services } from './command.ts';
import { FOR_MANAGERS, requireManager, requireOperator } from './manager.ts';
import { person } from './shared-options.ts';
import { defineGroup } from './slash-command.ts';

/** Most pictures that one gift may be of. */
const MAX_GIFT = 100;
/** How many people are named, those who cost most. */
const MOST_PEOPLE = 10;

const onlyForMe = () => true;
const server = z.string().optional().describe('Another server, by its id: for whoever runs this bot');
const everywhere = z.boolean().default(false);

/** How far the person wants to reach. @throws UserError when it is too far for them. */
function reachOf(
	isEverywhere: boolean,
	scene: Parameters<typeof requireOperator>[0] & Pick<Services, 'isOperator'>,
): Reach {
	if (isEverywhere) requireOperator(scene, scene);
	return isEverywhere ? 'everywhere' : 'server';
}

/** What has become of a person, by how far it reaches. */
const BLOCKED: Readonly<Record<Reach, string>> = {
	server: 'can make no more pictures in this server',
	everywhere: 'can make no more pictures anywhere',
};
const UNBLOCKED: Readonly<Record<Reach, string>> = {
	server: 'can make pictures in this server again',
	everywhere: 'can make pictures again, except in servers that block them',
};
const GIVEN: Readonly<Record<Reach, string>> = {
	server: 'in this server; the limits across all servers stay',
	everywhere: 'in this server and across all servers',
};

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
				const everywhere = scene.isOperator(scene.user.id) ? await studio.people.blockedEverywhere() : [];
				const text = [
					...describeUsage(used, models),
					...describeBlocked('Blocked', blockedUsers),
					...describeBlocked('Blocked everywhere', everywhere),
				].join('\n');
				await delivery.show(replyTo, text, chartOf(used));
			},
		},
		{
			name: 'block',
			description: 'Let a person make no more pictures in this server',
			options: z.object({
				person: person.describe('Who'),
				server,
				everywhere: everywhere.describe('In all servers and direct messages: for whoever runs this bot'),
			}),
			isPrivate: onlyForMe,
			async run({ options, studio, delivery, replyTo, ...scene }) {
				const userId = options.person;
				const guildId = requireManager(scene, scene, options.server);
				const reach = reachOf(options.everywhere, scene);
				const isNews = await studio.people.block({ guildId, userId, managerId: replyTo.userId }, reach);
				const says = isNews ? BLOCKED[reach] : 'is blocked already';
				await delivery.tell(replyTo, `<@${userId}> ${says}.`);
			},
		},
		{
			name: 'unblock',
			description: 'Let a person make pictures in this server again',
			options: z.object({
				person: person.describe('Who'),
				server,
				everywhere: everywhere.describe('Takes back a block that holds everywhere: for whoever runs this bot'),
			}),
			isPrivate: onlyForMe,
			async run({ options, studio, delivery, replyTo, ...scene }) {
				const userId = options.person;
				const guildId = requireManager(scene, scene, options.server);
				const reach = reachOf(options.everywhere, scene);
				const isNews = await studio.people.unblock({ guildId, userId, managerId: replyTo.userId }, reach);
				const says = isNews ? UNBLOCKED[reach] : 'was not blocked';
				await delivery.tell(replyTo, `<@${userId}> ${says}.`);
			},
		},
		{
			name: 'give',
			description: 'Give a person more pictures for today',
			options: z.object({
				person: person.describe('Who'),
				images: z.int().min(1).max(MAX_GIFT).describe('How many pictures more than the limits of this server allow'),
				server,
				everywhere: everywhere.describe('Beyond the limits across all servers too: for whoever runs this bot'),
			}),
			isPrivate: onlyForMe,
			async run({ options, studio, delivery, replyTo, ...scene }) {
				const { person: userId, images } = options;
				const guildId = requireManager(scene, scene, options.server);
				const reach = reachOf(options.everywhere, scene);
				const gift = { id: replyTo.interactionId, images };
				await studio.people.give(gift, { guildId, userId, managerId: replyTo.userId }, reach);
				await delivery.tell(replyTo, `<@${userId}> may make ${pictures(images)} more today, ${GIVEN[reach]}.`);
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

function describeBlocked(title: string, ids: readonly string[]): string[] {
	if (ids.length === 0) return [];
	const others = ids.length - MOST_PEOPLE;
	const named = ids.slice(0, MOST_PEOPLE).map((id) => `<@${id}>`);
	return [`**${title}** ${[...named, ...(others > 0 ? [`and ${others} more`] : [])].join(', ')}`];
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
