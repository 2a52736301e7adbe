import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { ConfiguredLimits } from '../quota-variables.ts';
import { findSubstitute } from './brush.ts';
import { estimateCost, priceUsage } from './cost.ts';
import type { Ledger, Reserved } from './ledger/ledger.ts';
import type { Account, Limit, Standing } from './ledger/limits.ts';
import type { Use } from './ledger/page.ts';
import type { Models } from './models.ts';
import type { Result } from './ports.ts';
import type { Asker, ImageRequest } from './request.ts';
import type { GuildRules } from './rules.ts';
import { StoreError } from './store-ports.ts';

/** Pictures that a session's history usually sends again, for the estimate. */
const USUAL_HISTORY_PICTURES = 10;

/** How long room is held for a request, in milliseconds: longer than its retries, its pictures and its delivery may take. */
const HOLD_MS = 60 * 60_000;

/** How long until what could not be booked is booked again, in milliseconds: well before its room expires. */
const BOOK_AGAIN_MS = 60_000;

export interface GateDependencies {
	readonly ledger: Ledger;
	readonly limits: ConfiguredLimits;
	readonly models: Models;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Room that is held for one request. What is not settled when it goes out of scope is given back. */
export interface Admission extends AsyncDisposable {
	/**
	 * Books what was really made. Nobody pays for what gave no picture; the house still pays what Google billed. When
	 * the store cannot take it, it is booked as soon as it can.
	 */
	settle(results: readonly Pick<Result, 'outcome' | 'model'>[]): Promise<void>;
}

/** The one gate that every request passes before anything is called, whichever door it came through. */
export interface Gate {
	/** @throws UserError when a limit is in the way. @throws StoreError when the ledger cannot say; nothing was charged. */
	admit(request: ImageRequest, rules: GuildRules): Promise<Admission>;
	/** How a person stands with every limit that binds them. @throws StoreError */
	standing(asker: Asker, rules: GuildRules): Promise<readonly Standing[]>;
	/** Anywhere, in the days of UTC. @throws StoreError */
	spentToday(asker: Pick<Asker, 'userId'>): Promise<{ readonly images: number; readonly microDollars: number }>;
}

/** The ids of a request's two reservations. */
interface Holds {
	readonly house: string;
	readonly person: string;
}

/** The person's accounts, which are charged for pictures only, and those of the house, which pay for every call. */
export function accountsOf({ userId, roleIds, guildId }: Asker, rules: GuildRules, limits: ConfiguredLimits) {
	const { timeZone } = rules;
	const person: Account[] = [{ kind: 'user', id: userId, limits: limits.user }];
	const house: Account[] = [{ kind: 'bot', id: 'all', limits: limits.bot }];
	if (guildId !== null) {
		const own = limitsOf(bestRole(roleIds, rules) ?? rules.userLimits, 'images');
		person.push({ kind: 'user', id: `${guildId}/${userId}`, limits: own, timeZone });
		const budget = limitsOf(rules.budget, 'microDollars');
		house.push({ kind: 'guild', id: guildId, limits: [...limits.guild, ...budget], timeZone });
	}
	return { person, house };
}

/** Of the person's roles that have limits, the one that gives most in a day. */
function bestRole(roleIds: readonly string[], { roleLimits }: GuildRules): GuildRules['userLimits'] | undefined {
	const perDay = ({ day, month = Infinity }: GuildRules['userLimits']) => day ?? month;
	return roleIds
		.flatMap((id) => roleLimits[id] ?? [])
		.toSorted((a, b) => perDay(b) - perDay(a))
		.at(0);
}

function limitsOf(by: Partial<Record<Limit['window'], number | undefined>>, of: Limit['of']): Limit[] {
	const scale = of === 'microDollars' ? 1_000_000 : 1;
	const windows = ['minute', 'hour', 'day', 'month'] as const;
	return windows.flatMap((window) => {
		const most = by[window];
		return most === undefined ? [] : [{ window, of, most: Math.round(most * scale) }];
	});
}

export function createGate({ ledger, limits, models, clock, log }: GateDependencies): Gate {
	async function admit(request: ImageRequest, rules: GuildRules): Promise<Admission> {
		const { id, asker, prompt, settings, references, count, conversation } = request;
		const { person, house } = accountsOf(asker, rules, limits);
		const before = conversation.kind === 'new' ? 0 : USUAL_HISTORY_PICTURES;
		const input = { chars: prompt.length, images: references.length + before };
		const substitute = rules.mayFallBack ? findSubstitute(request, rules.models, models) : undefined;
		const dearest = [models[settings.model], ...(substitute === undefined ? [] : [substitute])].map((model) =>
			estimateCost(model, settings, input),
		);
		const estimate = { images: count, microDollars: count * Math.max(...dearest) };
		const holds: Holds = { house: `${id}:house`, person: `${id}:person` };
		const giveBack = async () => {
			await ledger.refund(holds.person);
			await ledger.refund(holds.house);
		};
		try {
			throwIfRefused(await ledger.reserve(holds.house, house, estimate, HOLD_MS));
			throwIfRefused(await ledger.reserve(holds.person, person, estimate, HOLD_MS));
		} catch (error) {
			// What cannot be given back now expires by itself.
			await giveBack().catch((err: unknown) => log.error({ err, requestId: id }, 'room could not be given back'));
			throw error;
		}
		let isSettled = false;
		return {
			async settle(results) {
				isSettled = true;
				await bookSurely(holds, results.map(toUse));
			},
			async [Symbol.asyncDispose]() {
				if (isSettled) return;
				await giveBack().catch((err: unknown) => log.error({ err, requestId: id }, 'room could not be given back'));
			},
		};
	}

	/** Never rejects: the picture is there and Google bills it, so what the store cannot take now it gets later. */
	async function bookSurely(holds: Holds, uses: readonly Use[]): Promise<void> {
		try {
			await book(
				holds.house,
				uses.filter(({ microDollars }) => microDollars > 0),
			);
			await book(
				holds.person,
				uses.filter(({ images }) => images > 0),
			);
		} catch (err) {
			log.error({ err, holds, uses }, 'what was used could not be booked');
			if (err instanceof StoreError) void clock.sleep(BOOK_AGAIN_MS).then(() => bookSurely(holds, uses));
		}
	}

	const book = (hold: string, uses: readonly Use[]) =>
		uses.length > 0 ? ledger.settle(hold, uses) : ledger.refund(hold);

	function throwIfRefused(answer: Reserved): void {
		if (answer.kind === 'refused') throw new UserError(describeRefusal(answer));
	}

	return {
		admit,
		standing: (asker, rules) => {
			const { person, house } = accountsOf(asker, rules, limits);
			return ledger.standing([...person, ...house]);
		},
		async spentToday({ userId }) {
			const { today } = await ledger.history({ kind: 'user', id: userId });
			return {
				images: today.reduce((sum, { images }) => sum + images, 0),
				microDollars: today.reduce((sum, { microDollars }) => sum + microDollars, 0),
			};
		},
	};
}

function toUse({ outcome, model }: Pick<Result, 'outcome' | 'model'>): Use {
	const microDollars = outcome.usage === undefined ? 0 : priceUsage(model, outcome.usage).total;
	const pieces = outcome.kind === 'images' ? outcome.pieces : [];
	return { images: pieces.filter(({ kind }) => kind === 'picture').length, microDollars, model: model.alias };
}

const WINDOWS = { minute: 'this minute', hour: 'this hour', day: 'today', month: 'this month' } as const;

/** Which limit is in the way, how much is left, when it comes back, and whom to ask. */
function describeRefusal({ account, limit, left, resetsAtMs }: Standing): string {
	const back = `<t:${Math.ceil(resetsAtMs / 1000)}:R>`;
	const when = WINDOWS[limit.window];
	const isMoney = limit.of === 'microDollars';
	const amount = (value: number) => (isMoney ? `$${(value / 1_000_000).toFixed(2)}` : `${value} pictures`);
	const whose = {
		user: 'Your limit',
		role: 'The limit of your role',
		guild: "This server's budget",
		bot: "This bot's budget",
	}[account.kind];
	const ask =
		account.kind === 'guild' || account.id.includes('/') ? 'an admin of this server' : 'whoever runs this bot';
	return `${whose} of ${amount(limit.most)} for ${when} leaves ${amount(left)}, and it comes back ${back}. Nothing was charged; for more, ask ${ask}.`;
}
