import { z } from 'zod';

const question = z.object({ id: z.number(), name: z.string(), argument: z.unknown() });

/** What a process sends back to the one that asked. */
export const answer = z.object({ id: z.number(), value: z.unknown().optional(), error: z.string().optional() });

export type Handlers = Readonly<Record<string, (argument: unknown) => unknown>>;

/** Answers the questions of the process that started this one, each by the handler of its name. */
export function answerQuestions(handlers: Handlers): void {
	process.on('message', async (message) => {
		const { id, name, argument } = question.parse(message);
		const reply = await Promise.try(() => handlers[name]?.(argument)).then(
			(value) => ({ id, value }),
			(error: unknown) => ({ id, error: error instanceof Error ? error.message : String(error) }),
		);
		process.send?.(reply);
	});
}
