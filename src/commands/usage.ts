import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Chart } from '../studio/delivery.ts';
import { type Models, modelAlias } from '../studio/generation/models.ts';
import type { GuildUsage, Share } from '../studio/quota/usage.ts';
import { abridge } from '../text.ts';
import { mentionUser } from '../words/formatters.ts';
import type { Words } from '../words/words.ts';
import { FOR_MANAGERS, requireManager } from './manager.ts';
import { person } from './shared-options.ts';
import { defineGroup, type Invocation } from './slash-command.ts';

/** Most pictures in one gift. */
const MAX_GIFT = 100;
/** How many people are listed, highest cost first. */
const MOST_PEOPLE = 10;

const serverOptions = z.object({ server: z.string().optional() });
/** What a manager decides about a person. */
const moderationOptions = z.object({ person, ...serverOptions.shape, everywhere: z.boolean().default(false) });

/** Whom it is about, where it applies, and how it's said. @throws UserError when the person may not decide that. */
function readModeration({ options, replyTo, ...asked }: Invocation<z.output<typeof moderationOptions>>) {
	const { person: userId, server, everywhere: isEverywhere } = options;
	const guildId = requireManager(asked, asked, server);
	if (isEverywhere && !asked.isOperator(asked.user.id)) throw new UserError(({ errors }) => errors.operatorOnly);
	return {
		action: { guildId, userId, managerId: replyTo.userId },
		reach: isEverywhere ? 'everywhere' : 'server',
		subject: { person: mentionUser(userId), isEverywhere },
	} as const;
}

/** @param done what it says when that changed something. */
const blockCommand = (
	change: 'block' | 'unblock',
	done: 'blockedNow' | 'unblockedNow',
	already: 'blockedAlready' | 'notBlocked',
) => ({
	words: ({ commands }: Words) => commands.usage.subcommands[change],
	options: moderationOptions,
	async run(asked: Invocation<z.output<typeof moderationOptions>>) {
		const { action, reach, subject } = readModeration(asked);
		const isNews = await asked.studio.moderation[change](action, reach);
		await asked.delivery.tell(asked.replyTo, ({ usage }) => usage[isNews ? done : already](subject));
	},
});

export const usage = defineGroup({
	words: ({ commands }) => commands.usage,
	offer: FOR_MANAGERS,
	commands: [
		{
			words: ({ commands }) => commands.usage.subcommands.show,
			options: serverOptions,
			async run({ options, studio, delivery, models, replyTo, ...origin }) {
				const guildId = requireManager(origin, origin, options.server);
				const used = await studio.usageOf(guildId);
				const { blockedUsers } = await studio.rulesOf(guildId);
				const everywhere = origin.isOperator(origin.user.id) ? await studio.moderation.blockedEverywhere() : [];
				const chart = chartOf(used);
				const text = (words: Words) => {
					const { usage } = words;
					return [
						usage.totalToday({ amount: usage.amount(used.total.today) }),
						usage.totalThisMonth({ amount: usage.amount(used.total.thisMonth) }),
						// The picture has no scale of its own.
						chart.description(words),
						...describeUsage(used, models, usage),
						...describeBlocked(usage.blocked, blockedUsers, usage),
						...describeBlocked(usage.blockedEverywhere, everywhere, usage),
					].join('\n');
				};
				await delivery.show(replyTo, text, chart);
			},
		},
		blockCommand('block', 'blockedNow', 'blockedAlready'),
		blockCommand('unblock', 'unblockedNow', 'notBlocked'),
		{
			words: ({ commands }) => commands.usage.subcommands.give,
			options: moderationOptions.extend({ images: z.int().min(1).max(MAX_GIFT) }),
			async run(asked) {
				const { action, reach, subject } = readModeration(asked);
				const { images } = asked.options;
				await asked.studio.moderation.give({ id: asked.replyTo.interactionId, images }, action, reach);
				await asked.delivery.tell(asked.replyTo, ({ usage }) => usage.given({ ...subject, images }));
			},
		},
	],
});

type UsageWords = Words['usage'];

function describeUsage({ models, people }: GuildUsage, known: Models, usage: UsageWords): string[] {
	const nicknameOf = (name: string) => {
		const alias = modelAlias.safeParse(name);
		return alias.success ? known[alias.data].nickname : name;
	};
	return [
		...withTitle(usage.byModel, describeShares(models, nicknameOf, usage)),
		...withTitle(usage.byPerson, abridge(describeShares(people, mentionUser, usage), MOST_PEOPLE, usage.more)),
	];
}

const describeShares = (shares: readonly Share[], nameOf: (id: string) => string, usage: UsageWords): string[] =>
	shares.map(({ name, thisMonth, today }) =>
		usage.share({ name: nameOf(name), thisMonth: usage.amount(thisMonth), today: usage.amount(today) }),
	);

const withTitle = (title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : [`**${title}**`, ...lines];

function describeBlocked(title: string, ids: readonly string[], usage: UsageWords): string[] {
	if (ids.length === 0) return [];
	return [`**${title}** ${abridge(ids.map(mentionUser), MOST_PEOPLE, usage.more).join(', ')}`];
}

function chartOf({ days }: GuildUsage): Chart {
	const [dearest] = days.toSorted((a, b) => b.microDollars - a.microDollars);
	return {
		bars: days.map(({ microDollars }) => microDollars),
		description: ({ usage }) =>
			dearest === undefined || dearest.microDollars === 0
				? usage.chartEmpty({ days: days.length })
				: usage.chart({ days: days.length, microDollars: dearest.microDollars, date: dearest.date }),
	};
}
