import { REST } from 'discord.js';
import { z } from 'zod';
import { createDelivery } from '../../src/delivery/deliver.ts';
import { createLog } from '../../src/log.ts';
import {
	type BodyKind,
	checkBody,
	schemaViolations,
	type UploadedFile,
} from '../simulator/discord/limits/check-body.ts';
import { fakeClock } from './fake-clock.ts';
import { noMetrics } from './no-metrics.ts';
import { pictures } from './pictures.ts';

/** One message as it went out. */
export interface Sent {
	readonly kind: BodyKind;
	readonly body: unknown;
	readonly files: readonly UploadedFile[];
}

/** A delivery whose messages go no further than here, each as it would have gone over the wire. */
export function createOutbox() {
	const sent: Sent[] = [];
	const rest = new REST({
		retries: 0,
		async makeRequest(url, { method, body }) {
			const kind = url.includes('/channels/')
				? 'channel-message'
				: method === 'PATCH'
					? 'webhook-message-edit'
					: 'webhook-message';
			if (body instanceof FormData) {
				const parts = [...body.values()].filter((value) => value instanceof File);
				const files = parts.map(async (file) => ({
					name: file.name,
					type: file.type,
					bytes: new Uint8Array(await file.arrayBuffer()),
				}));
				sent.push({
					kind,
					body: JSON.parse(z.string().parse(body.get('payload_json'))),
					files: await Promise.all(files),
				});
			} else sent.push({ kind, body: JSON.parse(z.string().parse(body)), files: [] });
			return Response.json({ id: '100000000000000009', channel_id: '100000000000000003' });
		},
	}).setToken('token');
	return {
		sent,
		delivery: createDelivery({ rest, pictures, metrics: noMetrics, clock: fakeClock(), log: createLog('silent') }),
	};
}

/** What Discord and its published schemas have against these messages. */
export const objectionsTo = (sent: readonly Sent[]) =>
	sent.flatMap(({ kind, body, files }) => [
		...[checkBody(kind, body, { files })].filter((refusal) => refusal !== undefined),
		...schemaViolations(kind, body),
	]);
