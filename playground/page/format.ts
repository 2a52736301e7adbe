const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** Discord's styles of `<t:…>`, but for the relative one. Source: Discord, message formatting. */
const STYLES: Readonly<Record<string, Intl.DateTimeFormat>> = {
	t: CLOCK,
	T: new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }),
	d: new Intl.DateTimeFormat(undefined, { dateStyle: 'short' }),
	D: new Intl.DateTimeFormat(undefined, { dateStyle: 'long' }),
	f: new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' }),
	F: new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' }),
};

const UNITS = [
	['year', 31_536_000],
	['month', 2_592_000],
	['day', 86_400],
	['hour', 3600],
	['minute', 60],
	['second', 1],
] as const;

export const clockTime = (atMs: number): string => CLOCK.format(atMs);

export function discordTime(atMs: number, style: string): string {
	return style === 'R' ? relative((atMs - Date.now()) / 1000) : (STYLES[style] ?? CLOCK).format(atMs);
}

function relative(seconds: number): string {
	const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS[5];
	return RELATIVE.format(Math.round(seconds / length), unit);
}

export function bytes(count: number): string {
	if (count < 1000) return `${count} B`;
	return count < 1_000_000 ? `${Math.round(count / 1000)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

export const milliseconds = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

/** From micro-dollars. */
export const dollars = (micro: number): string => `$${(micro / 1_000_000).toFixed(4)}`;
