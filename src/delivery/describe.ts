import type { Obstacle } from '../errors.ts';
import type { Outcome } from '../studio/generation/outcome.ts';
import { quote, showAddresses } from '../text.ts';
import { mentionChannel } from '../words/formatters.ts';
import type { Words } from '../words/words.ts';

/** What Google may bill although there is no picture: for a person with a limit in dollars, that counts. */
const MAY_COST: ReadonlySet<Outcome['kind']> = new Set(['text-only', 'blocked-prompt', 'blocked-output', 'no-image']);

/**
 * What an outcome without a picture is told as: what happened, what the person was charged, what to do next.
 *
 * @param isOfSeveral others of the same request may have come to something else, such as pictures that are charged.
 */
export function describeOutcome(
	outcome: Exclude<Outcome, { kind: 'images' }>,
	words: Words,
	isOfSeveral = false,
): string {
	const { answers } = words;
	const { nothing, noPicture, notMissing } = answers.charge;
	const charge = isOfSeveral ? notMissing : MAY_COST.has(outcome.kind) ? noPicture : nothing;
	switch (outcome.kind) {
		case 'text-only':
			return `${answers.textOnly({ charge })}\n${quote(showAddresses(outcome.text.trim()))}`;
		case 'rate-limited':
			return outcome.retry === 'never' ? answers.allowanceUsedUp({ charge }) : answers.rateLimited({ charge });
		case 'over-limit':
			return outcome.says(words);
		default:
			return answers[SENTENCES[outcome.kind]]({ charge });
	}
}

const SENTENCES = {
	'blocked-prompt': 'blockedPrompt',
	'blocked-output': 'blockedOutput',
	'no-image': 'noImage',
	overloaded: 'overloaded',
	unreachable: 'unreachable',
	garbled: 'garbled',
	'bad-request': 'badRequest',
	'signature-refused': 'signatureRefused',
	'model-gone': 'modelGone',
	'key-refused': 'keyRefused',
	'timed-out': 'timedOut',
	cancelled: 'restarted',
} as const;

/** What stands above an answer that a person gets directly, at most 150 characters. */
export function describeMove(obstacle: Obstacle, channelId: string | undefined, { answers }: Words): string {
	const isForbidden = obstacle === 'not-allowed';
	if (channelId === undefined) return isForbidden ? answers.notAllowedHere : answers.notPostedHere;
	const place = { channel: mentionChannel(channelId) };
	return isForbidden ? answers.notAllowedIn(place) : answers.notPostedIn(place);
}

/** What is said where it was asked for. */
export const describeMoved = (obstacle: Obstacle, { answers }: Words): string =>
	obstacle === 'not-allowed' ? answers.movedNotAllowed : answers.movedNotPosted;
