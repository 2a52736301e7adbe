import type { en } from './en/index.ts';

/** Everything people read, in one language. English is what the other languages are checked against. */
export type Words = typeof en;

/** Something to say, in whatever language its reader has. */
export type Message = (words: Words) => string;
