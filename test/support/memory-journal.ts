import type { Journal } from '../../src/studio/quota/bookings.ts';

/** A journal that lives no longer than the object. */
export function memoryJournal(): Journal & { entries: readonly unknown[] } {
	return {
		entries: [],
		async read() {
			return this.entries;
		},
		async write(entries) {
			this.entries = entries;
		},
	};
}
