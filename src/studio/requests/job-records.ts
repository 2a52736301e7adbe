import { z } from 'zod';
import type { Logger } from '../../log.ts';
import { booking } from '../quota/bookings.ts';
import type { FindDead } from '../quota/process-lease.ts';
import { RecordCollection } from '../record-collection.ts';
import { type Store, UnreadableError } from '../store.ts';
import { type InteractionTarget, type RequestDraft, replyTarget, requestDraft } from './request.ts';

/** How long an unfinished job is kept, in milliseconds: no longer than a tombstone, which keeps it from being resumed. */
const JOB_TTL_MS = 24 * 60 * 60_000;

const generatedPicture = z.object({
	id: z.string(),
	/** What the house pays for it, and the person once it is certain to be shown. */
	bookings: z.object({ house: z.array(booking).readonly(), person: z.array(booking).readonly() }),
	/** Its turn does not keep them. */
	sources: z
		.object({
			queries: z.array(z.string()).readonly(),
			pages: z.array(z.object({ title: z.string(), url: z.string() })).readonly(),
		})
		.exactOptional(),
});
/** A generated picture. */
export type GeneratedPicture = Readonly<z.infer<typeof generatedPicture>>;

const jobRecord = z.object({
	v: z.literal(1),
	/** The process that works on it. */
	ownerId: z.string(),
	/** How many times work on it has begun. */
	attempt: z.int().nonnegative(),
	replyTo: replyTarget,
	/** Absent while all that is known is that somebody is about to see "thinking…". */
	draft: requestDraft.exactOptional(),
	/** The pictures that came, from just before each is kept as a turn of the same id; one for each id. */
	results: z.array(generatedPicture).readonly(),
});
type JobRecord = Readonly<z.infer<typeof jobRecord>>;

/** A job that this process has taken over, or that it resumes itself. */
export interface TakenOverJob extends Omit<JobRecord, 'v' | 'ownerId'> {
	readonly id: string;
}

/** Why a process may not change a job: its record was deleted, or another process has taken the job over. */
type NotOurs = 'gone' | 'taken';

export type JobRecords = ReturnType<typeof createJobRecords>;

interface Dependencies {
	readonly store: Pick<Store, 'records' | 'reportUnreadable' | 'locks'>;
	/** Identifies this process. */
	readonly ownerId: string;
	readonly log: Logger;
}

/**
 * The jobs of all processes, so that another process can finish the jobs of one that dies. A record is written before
 * the person sees that work began, and deleted once they have been answered.
 */
