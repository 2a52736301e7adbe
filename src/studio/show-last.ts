import { UserError } from '../errors.ts';
import type { Models } from './models.ts';
import type { Piece } from './outcome.ts';
import type { Delivery } from './ports.ts';
import type { Asker, ReplyTarget } from './request.ts';
import type { Session } from './turns/archive.ts';
import type { Turns } from './turns/turns.ts';

export interface ShowLastDependencies {
	readonly turns: Turns;
	readonly delivery: Pick<Delivery, 'deliver'>;
	readonly models: Models;
}

/**
 * Posts the newest picture of a session again, as when it could not be posted the first time.
 *
 * @throws UserError when there is none any more. @throws StoreError
 */
export async function showLast(
	session: Session,
	{ asker, replyTo }: { readonly asker: Asker; readonly replyTo: ReplyTarget },
	{ turns, delivery, models }: ShowLastDependencies,
): Promise<void> {
	const turn = session.headId === null ? undefined : await turns.turn(session.headId);
	if (turn === undefined) throw new UserError('There is no picture to bring back.');
	const { id, modelId, bytes, settings, user, usage } = turn;
	const kept = await turns.history(id, { modelId, budgetBytes: bytes });
	const parts = (kept.kind === 'exact' ? kept.exchanges.at(-1)?.model : undefined) ?? [];
	const pieces = parts.flatMap(({ text, picture }): Piece[] => [
		...(text === undefined || text === '' ? [] : [{ kind: 'text', text } as const]),
		...(picture === undefined ? [] : [{ kind: 'picture', picture: { ...picture, pixels: undefined } } as const]),
	]);
	if (!pieces.some(({ kind }) => kind === 'picture')) throw new UserError('That picture is no longer kept.');
	const prompt = user.findLast(({ text }) => text !== undefined)?.text ?? '';
	const conversation = { kind: 'continue', sessionId: session.id, parentId: turn.parentId } as const;
	const request = {
		id,
		asker,
		prompt,
		settings,
		count: 1,
		references: [],
		conversation,
		mayOpenThread: false,
		replyTo,
	};
	const facts = { serviceSays: 'shown again', usage: usage ?? undefined };
	const outcome = { kind: 'images', pieces, thoughts: '', sources: undefined, parts, ...facts } as const;
	const model = models[settings.model];
	const result = { id, request, outcome, model, tookMs: 0, hasThoughts: false, isTurn: true, notes: [] };
	const posted = await delivery.deliver(replyTo, result, 'first');
	const messages = posted.map(({ channelId, messageId }) => ({ placeId: channelId, id: messageId }));
	await turns.linkMessages(id, messages);
}
