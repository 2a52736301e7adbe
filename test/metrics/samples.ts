/** One line of what /metrics shows. */
export interface Sample {
	readonly name: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}

/** Reads Prometheus's text format. */
export const parseSamples = (text: string): Sample[] =>
	text
		.split('\n')
		.filter((line) => line !== '' && !line.startsWith('#'))
		.map((line) => {
			const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
			if (name === undefined) throw new Error(`not a sample: ${line}`);
			const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, quoted]) => [key, quoted]);
			return { name, labels: Object.fromEntries(pairs), value: Number(value) };
		});

/** The samples of a metric as "label value …: number", for those that are not 0. */
export const valuesOf = (samples: readonly Sample[], name: string): Record<string, number> =>
	Object.fromEntries(
		samples
			.filter((sample) => sample.name === name && sample.value !== 0)
			.map(({ labels, value }) => [Object.values(labels).join(' '), value]),
	);
