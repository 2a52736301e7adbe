import { z } from 'zod';

/** Longest prompt, in characters. Source: Discord, the most that a text option takes. */
const MAX_PROMPT = 6000;

export const prompt = z.string().trim().min(1).max(MAX_PROMPT);

/** Somebody whom Discord offers by name; what comes is the id. */
export const person = z
	.string()
	.regex(/^\d{17,20}$/)
	.meta({ format: 'user' });

export const isPrivate = z.boolean().default(false);