export function createJobRecords({ store, ownerId, log }: Dependencies) {
	const records = new RecordCollection<JobRecord>(store, { namespace: 'jobs', kind: 'job', schema: jobRecord.loose() });
	/** Jobs whose record could not be deleted yet. */
	const pendingDeletions = new Set<string>();
	const fresh = { v: 1, ownerId, attempt: 0, results: [] } as const;
	/**
	 * Nobody waits for the disk: each step is followed by a write that is waited for before it matters, the reservation
	 * before the call and the turn before the picture is shown.
	 */
	const lifetime = { ttlMs: JOB_TTL_MS, durability: 'soon' } as const;

	/**
	 * Returns the changed record. Needs no lock: a process makes one change after the other to a job, and another process
	 * changes it only when this one seems dead.
	 */
	async function changeOwn(id: string, change: (held: JobRecord) => JobRecord): Promise<JobRecord | NotOurs> {
		const held = await records.get(id);
		if (held === undefined) return 'gone';
		return held.ownerId === ownerId ? records.set(id, change(held), lifetime) : 'taken';
	}

	/** A damaged record may be deleted too, since no process could use it. */
	async function isDeletable(id: string): Promise<boolean> {
		try {
			return (await records.get(id))?.ownerId === ownerId;
		} catch (error) {
			if (error instanceof UnreadableError) return true;
			throw error;
		}
	}

	/** Returns whether it is gone. */
	async function remove(id: string): Promise<boolean> {
		try {
			// One that comes back after a power cut belongs to an answer that can be seen.
			if (await isDeletable(id)) await records.delete(id, { durability: 'soon' });
			pendingDeletions.delete(id);
			return true;
		} catch (err) {
			pendingDeletions.add(id);
			log.error({ err, requestId: id }, 'the record of a finished job could not be deleted');
			return false;
		}
	}

	/** Returns nothing when another process was faster. */
	const takeOne = (id: string, dead: ReadonlySet<string>): Promise<TakenOverJob[]> =>
		store.locks.withLock([`job:${id}`], async (lease) => {
			const held = await records.get(id);
			if (held === undefined || !dead.has(held.ownerId)) return [];
			return [{ id, ...(await records.set(id, { ...held, ownerId }, { ...lifetime, lease })) }];
		});

	return {
		/** A job of this process, if it is not finished. @throws StoreError */
		async own(id: string): Promise<TakenOverJob | undefined> {
			const held = await records.get(id);
			return held?.ownerId === ownerId ? { id, ...held } : undefined;
		},
		/** Records that "thinking…" is about to be shown, unless a record is there. @throws StoreError */
		receive: (replyTo: InteractionTarget) => records.add(replyTo.interactionId, { ...fresh, replyTo }, lifetime),
		/** Records a request that this process has accepted. @throws StoreError */
		async accept(draft: RequestDraft) {
			await records.set(draft.id, { ...fresh, replyTo: draft.replyTo, draft }, lifetime);
		},
		/** Whether somebody is still to be answered. @throws StoreError */
		isUnfinished: async (id: string) => (await records.get(id)) !== undefined,
		/** Counts one more attempt, right before the work; returns the job. @throws StoreError */
		begin: (id: string) => changeOwn(id, (held) => ({ ...held, attempt: held.attempt + 1 })),
		/** Replaces the draft of a job of this process, if it is not finished. @throws StoreError */
		change: (draft: RequestDraft) => changeOwn(draft.id, (held) => ({ ...held, draft })),
		/** Adds a picture to a job, in place of one with the same id that was lost. @throws StoreError */
		addPicture: (jobId: string, picture: GeneratedPicture) =>
			changeOwn(jobId, (held) => ({
				...held,
				results: [...held.results.filter(({ id }) => id !== picture.id), picture],
			})),
		/** Deletes a job of this process. What fails is retried with the next one. Never rejects. */
		async finish(id: string) {
			// While the store fails for this one, it would fail for the others too.
			if (await remove(id)) for (const one of pendingDeletions) if (!(await remove(one))) return;
		},
		/**
		 * Makes the jobs of dead processes those of this one.
		 *
		 * @param findDead asked after the jobs are listed, so that it knows of every process that could have accepted one.
		 * @returns them in the order in which they were asked for, and whether none failed to be taken over.
		 * @throws StoreError when they cannot be listed.
		 */
		async takeOver(findDead: FindDead): Promise<{ taken: readonly TakenOverJob[]; isComplete: boolean }> {
			const owners = new Map<string, string>();
			for await (const [id, record] of records.entries())
				if (record.ownerId !== ownerId) owners.set(id, record.ownerId);
			if (owners.size === 0) return { taken: [], isComplete: true };
			const dead = await findDead(new Set(owners.values()));
			const ids = [...owners].filter(([, owner]) => dead.has(owner)).map(([id]) => id);
			const taken = await Promise.allSettled(ids.map((id) => takeOne(id, dead)));
			for (const [index, one] of taken.entries())
				if (one.status === 'rejected')
					log.error({ err: one.reason, requestId: ids[index] }, 'a job could not be taken over');
			return {
				taken: taken
					.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
					.toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1)),
				isComplete: taken.every(({ status }) => status === 'fulfilled'),
			};
		},
		/** Deletes a person's jobs that they asked for up to this event. @throws StoreError */
		async forget(userId: string, askedAs: string) {
			for await (const [id, { replyTo }] of records.entries())
				if (replyTo.userId === userId && BigInt(id) <= BigInt(askedAs)) await records.delete(id);
		},
	};
}
