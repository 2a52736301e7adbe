import type { ConfiguredLimits } from '../quota-variables.ts';
import type { Delivery } from './delivery.ts';
import { createCircuitBreakers } from './generation/circuit-breaker.ts';
import { createFallback } from './generation/fallback.ts';
import { createImageGenerator } from './generation/generator.ts';
import { isKept } from './generation/kept-results.ts';
import type { Models } from './generation/models.ts';
import type { ImageModel, References } from './generation/ports.ts';
import type { RetryDependencies } from './generation/retry-policy.ts';
import type { Metrics } from './metrics.ts';
import { createBookings, type Journal } from './quota/bookings.ts';
import { createGate, type PersonalQuota } from './quota/gate.ts';
import { createLedger } from './quota/ledger/create-ledger.ts';
import { holdProcessLease } from './quota/process-lease.ts';
import { type GuildUsage, readGuildUsage } from './quota/usage.ts';
import { createDuplicateGuard } from './requests/duplicate-guard.ts';
import { createIdempotencyKeys } from './requests/idempotency-keys.ts';
import { createJobRecords } from './requests/job-records.ts';
import { type AnswerError, createJobTakeover } from './requests/job-takeover.ts';
import { createJobs, type Jobs } from './requests/jobs.ts';
import type { Asker } from './requests/request.ts';
import type { UserQueue } from './requests/user-queue.ts';
import { createRules, type Rules } from './rules/guild-rules.ts';
import { createModeration, type Moderation } from './rules/moderation.ts';
import { createPolicy } from './rules/policy.ts';
import { type Conversations, createConversations } from './sessions/conversations.ts';
import { InProcessDeliveryOrder } from './sessions/delivery-order.ts';
import { createEditDrafts, type EditDrafts } from './sessions/edit-drafts.ts';
import { createForgetting, type Forgetting, type ForgottenPerson } from './sessions/forget-person.ts';
import { createPersonIndex } from './sessions/person-index.ts';
import { createSharedDeliveryOrder } from './sessions/shared-delivery-order.ts';
import { createThoughts } from './sessions/thoughts.ts';
import { createTurnRecorder } from './sessions/turn-recorder.ts';
import { createTurns } from './sessions/turns/turns.ts';
import type { Store } from './store.ts';
import { startUpkeep } from './upkeep.ts';

interface StudioDependencies extends Omit<RetryDependencies, 'circuitBreakers'> {
	readonly imageModel: ImageModel;
	readonly references: References;
	readonly delivery: Delivery;
	readonly store: Store;
	readonly userQueue: UserQueue;
	readonly models: Models;
	/** Whether people's messages can be read without a mention. */
	readonly readsMessages: () => boolean;
	/** The most that the history may take of a request body, in bytes. */
	readonly historyBudgetBytes: number;
	readonly limits: ConfiguredLimits;
	/** Identifies this process among all that use the store. */
	readonly ownerId: string;
	/** No other process can use the store. */
	readonly isAlone: boolean;
	readonly journal: Journal;
	readonly metrics: Metrics;
}

/** The use cases of the bot, independent of Discord and Google. */
export interface Studio {
	/** Whether a person may ask for pictures where they are. @throws UserError when not. @throws StoreError */
	checkAsker(asker: Asker): Promise<void>;
	/** Submits, rewords, withdraws and cancels requests. */
	readonly jobs: Jobs;
	/** Refines pictures, hears messages, and shows and changes sessions. */
	readonly conversations: Conversations;
	/** Keeps which pictures somebody is about to edit, while their form is open. @throws StoreError */
	readonly keepEditDraft: EditDrafts['keep'];
	/** `undefined` when it is no longer kept. @throws StoreError */
	readonly editDraftOf: EditDrafts['of'];
	/** The model's thoughts for a picture; `undefined` when they are not kept (any more). @throws StoreError */
	thoughtsOf(resultId: string): Promise<string | undefined>;
	/** See {@link Forgetting}. */
	forget(userId: string, askedAs: string): Promise<ForgottenPerson>;
	/** How a person stands with every limit that applies to them, and what they used today. @throws StoreError */
	quotaOf(asker: Asker): Promise<PersonalQuota>;
	/** What a server used so far. @throws StoreError */
	usageOf(guildId: string): Promise<GuildUsage>;
	/** The rules of a server, or with `null` those of direct messages. @throws StoreError */
	readonly rulesOf: Rules['of'];
	/**
	 * Changes the rules of a server, given the current ones; nobody else changes them in the meantime.
	 *
	 * @throws ZodError when a value is out of bounds; nothing is written. @throws StoreError
	 */
	readonly changeRules: Rules['change'];
	readonly moderation: Moderation;
	/**
	 * Takes over what dead processes left open, and takes a lease for this one. Dispose of it when the jobs are closed.
	 */
	recover(): Promise<AsyncDisposable>;
	/** Resumes the requests that were taken over. Call it when people can be reached. Returns at once. */
	resumeJobs(answerError: AnswerError): void;
	/** Resumes a request later whose person could not be reached now. Never rejects. */
	retryJob(id: string): Promise<void>;
	/** See {@link startUpkeep}. */
	startUpkeep(retentionMs: number): AsyncDisposable;
}

