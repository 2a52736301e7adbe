import type { Clock } from '../clock.ts';
import { startDeadline } from '../deadline.ts';

/** How long one download may take, in milliseconds, redirects included. */
const DOWNLOAD_TIMEOUT_MS = 30_000;
/** How many redirects to follow; each must lead to an allowed host. */
const MAX_REDIRECTS = 2;

/** Where Discord keeps attachments. Source: Discord, CDN and signed attachment URLs. */
const DISCORD_ORIGINS = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

export type Downloaded =
	| { readonly kind: 'bytes'; readonly bytes: Uint8Array }
	| { readonly kind: 'failed'; readonly why: 'foreign' | 'gone' | 'too-large' | 'too-slow' | 'unreachable' };

/** Downloads only from Discord's own hosts and, if another Discord is configured, from its origin. */
export function createDownloader({ apiUrl, clock }: { apiUrl: string | undefined; clock: Clock }) {
	const origins = new Set([...DISCORD_ORIGINS, ...(apiUrl === undefined ? [] : [new URL(apiUrl).origin])]);

	/** @throws the signal's reason when it aborts. */
	return async function download(url: string, maxBytes: number, signal: AbortSignal): Promise<Downloaded> {
		using deadline = startDeadline(clock, DOWNLOAD_TIMEOUT_MS, signal);
		try {
			return await follow(new URL(url), maxBytes, deadline.signal, MAX_REDIRECTS);
		} catch {
			signal.throwIfAborted();
			return { kind: 'failed', why: deadline.signal.aborted ? 'too-slow' : 'unreachable' };
		}
	};

	async function follow(url: URL, maxBytes: number, signal: AbortSignal, redirectsLeft: number): Promise<Downloaded> {
		if (!origins.has(url.origin)) return { kind: 'failed', why: 'foreign' };
		const response = await fetch(url, { signal, redirect: 'manual' });
		const target = response.headers.get('location');
		if (response.status >= 300 && response.status < 400 && target !== null) {
			await response.body?.cancel();
			if (redirectsLeft === 0) return { kind: 'failed', why: 'gone' };
			return follow(new URL(target, url), maxBytes, signal, redirectsLeft - 1);
		}
		if (!response.ok || response.body === null) {
			await response.body?.cancel();
			return { kind: 'failed', why: 'gone' };
		}
		return collect(response.body, maxBytes);
	}
}

/** Counts the bytes that arrive, because a header's length can't be trusted. */
async function collect(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Downloaded> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.byteLength;
		if (size > maxBytes) return { kind: 'failed', why: 'too-large' };
		chunks.push(chunk);
	}
	return { kind: 'bytes', bytes: Buffer.concat(chunks) };
}
