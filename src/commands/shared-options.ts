import { z } from 'zod';

/** Longest prompt, in characters. Source: Discord, the most that a text option takes. */
const MAX_PROMPT = 6000;

export const prompt = z.string().trim().min(1).max(MAX_PROMPT);

export const isPrivate = z.boolean().default(false).describe('Only you see the picture');
