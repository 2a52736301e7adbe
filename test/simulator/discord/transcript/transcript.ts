import type { User } from '../world/user.ts';

/** One event in a channel, as somebody there noticed it. */
export interface Line {
	readonly atMs: number;
	/** Who did it. */
	readonly who: string;
	/** What kind of event: said to the bot `→`, answered `←`, edited `✎`, took away `⌫`, anything else `·`. */
	readonly sign: string;
	/** What was seen; further lines are details of the first. */
	readonly text: string;
	/** Whether this person noticed it. */
	sees(user: User): boolean;
}

export interface TranscriptOptions {
	/** Only what this person saw. Default: what anybody saw. */
	readonly as?: User;
	/** Begin each event with the seconds since the first. Default: no. */
	readonly times?: boolean;
}

/** Lines people can read: names in one column, details of an event indented under it. */
export function renderTranscript(lines: readonly Line[], { as, times = false }: TranscriptOptions): string {
	const seen = as === undefined ? lines : lines.filter((line) => line.sees(as));
	const width = Math.max(0, ...seen.map(({ who }) => who.length));
	const startMs = seen[0]?.atMs ?? 0;
	return seen
		.map(({ atMs, who, sign, text }) => {
			const time = times ? `${((atMs - startMs) / 1000).toFixed(1).padStart(6)} s  ` : '';
			const margin = ' '.repeat(time.length + width + 3);
			return `${time}${who.padEnd(width)} ${sign} ${text.replaceAll('\n', `\n${margin}`)}`;
		})
		.join('\n');
}
