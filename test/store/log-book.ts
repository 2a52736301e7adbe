import { createLog } from '../../src/log.ts';

/** A log that a test can read, and wait for. */
export function logBook(level: 'debug' | 'info' = 'info') {
	const lines: string[] = [];
	const watchers = new Set<() => void>();
	const write = (line: string) => {
		lines.push(line);
		for (const look of watchers) look();
	};
	return {
		log: createLog(level, { write }),
		lines,
		/** Resolves when `text` has been logged `times` times. */
		logged: (text: string, times: number) =>
			new Promise<void>((resolve) => {
				const look = () => {
					if (lines.filter((line) => line.includes(text)).length < times) return;
					watchers.delete(look);
					resolve();
				};
				watchers.add(look);
				look();
			}),
	};
}
