import type { Delivery, Result } from '../studio/ports.ts';
import type { ReplyTarget } from '../studio/request.ts';
import { fitPieces, groupPieces, SMALLEST_FILE_LIMIT_BYTES } from './fit.ts';
import { createSender, FileTooLargeError, type SenderDependencies } from './send.ts';
import { showFailure, showPictures, showText } from './show.ts';

/** Delivery by Discord's REST interface: makes messages of results, small enough for the place, and sends them. */
export function createDelivery(deps: SenderDependencies): Delivery {
	const { acknowledge, answer } = createSender(deps);

	async function deliver(target: ReplyTarget, result: Result, place: 'first' | 'more'): Promise<void> {
		const { outcome, id } = result;
		if (outcome.kind !== 'images') return answer({ target, message: showFailure(result), place, key: `${id}:failure` });
		const { pieces } = outcome;
		let sent = 0;
		const send = async (maxFileBytes: number) => {
			const messages = showPictures(groupPieces(await fitPieces(pieces, maxFileBytes)), result);
			for (const [index, message] of messages.entries()) {
				if (index < sent) continue;
				await answer({ target, message, place: index === 0 ? place : 'more', key: `${id}:${index}` });
				sent = index + 1;
			}
		};
		try {
			await send(target.maxFileBytes);
		} catch (error) {
			if (!(error instanceof FileTooLargeError)) throw error;
			// What Discord promises for a place is sometimes more than it takes.
			await send(SMALLEST_FILE_LIMIT_BYTES);
		}
	}

	return {
		acknowledge,
		deliver,
		tell: (target, text) =>
			answer({ target, message: showText(text), place: 'first', key: `${target.interactionId}:text` }),
	};
}
