import type { Obstacle } from '../errors.ts';
import type { Outcome } from '../studio/outcome.ts';
import { quote, showAddresses } from '../text.ts';

/** One sentence or two for every outcome without a picture: what happened, that it was free, what to do next. */
export function describeOutcome(outcome: Exclude<Outcome, { kind: 'images' }>): string {
	switch (outcome.kind) {
		case 'text-only':
			return `Gemini answered in words instead of a picture. Nothing was charged; say what the picture should show.\n${quote(showAddresses(outcome.text.trim()))}`;
		case 'blocked-prompt':
			return 'Gemini declined this prompt. Nothing was charged; try saying it another way.';
		case 'blocked-output':
			return 'Gemini drew something and then withheld it under its safety rules. Nothing was charged; try saying it another way.';
		case 'no-image':
			return 'Gemini finished without a picture. Nothing was charged; try again or describe it differently.';
		case 'rate-limited':
			return outcome.retry === 'never'
				? "The bot's allowance at Gemini is used up for now. Nothing was charged; please tell whoever runs this bot."
				: 'Gemini is getting more requests than it allows. Nothing was charged; try again in a minute.';
		case 'overloaded':
			return 'Gemini is overloaded right now. Nothing was charged; try again in a few minutes.';
		case 'unreachable':
			return 'Gemini could not be reached. Nothing was charged; try again in a few minutes.';
		case 'garbled':
			return 'Gemini sent an answer that made no sense. Nothing was charged; try again.';
		case 'bad-request':
			return 'Gemini did not accept this request. Nothing was charged; try other options or another prompt.';
		case 'signature-refused':
			return 'Gemini did not recognise the earlier picture. Nothing was charged; start a new one with /imagine.';
		case 'model-gone':
			return 'This model is no longer offered by Gemini. Nothing was charged; choose another model.';
		case 'key-refused':
			return 'Gemini refuses this bot as a customer. Nothing was charged; please tell whoever runs this bot.';
		case 'timed-out':
			return 'Gemini took too long, so I stopped waiting. Nothing was charged; try again or choose a smaller size.';
		case 'over-limit':
			return outcome.sentence;
		case 'cancelled':
			return 'I had to restart before the picture was ready. Nothing was charged; try again in a minute.';
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
		? "I'm not allowed to attach files here, so I've sent this to you as a direct message. Let me attach files here, and the next one comes here."
		: "I couldn't post this here, so I've sent it to you as a direct message.";
