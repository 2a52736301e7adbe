import { type APIModalInteractionResponseCallbackData, InteractionResponseType } from 'discord.js';
import { type Obstacle, UndeliveredError } from '../errors.ts';
import { drawBars } from '../pixels/chart.ts';
import type { PictureProcessor } from '../pixels/processor.ts';
import type { Acknowledgement, Delivery, Form, Posted, Result } from '../studio/delivery.ts';
import type { Content } from '../studio/metrics.ts';
import type { InteractionTarget, ReplyTarget } from '../studio/requests/request.ts';
import { wordsFor } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import { createAnswering } from './answer.ts';
import { showCard } from './card.ts';
import { obstacleOf } from './discord-errors.ts';
import { fitPieces, fitTighter, groupPieces } from './fit.ts';
import { createSender, type SenderDependencies } from './send.ts';
import { type Message, showChart, showFailure, showForm, showGroup, showText } from './show.ts';
import { createThreads } from './threads.ts';

interface DeliveryDependencies extends SenderDependencies {
	readonly pictures: Pick<PictureProcessor, 'shrink'>;
}

/** What Discord shows only to a person who uses a command or a control. */
interface Dialogs {
	ask(target: InteractionTarget, form: Form | APIModalInteractionResponseCallbackData): Promise<Acknowledgement>;
	showPanel(target: InteractionTarget, panel: Message): Promise<void>;
}

/** Delivers through Discord's REST API: turns results into messages that fit the place, and sends them. */
export function createDelivery({ pictures, rest, metrics, clock, log }: DeliveryDependencies): Delivery & Dialogs {
	const sender = createSender({ rest, metrics, clock, log });
	const { acknowledge, isThinking, fillIn } = sender;
	const answer = createAnswering(sender);

	async function reported<T>(content: Content, delivering: Promise<T>): Promise<T> {
		const startedAtMs = clock.now();
		const report = (outcome: 'delivered' | Obstacle | 'failed') =>
			metrics.delivered(content, outcome, clock.now() - startedAtMs);
		try {
			const delivered = await delivering;
			report('delivered');
			return delivered;
		} catch (error) {
			report(error instanceof UndeliveredError ? error.obstacle : 'failed');
			throw error;
		}
	}

	async function deliver(target: ReplyTarget, result: Result, place: 'first' | 'more'): Promise<readonly Posted[]> {
		const { outcome, id } = result;
		if (outcome.kind !== 'images')
			return [await answer({ target, show: (words) => showFailure(result, words), place, key: `${id}:failure` })];
		const groups = groupPieces(await fitPieces(outcome.pieces, target.maxFileBytes, pictures));
		const posted: Posted[] = [];
		const sendGroup = async (index: number) => {
			const show = (words: Words) => showGroup(groups, index, { result, words });
			const here = posted.length === 0 ? place : 'more';
			posted.push(await answer({ target, show, place: here, key: `${id}:${index}` }));
		};
		let failure: UndeliveredError | undefined;
		for (const [index, pieces] of groups.entries()) {
			try {
				await sendGroup(index).catch(async (error: unknown) => {
					if (obstacleOf(error) !== 'too-large') throw error;
					groups[index] = await fitTighter(pieces, pictures);
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
		...createThreads(sender, clock),
		isThinking,
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
		deliver: (target, result, place) =>
			reported(result.outcome.kind === 'images' ? 'pictures' : 'failure', deliver(target, result, place)),
		async tell(target, text, place = 'first') {
			const show = (words: Words) => showText(text(words), words);
			await reported('text', answer({ target, show, place, key: keyOf(target) }));
		},
		async offer(target, card, place = 'first') {
			await reported('text', answer({ target, show: () => showCard(card), place, key: keyOf(target) }));
		},
		async show(target, text, { bars, description }) {
			const bytes = await drawBars(bars);
			const show = (words: Words) => showChart(text(words), { bytes, description: description(words) }, words);
			await reported('text', answer({ target, show, place: 'first', key: keyOf(target) }));
		},
	};
}

/** Idempotency key of the one text that answers an event. */
const keyOf = (target: ReplyTarget) =>
	`${target.kind === 'interaction' ? target.interactionId : target.messageId}:text`;
