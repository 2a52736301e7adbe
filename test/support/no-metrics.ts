import type { Metrics } from '../../src/studio/metrics.ts';

/** Metrics that nobody reads. */
export const noMetrics: Metrics = {
	acknowledged() {},
	countJobs() {},
	waited() {},
	generated() {},
	retried() {},
	spent() {},
	delivered() {},
	stored() {},
	movedBlob() {},
};
