import { z } from 'zod';
import { RecordCollection, type RecordStore } from '../record-collection.ts';
import type { Model, Models } from './models.ts';

/** The one record of what the latest process to ask Gemini found out. */
const KEY = 'latest';

const availability = z.object({ v: z.literal(1), goneIds: z.array(z.string()).readonly() });

export type ModelAvailability = ReturnType<typeof createModelAvailability>;

/** Which models Gemini does not have, so that processes without a key for Gemini know what to offer. */
export function createModelAvailability(store: RecordStore) {
	const records = new RecordCollection<z.infer<typeof availability>>(store, {
		namespace: 'model-availability',
		kind: 'availability of models',
		schema: availability.loose(),
	});
	return {
		/** Records which of these models are gone. @throws StoreError */
		async record(models: Models) {
			const goneIds = Object.values(models).flatMap(({ id, isGone }) => (isGone ? [id] : []));
			await records.set(KEY, { v: 1, goneIds });
		},
		/** The models, with a mark on those that are gone; none if no process has asked yet. @throws StoreError */
		async apply({ flash, pro, lite, classic }: Models): Promise<Models> {
			const gone = new Set((await records.get(KEY))?.goneIds);
			const mark = (model: Model): Model => ({ ...model, isGone: gone.has(model.id) });
			return { flash: mark(flash), pro: mark(pro), lite: mark(lite), classic: mark(classic) };
		},
	};
}
