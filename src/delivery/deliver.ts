import { InteractionResponseType } from 'discord.js';
import { drawBars } from '../pixels/chart.ts';
import type { Delivery, Posted, Result } from '../studio/ports.ts';
import type { ReplyTarget } from '../studio/request.ts';
import { type FittedPiece, fitPieces, groupPieces, SMALLEST_FILE_LIMIT_BYTES } from './fit.ts';
import { showPanel, showTextForm } from './panel.ts';
import { createSender, FileTooLargeError, type SenderDependencies } from './send.ts';
import { showChart, showFailure, showForm, showPictures, showText } from './show.ts';
import { createThreads } from './threads.ts';

/** Delivery by Discord's REST interface: makes messages of results, small enough for the place, and sends them. */
export function createDelivery(deps: SenderDependencies): Delivery {
	const sender = createSender(deps);
	const { acknowledge, answer, change } = sender;

	async function deliver(target: ReplyTarget, result: Result, place: 'first' | 'more'): Promise<readonly Posted[]> {
		const { outcome, id } = result;
		if (outcome.kind !== 'images')
			return [await answer({ target, message: showFailure(result), place, key: `${id}:failure` })];
		const posted: Posted[] = [];
		const send = async (groups: readonly (readonly FittedPiece[])[]) => {
			for (const [index, message] of showPictures(groups, result).entries()) {
				if (index < posted.length) continue;
				const here = index === 0 ? place : 'more';
				posted.push(await answer({ target, message, place: here, key: `${id}:${index}` }));
			}
		};
		const groups = groupPieces(await fitPieces(outcome.pieces, target.maxFileBytes));
		try {
			await send(groups);
		} catch (error) {
			if (!(error instanceof FileTooLargeError)) throw error;
			// What Discord promises for a place is sometimes more than it takes. The groups stay, so that none is left out.
			const refit = groups.map((pieces, index) =>
				index < posted.length ? pieces : fitPieces(pieces, SMALLEST_FILE_LIMIT_BYTES),
			);
			await send(await Promise.all(refit));
		}
		return posted;
	}

	return {
		...createThreads(sender, deps.clock),
		acknowledge: (target, as) =>
			acknowledge(target, as === 'update' ? { type: InteractionResponseType.DeferredMessageUpdate } : undefined),
		ask: (target, form) =>
			acknowledge(target, {
				type: InteractionResponseType.Modal,
				data: 'fields' in form ? showTextForm(form) : showForm(form),
			}),
		showPanel: (target, panel) => change(target, showPanel(panel)),
		deliver,
		async tell(target, text, place = 'first') {
			await answer({ target, message: showText(text), place, key: keyOf(target) });
		},
		async show(target, text, { bars, description }) {
			const message = showChart(text, { bytes: await drawBars(bars), description });
			await answer({ target, message, place: 'first', key: keyOf(target) });
		},
	};
}

/** Names the one text that answers an event. */
const keyOf = (target: ReplyTarget) =>
	`${target.kind === 'interaction' ? target.interactionId : target.messageId}:text`;
