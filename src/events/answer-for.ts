import { randomUUID } from 'node:crypto';
import { buttonToShow } from '../commands/show.ts';
import { KeptError, type Obstacle, PartlyBrokenError, UndeliveredError, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Delivery } from '../studio/ports.ts';
import type { ReplyTarget } from '../studio/requests/request.ts';
import { NotKeptError } from '../studio/sessions/turns/session-records.ts';
import { StoreFullError } from '../studio/store.ts';

export interface BoundaryDependencies {
	readonly delivery: Pick<Delivery, 'tell' | 'offer'>;
	readonly log: Logger;
}

/** Tells the person in one sentence what was thrown behind a handler, and logs it once. Never rejects. */
export async function answerFor(
	error: unknown,
	replyTo: ReplyTarget,
	{ delivery, log }: BoundaryDependencies,
): Promise<void> {
	const reference = randomUUID().slice(0, 8);
	if (error instanceof UserError) log.info({ reference, says: error.message }, 'refused');
	else if (error instanceof StoreFullError) log.error({ reference, err: error }, 'there is no storage space left');
	else if (error instanceof UndeliveredError) log.error({ reference, err: error }, 'the answer could not be posted');
	else log.error({ reference, err: error }, 'the request failed');
	const text = describe(error, reference);
	const buttons = error instanceof KeptError ? error.turnIds.map(buttonToShow) : [];
	const answering = buttons.length === 0 ? delivery.tell(replyTo, text) : delivery.offer(replyTo, { text, buttons });
	await answering.catch((err: unknown) => log.error({ reference, err }, 'the person could not be answered'));
}

/** Says the truth about money: only what was booked is more than nothing. */
function describe(error: unknown, reference: string): string {
	if (error instanceof UserError) return error.message;
	if (error instanceof KeptError) {
		const what = error.isRest ? 'The rest' : 'Your picture';
		const rest = error.unmade === 0 ? '' : ` ${describeUnmade(error.unmade, reference)}`;
		if (error.turnIds.length === 0)
			return `${what} was made and charged, but I could neither post it here nor keep it. Please tell whoever runs this bot.${rest}`;
		return `${what} was made, charged and kept, but ${KEPT[error.obstacle]}${rest}`;
	}
	if (error instanceof PartlyBrokenError) return describeUnmade(error.unmade, reference);
	if (error instanceof UndeliveredError && error.obstacle !== 'not-taken') return UNDELIVERED[error.obstacle];
	if (error instanceof NotKeptError)
		return 'That session is no longer kept. Nothing was charged; begin a new one from the picture with Apps, Edit image.';
	if (error instanceof StoreFullError)
		return "I'm out of storage space, so I can't take requests. You weren't charged; please tell whoever runs me.";
	return `Something broke on my side. Nothing was charged; try again, and if it stays, quote \`${reference}\` to whoever runs this bot.`;
}

/** Of a request of which other pictures were made. */
function describeUnmade(count: number, reference: string): string {
	const quote = `Quote \`${reference}\` to whoever runs this bot.`;
	if (count === 0) return `Something broke on my side after your picture was made, so it counted. ${quote}`;
	const [which, them] = count === 1 ? ['One picture', 'it'] : [`${count} pictures`, 'them'];
	return `${which} couldn't be made because something broke on my side; you weren't charged for ${them}. ${quote}`;
}

const KEPT: Readonly<Record<Obstacle, string>> = {
	'not-allowed': "I'm not allowed to post it here. Once I may post messages and files here, press the button.",
	'too-large': 'Discord refuses a file of its size here, even after I made it smaller. Press the button to try again.',
	'not-taken': "Discord didn't take it. Press the button to try again.",
};

const UNDELIVERED: Readonly<Record<Exclude<Obstacle, 'not-taken'>, string>> = {
	'not-allowed': "I'm not allowed to post that here. Once I may post messages and files here, try again.",
	'too-large': 'Discord refuses a file of that size here. Try again where larger files are allowed.',
};
