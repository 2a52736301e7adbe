import type { ConfiguredLimits } from '../quota-variables.ts';
import { createBookings, type Journal } from './bookings.ts';
import { createBrush } from './brush.ts';
import { createClaims } from './claims.ts';
import { createForgetting, type Forgetting } from './forgetting.ts';
import { createGate, type Gate } from './gate.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createLedger } from './ledger/create-ledger.ts';
import type { Ledger } from './ledger/ledger.ts';
import { createMaker } from './maker.ts';
import type { Models } from './models.ts';
import type { PatienceDependencies } from './patience.ts';
import { createPeople, type People } from './people.ts';
import { createPersonIndex } from './person-index.ts';
import { createPicks, type Picks } from './picks.ts';
import { createPolicy, type Policy } from './policy.ts';
import type { Delivery, Line, Painter, References } from './ports.ts';
import { holdProcessLease } from './process-lease.ts';
import { createRepeats } from './repeats.ts';
import { createRules, type Rules } from './rules.ts';
import { createScribe } from './scribe.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { showLast, showTurn, type Viewer } from './show-last.ts';
import type { Store } from './store-ports.ts';
import { createThoughts, type Thoughts } from './thoughts.ts';
import type { Session } from './turns/archive.ts';
import { createTurns, type Turns } from './turns/turns.ts';
import { type GuildUsage, readGuildUsage } from './usage.ts';

export interface StudioDependencies extends Omit<PatienceDependencies, 'circuits'> {
	readonly painter: Painter;
	readonly references: References;
	readonly delivery: Delivery;
	readonly store: Store;
	readonly line: Line;
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
	readonly sessions: Sessions;
	/** Posts the newest picture of a session again. @throws UserError when there is none any more. */
	showLast(session: Session, viewer: Viewer): Promise<void>;
	/** Posts the picture of a turn again. @throws UserError when it is not kept, or not for this person. */
	showTurn(turnId: string, viewer: Viewer): Promise<void>;
	readonly turns: Turns;
	readonly thoughts: Thoughts;
	readonly picks: Picks;
	readonly forgetting: Forgetting;
	readonly rules: Rules;
	readonly ledger: Ledger;
	readonly gate: Gate;
	readonly people: People;
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
	const picks = createPicks(store.records('picks'), index);
	const rules = createRules(store.records('rules'), store.locks);
	const scribe = createScribe({ ...deps, turns, thoughts });
	const ledger = createLedger({ ...store, clock, ownerId });
	const bookings = createBookings({ ...deps, ledger });
	const gate = createGate({ ...deps, ledger, bookings });
	const repeats = createRepeats(store.records('repeats'));
	const people = createPeople({ ...deps, rules, ledger, blocked: store.records('blocked-people') });
	const policy = createPolicy({ rules, people });
	const maker = createMaker({ ...deps, repeats, turns, policy, gate, scribe, brush: createBrush(deps) });
	const claims = createClaims(store.records('claims'));
	const jobs = createJobs({ ...deps, maker, claims });
	return {
		jobs,
		turns,
		thoughts,
		picks,
		forgetting: createForgetting({ turns, thoughts, picks, store, clock }),
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
		sessions: createSessions({ ...deps, turns, jobs, rules }),
	};
}
