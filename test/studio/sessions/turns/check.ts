import { expect } from 'vitest';
import type { Exchange } from '../../../../src/studio/sessions/turns/part.ts';
import type { Turns } from '../../../../src/studio/sessions/turns/turns.ts';
import { MODEL_ID } from './fixture.ts';
import type { Model, ModelSession, ModelTurn } from './model.ts';

/** Asks everything that can be asked, and expects the answers of the model. */
export async function check(turns: Turns, model: Model): Promise<void> {
	for (const session of model.sessions.values()) await checkSession(turns, session);
	for (const placeId of ['p1', 'p2', 'p3']) expect((await turns.sessionAt(placeId))?.id).toBe(model.sessionAt(placeId));
	for (const turn of model.turns.values()) await checkTurn(turns, model, turn);
}

async function checkSession(turns: Turns, { id, placeId, headId, isEnded, turnIds, lastUsedAtMs }: ModelSession) {
	const session = await turns.session(id);
	expect(session).toMatchObject({ placeId, headId, isEnded, turnIds, lastUsedAtMs });
	const kept = await Promise.all(turnIds.map((turnId) => turns.turn(turnId)));
	expect(session?.bytes).toBe(kept.reduce((sum, turn) => sum + (turn?.bytes ?? 0), 0));
}

async function checkTurn(turns: Turns, model: Model, { id, messageIds, isForgotten }: ModelTurn): Promise<void> {
	const path = await turns.path(id);
	expect(path.map((turn) => [turn.id, turn.kind === 'forgotten'])).toEqual(
		model.path(id).map((turn) => [turn.id, turn.isForgotten]),
	);
	for (const messageId of messageIds)
		expect((await turns.turnOfMessage(messageId))?.id).toBe(isForgotten ? undefined : id);
	for (const most of [Number.POSITIVE_INFINITY, 2]) {
		const newest = path.slice(-most).map((turn) => (turn.kind === 'turn' ? turn.bytes : 0));
		const budgetBytes = newest.reduce((sum, bytes) => sum + bytes, 0);
		const history = await turns.history(id, { modelId: MODEL_ID, budgetBytes });
		const expected = model.history(id, most);
		const found = history.kind === 'exact' ? history.exchanges.map(plain) : history.why;
		expect(found).toEqual(typeof expected === 'string' ? expected : expected.map(plain));
	}
}

/** As parts compare: bytes as text, and fields that are not there left out. */
const plain = ({ user, model }: Exchange) =>
	[user, model].map((parts) =>
		parts.map(({ text, picture, signature, other }) => ({
			text,
			picture: picture && { mimeType: picture.mimeType, bytes: Buffer.from(picture.bytes).toString('hex') },
			signature: signature && Buffer.from(signature).toString('hex'),
			other,
		})),
	);
