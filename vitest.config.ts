import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		globalSetup: 'test/support/compile-cache.ts',
		setupFiles: ['test/support/same-properties.ts', 'test/support/leave-no-children.ts'],
		// Nothing in src or test keeps a state in a module that another file could meet, and loading discord.js again and
		// again takes a third of the time.
		isolate: false,
		// A bound against hanging, not a promise of speed: other work on the machine must not fail a test. So it is the
		// only one, and no test has its own.
		testTimeout: 300_000,
		hookTimeout: 300_000,
		// By default one processor is left for watching, which nobody does here.
		maxWorkers: '100%',
		coverage: { include: ['src/**/*.ts'] },
	},
});
