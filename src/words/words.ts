import type { en } from './en/index.ts';

/** Everything people read, in one language. The other languages are checked against English. */
export type Words = typeof en;

/** A text in its reader's language, whichever that is. */
export type Message = (words: Words) => string;