export function createStudio(deps: StudioDependencies): Studio {
	const { store, delivery, references, models, readsMessages, metrics, clock, random, log } = deps;
	const { records } = store;
	const index = createPersonIndex(store);
	const turns = createTurns({ store, clock, index });
	const thoughts = createThoughts(store, index);
	const editDrafts = createEditDrafts(store, index);
	const rules = createRules(store);
	const ledger = createLedger({ ...store, clock, ownerId: deps.ownerId });
	const bookings = createBookings({ ledger, journal: deps.journal, clock, log });
	const gate = createGate({ ledger, bookings, limits: deps.limits, models, metrics, clock, log });
	const moderation = createModeration({ rules, ledger, blocked: records('blocked-people'), clock, log });
	const policy = createPolicy(rules, moderation);
	const jobRecords = createJobRecords({ store, ownerId: deps.ownerId, log });
	const forgetting = createForgetting({ turns, thoughts, editDrafts, jobRecords, store, clock });
	const generator = createImageGenerator({
		imageModel: deps.imageModel,
		generateWithFallback: createFallback({
			models,
			circuitBreakers: createCircuitBreakers({ store, clock, log }),
			clock,
			random,
			metrics,
			log,
		}),
		turnRecorder: createTurnRecorder({ turns, thoughts, delivery, readsMessages, log }),
		duplicateGuard: createDuplicateGuard(records('repeats')),
		deliveryOrder: deps.isAlone
			? new InProcessDeliveryOrder()
			: createSharedDeliveryOrder({ store, isUnfinished: jobRecords.isUnfinished, clock, log }),
		historyBudgetBytes: deps.historyBudgetBytes,
		turns,
		thoughts,
		jobRecords,
		rules,
		references,
		delivery,
		policy,
		gate,
		models,
		clock,
		log,
	});
	const { isForgotten } = index;
	const jobs = createJobs({
		generator,
		idempotencyKeys: createIdempotencyKeys(records('claims')),
		jobRecords,
		isForgotten,
		userQueue: deps.userQueue,
		delivery,
		clock,
		log,
	});
	const takeover = createJobTakeover({
		jobRecords,
		jobs,
		bookings,
		isKept: (resultId) => isKept(resultId, turns),
		isForgotten,
		clock,
		log,
	});
	return {
		async checkAsker(asker) {
			await policy.rulesFor(asker);
		},
		jobs,
		conversations: createConversations({ turns, jobs, rules, delivery, models, readsMessages, log }),
		keepEditDraft: editDrafts.keep,
		editDraftOf: editDrafts.of,
		thoughtsOf: (resultId) => thoughts.of(resultId),
		forget: (userId, askedAs) => forgetting.forget(userId, askedAs),
		quotaOf: async (asker) => gate.quotaOf(asker, await rules.of(asker.guildId)),
		usageOf: (guildId) => readGuildUsage(guildId, { ledger, rules, clock }),
		rulesOf: rules.of,
		changeRules: rules.change,
		moderation,
		async recover() {
			// The journal first: what it knows need not be estimated.
			await bookings.recover();
			const lease = await holdProcessLease({
				store,
				async reclaim(ownerIds, findDead) {
					// A process that cannot answer people yet leaves the jobs to those that can.
					if (!deps.isAlone && !takeover.isStarted()) return false;
					// First, so that what is booked for a kept picture takes the room that is held for it.
					const isComplete = await takeover.takeOver(findDead);
					await ledger.reclaim(ownerIds);
					takeover.resume();
					return isComplete;
				},
				ownerId: deps.ownerId,
				isAlone: deps.isAlone,
				clock,
				log,
			});
			return {
				async [Symbol.asyncDispose]() {
					takeover.stop();
					await bookings[Symbol.asyncDispose]();
					await lease[Symbol.asyncDispose]();
				},
			};
		},
		resumeJobs: (answerError) => takeover.start(answerError),
		retryJob: (id) => takeover.retry(id),
		startUpkeep: (retentionMs) => startUpkeep({ turns, ledger, forgetting, retentionMs, clock, log }),
	};
}
