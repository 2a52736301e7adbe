import { BlobCorruptError } from '../../store.ts';
import { type Exchange, isBlankPart, type Part, type PartPicture } from './part.ts';
import {
	type ForgottenTurn,
	NotKeptError,
	namedTurn,
	requireSession,
	type SessionRecords,
	type Turn,
} from './session-records.ts';
import {
	BlobMissingError,
	FORGOTTEN_HASH,
	loadBlob,
	loadPart,
	PictureForgottenError,
	type StoredPart,
} from './stored-part.ts';

/** From a root to a turn. */
export type Branch = readonly (Turn | ForgottenTurn)[];

export interface HistoryOptions {
	/** Google's id of the model that the history is for. */
	readonly modelId: string;
	/** The most that the history may take of a request body, in bytes. */
	readonly budgetBytes: number;
}

/**
 * Why the exact history cannot be sent: its newest turn alone exceeds the budget, or a signature or picture is lost.
 */
export type WhyNot = 'model-changed' | 'too-large' | 'forgotten' | 'missing' | 'corrupt';

/** The newest picture before a call, and its turn, whose messages show it too. */
export interface LastPicture {
	readonly turnId: string;
	readonly authorId: string;
	/** `undefined` when its bytes are lost. */
	readonly picture: PartPicture | undefined;
}

export type History =
	| {
			readonly kind: 'exact';
			/** Oldest first. */
			readonly exchanges: readonly Exchange[];
			/** Turns since the last fresh start that did not fit or have been forgotten. */
			readonly leftOut: number;
			/** The most that the exchanges take of a request body. */
			readonly bytes: number;
	  }
	| { readonly kind: 'impossible'; readonly why: WhyNot; readonly lastPicture: LastPicture | undefined };

export async function branchTo(records: SessionRecords, turnId: string): Promise<Branch> {
	const newest = await records.turns.get(turnId);
	if (newest === undefined) throw new NotKeptError(`The turn ${turnId} is not kept`);
	const branch = [newest];
	try {
		for (let id = newest.parentId; id !== null; id = branch.at(-1)?.parentId ?? null)
			branch.push(await namedTurn(records, id));
	} catch (error) {
		// A turn is lost, unless its session has just been removed.
		await requireSession(records, newest.sessionId);
		throw error;
	}
	return branch.toReversed();
}

/** The newest turns that fit, whole: Gemini refuses a part without its signature and an answer without its question. */
export async function historyTo(records: SessionRecords, turnId: string, options: HistoryOptions): Promise<History> {
	const branch = await branchTo(records, turnId);
	const impossible = async (why: WhyNot) =>
		({ kind: 'impossible', why, lastPicture: await lastPictureOf(records, branch) }) as const;
	const freshStartAt = branch.findLastIndex((turn) => turn.kind === 'turn' && turn.isFreshStart);
	const since = branch.slice(Math.max(0, freshStartAt));
	const fitting = newestFitting(since, options.budgetBytes);
	const newest = branch.at(-1);
	if (newest?.kind !== 'turn') return impossible('forgotten');
	if ([newest, ...fitting].some(({ modelId }) => modelId !== options.modelId)) return impossible('model-changed');
	if (fitting.length === 0) return impossible('too-large');
	try {
		const exchanges = await Promise.all(fitting.map((turn) => loadExchange(records, turn)));
		const bytes = fitting.reduce((sum, turn) => sum + turn.bytes, 0);
		return { kind: 'exact', exchanges, leftOut: since.length - fitting.length, bytes };
	} catch (error) {
		return impossible(whatIsLost(error));
	}
}

/** Stops at the first turn that was forgotten or does not fit; oldest first. */
function newestFitting(branch: Branch, budgetBytes: number): Turn[] {
	const fitting: Turn[] = [];
	let leftBytes = budgetBytes;
	for (const turn of branch.toReversed()) {
		if (turn.kind === 'forgotten' || turn.bytes > leftBytes) break;
		leftBytes -= turn.bytes;
		fitting.push(turn);
	}
	return fitting.toReversed();
}

/** Leaves out blank parts, which older versions stored and Gemini refuses. */
async function loadExchange({ blobs }: SessionRecords, { user, model }: Turn): Promise<Exchange> {
	const load = async (parts: readonly StoredPart[]) =>
		(await Promise.all(parts.map((part) => loadPart(blobs, part)))).filter((part) => !isBlankPart(part));
	return { user: await load(user), model: await load(model) };
}

/** What the model answered in a turn. @throws BlobMissingError, BlobCorruptError, StoreError */
export const answerOf = async ({ blobs }: SessionRecords, { model }: Turn): Promise<readonly Part[]> =>
	Promise.all(model.map((part) => loadPart(blobs, part)));

/** Rethrows every error that does not prove that bytes are lost. */
function whatIsLost(error: unknown): 'forgotten' | 'missing' | 'corrupt' {
	if (error instanceof PictureForgottenError) return 'forgotten';
	if (error instanceof BlobMissingError) return 'missing';
	if (error instanceof BlobCorruptError) return 'corrupt';
	throw error;
}

/** The last picture that was drawn, or else given. None if a turn was forgotten since: it may have drawn one. */
async function lastPictureOf({ blobs }: SessionRecords, branch: Branch): Promise<LastPicture | undefined> {
	const holdsPicture = ({ picture }: StoredPart) => picture !== undefined;
	for (const turn of branch.toReversed()) {
		if (turn.kind === 'forgotten') return undefined;
		const { picture } = turn.model.findLast(holdsPicture) ?? turn.user.findLast(holdsPicture) ?? {};
		if (picture === undefined) continue;
		if (picture.hash === FORGOTTEN_HASH) return undefined;
		const bytes = await loadBlob(blobs, picture.hash).catch((error: unknown) => void whatIsLost(error));
		return { turnId: turn.id, authorId: turn.authorId, picture: bytes && { bytes, mimeType: picture.mimeType } };
	}
	return undefined;
}
