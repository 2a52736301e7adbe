import { z } from 'zod';
import type { Logger } from '../../log.ts';
import { booking } from '../quota/bookings.ts';
import { RecordCollection } from '../record-collection.ts';
import type { Store } from '../store.ts';
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
/** A picture that came. */
export type GeneratedPicture = Readonly<z.infer<typeof generatedPicture>>;

const jobRecord = z.object({
	v: z.literal(1),
	/** The process that works on it. */
	ownerId: z.string(),
	/** How many processes have begun it, this one included. */
	attempt: z.int().min(1),
	replyTo: replyTarget,
	/** Absent while all that is known is that somebody is about to see "thinking…". */
	draft: requestDraft.exactOptional(),
	/** The pictures that came, from just before each is kept as a turn of the same id. */
	results: z.array(generatedPicture).readonly(),
});
type JobRecord = Readonly<z.infer<typeof jobRecord>>;

/** A job of another process that this one has taken over. */
export interface TakenOverJob extends Omit<JobRecord, 'v' | 'ownerId'> {
	readonly id: string;
}

export type JobRecords = ReturnType<typeof createJobRecords>;

interface Dependencies {
	readonly store: Pick<Store, 'records' | 'reportUnreadable' | 'locks'>;
	/** Identifies this process. */
	readonly ownerId: string;
	readonly log: Logger;
}

/**
 * What each process works on, from before the person sees anything of it until they have been answered, so that another
 * process can go on with it.
 */
export function createJobRecords({ store, ownerId, log }: Dependencies) {
	const records = new RecordCollection<JobRecord>(store, { namespace: 'jobs', kind: 'job', schema: jobRecord.loose() });
	const unfinished = new Set<string>();
	const fresh = { v: 1, ownerId, attempt: 1, results: [] } as const;
	const until = { ttlMs: JOB_TTL_MS };

	/** Needs no lock: a process does one thing after the other for a job, and others touch it only if it seems dead. */
	async function changeOwn(id: string, change: (held: JobRecord) => JobRecord): Promise<void> {
		const held = await records.get(id);
		if (held?.ownerId === ownerId) await records.set(id, change(held), until);
	}

	/** Returns whether it is gone. */
	async function remove(id: string): Promise<boolean> {
		try {
			if ((await records.get(id))?.ownerId === ownerId) await records.delete(id);
			unfinished.delete(id);
			return true;
		} catch (err) {
			log.error({ err, jobId: id }, 'the record of a finished job could not be deleted');
			return false;
		}
	}

	async function takeOne(id: string, isDead: (ownerId: string) => boolean): Promise<TakenOverJob[]> {
		try {
			return await store.locks.withLock([`job:${id}`], async (lease) => {
				const held = await records.get(id);
				if (held === undefined || !isDead(held.ownerId)) return [];
				const taken = { ...held, ownerId, attempt: held.attempt + 1 };
				return [{ id, ...(await records.set(id, taken, { ...until, lease })) }];
			});
		} catch (err) {
			log.error({ err, jobId: id }, 'a job could not be taken over');
			return [];
		}
	}

	return {
		/** Records that "thinking…" is about to be shown; returns whether this was new. @throws StoreError */
		receive: (replyTo: InteractionTarget) => records.add(replyTo.interactionId, { ...fresh, replyTo }, until),
		/** Records what this process has begun to work on. @throws StoreError */
		async accept(draft: RequestDraft) {
			await records.set(draft.id, { ...fresh, replyTo: draft.replyTo, draft }, until);
		},
		/** Replaces the draft of a job of this process, if it is not finished. @throws StoreError */
		change: (draft: RequestDraft) => changeOwn(draft.id, (held) => ({ ...held, draft })),
		/** Adds to a job of this process, if it is not finished. @throws StoreError */
		addPicture: (jobId: string, picture: GeneratedPicture) =>
			changeOwn(jobId, (held) => ({ ...held, results: [...held.results, picture] })),
		/** Deletes a job of this process. What fails is retried with the next one. Never rejects. */
		async finish(id: string) {
			unfinished.add(id);
			// While the store fails for the latest, it would fail for the others too.
			for (const one of [...unfinished].toReversed()) if (!(await remove(one))) return;
		},
		/** Makes the jobs of dead processes those of this one. @throws StoreError when they cannot be listed. */
		async takeOver(isDead: (ownerId: string) => boolean): Promise<readonly TakenOverJob[]> {
			const left: string[] = [];
			for await (const [id, record] of records.entries()) if (isDead(record.ownerId)) left.push(id);
			return (await Promise.all(left.map((id) => takeOne(id, isDead)))).flat();
		},
		/** Deletes a person's jobs that they asked for up to this event. @throws StoreError */
		async forget(userId: string, askedAs: string) {
			for await (const [id, { replyTo }] of records.entries())
				if (replyTo.userId === userId && BigInt(id) <= BigInt(askedAs)) await records.delete(id);
		},
	};
}
