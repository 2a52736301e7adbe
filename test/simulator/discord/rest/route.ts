import type { z } from 'zod';
import type { MeasuredFile } from '../world/cdn.ts';
import type { World } from '../world/world.ts';
import { refusal } from './refused.ts';

/** A request that found its route; everything it carries has arrived, so that answering it is one step. */
export interface Call {
	readonly world: World;
	readonly params: Readonly<Record<string, string | undefined>>;
	readonly query: URLSearchParams;
	readonly body: unknown;
	readonly files: readonly MeasuredFile[];
}

export interface Answer {
	readonly status: number;
	readonly body?: unknown;
}

export interface Route {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** With `:name` for each part that varies. */
	readonly path: string;
	/** Whether the bot's token is needed. Default: yes; interactions carry their own token in the path. */
	readonly isOpen?: true;
	answer(call: Call): Answer;
}

export const NO_CONTENT: Answer = { status: 204 };
export const ok = (body: unknown): Answer => ({ status: 200, body });

/** The named part of the path. */
export const param = ({ params }: Call, name: string): string => params[name] ?? '';

/** The body as the route needs it, or Discord's "Invalid Form Body". */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
	const parsed = schema.safeParse(body);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	const leaf = { _errors: [{ code: 'BASE_TYPE_BAD_TYPE', message: issue?.message ?? 'Invalid' }] };
	throw refusal.invalidForm(
		(issue?.path ?? []).toReversed().reduce<unknown>((inner, key) => ({ [String(key)]: inner }), leaf),
	);
}

/** The route for a request and what its path names; `undefined` when there is none. */
export function findRoute(routes: readonly Route[], method: string, path: string) {
	const parts = path.split('/');
	for (const route of routes) {
		const wanted = route.path.split('/');
		const fits = (part: string, index: number) => part.startsWith(':') || part === parts[index];
		if (route.method !== method || wanted.length !== parts.length || !wanted.every(fits)) continue;
		const params = Object.fromEntries(
			wanted.flatMap((part, index) =>
				part.startsWith(':') ? [[part.slice(1), decodeURIComponent(parts[index] ?? '')]] : [],
			),
		);
		return { route, params };
	}
	return undefined;
}
