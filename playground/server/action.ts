import { z } from 'zod';
import type { Action, Ask } from '../protocol.ts';

const id = z.string().max(30);
const channel = id;
/** A file as `upload` named it. */
const file = z.string().max(60);
const name = z.string().max(200);
const text = z.string().max(10_000);

const option = z.union([text, z.number(), z.boolean(), z.object({ file }), z.object({ thing: id })]);
const fieldValue = z.union([text, z.boolean(), z.array(name).max(25), z.object({ files: z.array(file).max(10) })]);

const action = z.discriminatedUnion('do', [
	z.object({
		do: z.literal('look'),
		person: id,
		channel: id.optional(),
		thread: id.optional(),
		inside: z.boolean(),
	}),
	z.object({ do: z.literal('slash'), channel, name, options: z.record(name, option) }),
	z.object({ do: z.literal('menu'), channel, name, message: id }),
	z.object({
		do: z.literal('complete'),
		channel,
		name,
		focused: name,
		values: z.record(name, z.union([text, z.number(), z.boolean()])),
	}),
	z.object({ do: z.literal('press'), channel, message: id, component: name }),
	z.object({ do: z.literal('pick'), channel, message: id, component: name, values: z.array(name).max(25) }),
	z.object({ do: z.literal('submit'), channel, interaction: id, fields: z.record(name, fieldValue) }),
	z.object({ do: z.literal('dismiss') }),
	z.object({
		do: z.literal('say'),
		channel,
		text,
		files: z.array(file).max(10),
		replyTo: id.optional(),
		ping: z.boolean().optional(),
	}),
	z.object({ do: z.literal('edit'), channel, message: id, text }),
	z.object({ do: z.literal('delete'), channel, message: id }),
	z.object({ do: z.literal('react'), channel, message: id, emoji: name, isSet: z.boolean() }),
	z.object({
		do: z.literal('fault'),
		name: z.enum(['rate-limit', 'overloaded', 'blocked', 'slow', 'too-large', 'dead-token']),
	}),
	z.object({ do: z.literal('restart') }),
]) satisfies z.ZodType<Action>;

/** What comes from a page. */
export const ask = z.object({ id: z.int(), action }) satisfies z.ZodType<Ask>;
