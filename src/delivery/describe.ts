import type { Obstacle } from '../errors.ts';
import type { Outcome } from '../studio/generation/outcome.ts';
import { quote, showAddresses } from '../text.ts';
import { mentionChannel } from '../words/formatters.ts';
import type { Words } from '../words/words.ts';

/** Outcomes without a picture that Google may still bill; they count against a limit in dollars. */
const MAY_COST: ReadonlySet<Outcome['kind']> = new Set(['text-only', 'blocked-prompt', 'blocked-output', 'no-image']);

/**
 * Explains an outcome without a picture: what happened, what the person was charged, what to do next.
 *
 * @param isOfSeveral other pictures of the same request may have turned out differently and been charged.
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

/** The line in place of a picture that couldn't be shrunk enough; `bytes` is its size. */
export const describeUnfit = (bytes: number, { answers, format }: Words): string =>
	`-# ${answers.tooLargeToShow({ size: format.megabytes(bytes) })}`;

/** The line above an answer sent as a direct message, at most 150 characters. */
export function describeMove(obstacle: Obstacle, channelId: string | undefined, { answers }: Words): string {
	const isForbidden = obstacle === 'not-allowed';
	if (channelId === undefined) return isForbidden ? answers.notAllowedHere : answers.notPostedHere;
	const place = { channel: mentionChannel(channelId) };
	return isForbidden ? answers.notAllowedIn(place) : answers.notPostedIn(place);
}

/** The line posted where the person asked. */
export const describeMoved = (obstacle: Obstacle, { answers }: Words): string =>
	obstacle === 'not-allowed' ? answers.movedNotAllowed : answers.movedNotPosted;
