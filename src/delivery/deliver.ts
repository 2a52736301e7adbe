import { type APIModalInteractionResponseCallbackData, InteractionResponseType } from 'discord.js';
import { UndeliveredError } from '../errors.ts';
import { drawBars } from '../pixels/chart.ts';
import type { PictureProcessor } from '../pixels/processor.ts';
import type { Acknowledgement, Delivery, Form, Posted, Result } from '../studio/delivery.ts';
import type { InteractionTarget, ReplyTarget } from '../studio/requests/request.ts';
import { wordsFor, wordsOf } from '../words/languages.ts';
import { createAnswering } from './answer.ts';
import { showCard } from './card.ts';
import { obstacleOf } from './discord-errors.ts';
import { fitPieces, fitTighter, groupPieces } from './fit.ts';
import { createSender, type SenderDependencies } from './send.ts';
import { type Message, showChart, showFailure, showForm, showGroup, showText } from './show.ts';
import { createThreads } from './threads.ts';

export interface DeliveryDependencies extends SenderDependencies {
	readonly pictures: Pick<PictureProcessor, 'shrink'>;
}

/** What Discord shows only to a person who uses a command or a control. */
interface Dialogs {
	ask(target: InteractionTarget, form: Form | APIModalInteractionResponseCallbackData): Promise<Acknowledgement>;
	showPanel(target: InteractionTarget, panel: Message): Promise<void>;
}

/** Delivers through Discord's REST API: turns results into messages that fit the place, and sends them. */
export function createDelivery({ pictures, ...deps }: DeliveryDependencies): Delivery & Dialogs {
	const sender = createSender(deps);
	const { acknowledge, fillIn } = sender;
	const answer = createAnswering(sender);

	async function deliver(target: ReplyTarget, result: Result, place: 'first' | 'more'): Promise<readonly Posted[]> {
		const { outcome, id } = result;
		const words = wordsOf(target);
		if (outcome.kind !== 'images')
			return [await answer({ target, message: showFailure(result, words), place, key: `${id}:failure` })];
		const groups = groupPieces(await fitPieces(outcome.pieces, target.maxFileBytes, { pictures, words }));
		const posted: Posted[] = [];
		const sendGroup = async (index: number) => {
			const message = showGroup(groups, index, { result, words });
			const here = posted.length === 0 ? place : 'more';
			posted.push(await answer({ target, message, place: here, key: `${id}:${index}` }));
		};
		let failure: UndeliveredError | undefined;
		for (const [index, pieces] of groups.entries()) {
			try {
				await sendGroup(index).catch(async (error: unknown) => {
					if (obstacleOf(error) !== 'too-large') throw error;
					groups[index] = await fitTighter(pieces, { pictures, words });
					await sendGroup(index);
				});
			} catch (error) {
				failure ??= new UndeliveredError(obstacleOf(error), { cause: error });
			}
		}
		if (failure !== undefined) throw new UndeliveredError(failure.obstacle, { cause: failure.cause, posted });
		return posted;
	}

	return {
		...createThreads(sender, deps.clock),
		acknowledge: (target, as) =>
			acknowledge(target, as === 'update' ? { type: InteractionResponseType.DeferredMessageUpdate } : undefined),
		ask: (target, form) =>
			acknowledge(target, {
				type: InteractionResponseType.Modal,
				data: 'question' in form ? showForm(form, wordsFor(target.personLocale)) : form,
			}),
		async showPanel(target, panel) {
			await fillIn(target, panel);
		},
		deliver,
		async tell(target, text, place = 'first') {
			const words = wordsOf(place === 'alone' ? { ...target, isPrivate: true } : target);
			await answer({ target, message: showText(text(words), words), place, key: keyOf(target) });
		},
		async offer(target, card, place = 'first') {
			await answer({ target, message: showCard(card), place, key: keyOf(target) });
		},
		async show(target, text, { bars, description }) {
			const words = wordsOf(target);
			const chart = { bytes: await drawBars(bars), description: description(words) };
			const message = showChart(text(words), chart, words);
			await answer({ target, message, place: 'first', key: keyOf(target) });
		},
	};
}

/** Idempotency key of the one text that answers an event. */
const keyOf = (target: ReplyTarget) =>
	`${target.kind === 'interaction' ? target.interactionId : target.messageId}:text`;
