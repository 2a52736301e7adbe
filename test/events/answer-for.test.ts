import { DiscordAPIError } from 'discord.js';
import { expect, test } from 'vitest';
import { UndeliveredError } from '../../src/errors.ts';
import { answerFor } from '../../src/events/answer-for.ts';
import { createLog } from '../../src/log.ts';
import { replyTarget } from '../support/requests.ts';

const refused = new DiscordAPIError({ code: 50_007, message: 'no' }, 50_007, 403, 'POST', 'https://discord.test', {});

test.each([
	['could be told', undefined, true],
	['cannot be reached now', new UndeliveredError('not-taken', { cause: new Error('ECONNRESET') }), false],
	['may not be written to', new UndeliveredError('not-allowed', { cause: refused }), true],
])('an error is dealt with unless it may be told later: the person %s', async (_, thrown, isDone) => {
	const send = () => (thrown === undefined ? Promise.resolve() : Promise.reject(thrown));
	const delivery = { tell: send, offer: send };
	expect(await answerFor(new Error('broken'), replyTarget(), { delivery, log: createLog('silent') })).toBe(isDone);
});
