import { randomUUID } from 'node:crypto';
import { UndeliveredError, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Delivery } from '../studio/ports.ts';
import type { ReplyTarget } from '../studio/request.ts';

export interface BoundaryDependencies {
	readonly delivery: Pick<Delivery, 'tell'>;
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
	else if (error instanceof UndeliveredError) log.error({ reference, err: error }, 'the answer could not be posted');
	else log.error({ reference, err: error }, 'the request failed');
	const sentence =
		error instanceof UserError
			? error.message
			: `Something broke on my side. Nothing was charged; try again, and if it stays, quote \`${reference}\` to whoever runs this bot.`;
	await delivery
		.tell(replyTo, sentence)
		.catch((err: unknown) => log.error({ reference, err }, 'the person could not be answered'));
}
