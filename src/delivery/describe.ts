import type { Obstacle } from '../errors.ts';
import type { Outcome } from '../studio/generation/outcome.ts';
import { quote, showAddresses } from '../text.ts';

/** What Google may bill although there is no picture: for a person with a limit in dollars, that counts. */
const MAY_COST: ReadonlySet<Outcome['kind']> = new Set(['text-only', 'blocked-prompt', 'blocked-output', 'no-image']);

/**
 * One sentence or two for every outcome without a picture: what happened, what the person was charged, what to do next.
 *
 * @param isOfSeveral others of the same request may have come to something else, such as pictures that are charged.
 */
export function describeOutcome(outcome: Exclude<Outcome, { kind: 'images' }>, isOfSeveral = false): string {
	const charge = isOfSeveral
		? "You weren't charged for what is missing"
		: MAY_COST.has(outcome.kind)
			? "You weren't charged for a picture"
			: 'Nothing was charged';
	switch (outcome.kind) {
		case 'text-only':
			return `Gemini answered in words instead of a picture. ${charge}; say what the picture should show.\n${quote(showAddresses(outcome.text.trim()))}`;
		case 'blocked-prompt':
			return `Gemini declined this prompt. ${charge}; try saying it another way.`;
		case 'blocked-output':
			return `Gemini drew something and then withheld it under its safety rules. ${charge}; try saying it another way.`;
		case 'no-image':
			return `Gemini finished without a picture. ${charge}; try again or describe it differently.`;
		case 'rate-limited':
			return outcome.retry === 'never'
				? `The bot's allowance at Gemini is used up for now. ${charge}; please tell whoever runs this bot.`
				: `Gemini is getting more requests than it allows. ${charge}; try again in a minute.`;
		case 'overloaded':
			return `Gemini is overloaded right now. ${charge}; try again in a few minutes.`;
		case 'unreachable':
			return `Gemini could not be reached. ${charge}; try again in a few minutes.`;
		case 'garbled':
			return `Gemini sent an answer that made no sense. ${charge}; try again.`;
		case 'bad-request':
			return `Gemini did not accept this request. ${charge}; try other options or another prompt.`;
		case 'signature-refused':
			return `Gemini did not recognise the earlier picture. ${charge}; start a new one with /imagine.`;
		case 'model-gone':
			return `This model is no longer offered by Gemini. ${charge}; choose another model.`;
		case 'key-refused':
			return `Gemini refuses this bot as a customer. ${charge}; please tell whoever runs this bot.`;
		case 'timed-out':
			return `Gemini took too long, so I stopped waiting. ${charge}; try again or choose a smaller size.`;
		case 'over-limit':
			return outcome.sentence;
		case 'cancelled':
			return `I had to restart before the picture was ready. ${charge}; try again in a minute.`;
	}
}

/** What stands above an answer that a person gets directly, at most 150 characters. */
export function describeMove(obstacle: Obstacle, channelId: string | undefined): string {
	const where = channelId === undefined ? 'where you asked for it' : `in <#${channelId}>`;
	return obstacle === 'not-allowed'
		? `I'm not allowed to post this ${where}, so I'm sending it to you here.`
		: `I couldn't post this ${where}, so I'm sending it to you here.`;
}

/** What is said where it was asked for. */
export const describeMoved = (obstacle: Obstacle): string =>
	obstacle === 'not-allowed'
		? "I'm not allowed to post this here, so I've sent it to you as a direct message. Once I may post messages and files here, the next one comes here."
		: "I couldn't post this here, so I've sent it to you as a direct message.";
