import type { ConfiguredLimits } from '../quota-variables.ts';
import { createFallback } from './generation/fallback.ts';
import { createGenerator } from './generation/generator.ts';
import type { Models } from './generation/models.ts';
import type { RetryDependencies } from './generation/retry-policy.ts';
import type { Delivery, ImageModel, References, UserQueue } from './ports.ts';
import { createBookings, type Journal } from './quota/bookings.ts';
import { createGate, type Gate } from './quota/gate.ts';
import { createLedger } from './quota/ledger/create-ledger.ts';
import type { Ledger } from './quota/ledger/ledger.ts';
import { holdProcessLease } from './quota/process-lease.ts';
import { type GuildUsage, readGuildUsage } from './quota/usage.ts';
import { createDuplicateGuard } from './requests/duplicate-guard.ts';
import { createIdempotencyKeys } from './requests/idempotency-keys.ts';
import { createJobs, type Jobs } from './requests/jobs.ts';
import { createRules, type Rules } from './rules/guild-rules.ts';
import { createModeration, type Moderation } from './rules/moderation.ts';
import { createPolicy, type Policy } from './rules/policy.ts';
import { type Conversations, createConversations } from './sessions/conversations.ts';
import { createEditDrafts, type EditDrafts } from './sessions/edit-drafts.ts';
import { createForgetting, type Forgetting } from './sessions/forget-person.ts';
import { createPersonIndex } from './sessions/person-index.ts';
import { showLast, showTurn, type Viewer } from './sessions/show-last.ts';
import { createThoughts, type Thoughts } from './sessions/thoughts.ts';
import { createTurnRecorder } from './sessions/turn-recorder.ts';
import type { Session } from './sessions/turns/session-records.ts';
import { createTurns, type Turns } from './sessions/turns/turns.ts';
import type { Store } from './store.ts';

export interface StudioDependencies extends Omit<RetryDependencies, 'circuitBreakers'> {
	readonly imageModel: ImageModel;
	readonly references: References;
	readonly delivery: Delivery;
	readonly store: Store;
	readonly userQueue: UserQueue;
	readonly models: Models;
	/** Whether people's messages can be read without a mention. */
	readonly readsMessages: () => boolean;
	/** The most that the history may take of a request's body, in bytes. */
	readonly historyBudgetBytes: number;
	readonly limits: ConfiguredLimits;
	/** Names this process among all that use the store. */
	readonly ownerId: string;
	/** No other process can use the store. */
	readonly isAlone: boolean;
	readonly journal: Journal;
}

/** What the bot does, knowing neither Discord nor Google: takes requests, makes them, remembers them. */
export interface Studio {
	readonly jobs: Jobs;
	readonly conversations: Conversations;
	/** Posts the newest picture of a session again. @throws UserError when there is none any more. */
	showLast(session: Session, viewer: Viewer): Promise<void>;
	/** Posts the picture of a turn again. @throws UserError when it is not kept, or not for this person. */
	showTurn(turnId: string, viewer: Viewer): Promise<void>;
	readonly turns: Turns;
	readonly thoughts: Thoughts;
	readonly editDrafts: EditDrafts;
	readonly forgetting: Forgetting;
	readonly rules: Rules;
	readonly ledger: Ledger;
	readonly gate: Gate;
	readonly people: Moderation;
	readonly policy: Policy;
	/**
	 * Books and gives back what processes that ended left open, and says that this one lives. To be disposed of when all
	 * jobs are done.
	 */
	recover(): Promise<AsyncDisposable>;
	/** What a server used until now. @throws StoreError */
	usageOf(guildId: string): Promise<GuildUsage>;
}

export function createStudio(deps: StudioDependencies): Studio {
	const { store, clock, ownerId } = deps;
	const index = createPersonIndex(store);
	const turns = createTurns({ ...deps, index });
	const thoughts = createThoughts(store.records('thoughts'), index);
	const editDrafts = createEditDrafts(store.records('picks'), index);
	const rules = createRules(store.records('rules'), store.locks);
	const turnRecorder = createTurnRecorder({ ...deps, turns, thoughts });
	const ledger = createLedger({ ...store, clock, ownerId });
	const bookings = createBookings({ ...deps, ledger });
	const gate = createGate({ ...deps, ledger, bookings });
	const duplicateGuard = createDuplicateGuard(store.records('repeats'));
	const people = createModeration({ ...deps, rules, ledger, blocked: store.records('blocked-people') });
	const policy = createPolicy({ rules, people });
	const generator = createGenerator({
		...deps,
		duplicateGuard,
		turns,
		policy,
		gate,
		turnRecorder,
		generateWithFallback: createFallback(deps),
	});
	const idempotencyKeys = createIdempotencyKeys(store.records('claims'));
	const jobs = createJobs({ ...deps, generator, idempotencyKeys });
	return {
		jobs,
		turns,
		thoughts,
		editDrafts,
		forgetting: createForgetting({ turns, thoughts, editDrafts, store, clock }),
		rules,
		ledger,
		gate,
		people,
		policy,
		async recover() {
			// What is known comes first, so that it is not estimated for a while.
			await bookings.recover();
			const records = store.records('process-leases');
			const reclaim = (ownerIds: ReadonlySet<string>) => ledger.reclaim(ownerIds);
			const lease = await holdProcessLease({ ...deps, locks: store.locks, records, reclaim });
			return {
				async [Symbol.asyncDispose]() {
					await bookings[Symbol.asyncDispose]();
					await lease[Symbol.asyncDispose]();
				},
			};
		},
		usageOf: (guildId) => readGuildUsage(guildId, { ledger, rules, clock }),
		showLast: (session, viewer) => showLast(session, viewer, { ...deps, turns }),
		showTurn: (turnId, viewer) => showTurn(turnId, viewer, { ...deps, turns }),
		conversations: createConversations({ ...deps, turns, jobs, rules }),
	};
}
