import { createHmac, randomBytes } from 'node:crypto';
import sharp from 'sharp';
import type { Clock } from '../../../../src/clock.ts';
import type { UploadedFile } from '../limits/check-body.ts';

/** How long a signed attachment URL works, in milliseconds. */
export const ATTACHMENT_URL_TTL_MS = 24 * 60 * 60_000;

/** An uploaded file with its size in pixels, where its bytes are those of a picture. */
export interface MeasuredFile extends UploadedFile {
	readonly width?: number;
	readonly height?: number;
}

/** A file on the CDN. */
export interface StoredFile extends MeasuredFile {
	readonly id: string;
	/** The first part of its URL: a channel, or the application for files that only one person sees. */
	readonly folder: string;
	/** Alt text. */
	readonly description?: string;
}

export async function measure(file: UploadedFile): Promise<MeasuredFile> {
	if (!file.type.startsWith('image/')) return file;
	const { width, height } = await sharp(file.bytes)
		.metadata()
		.catch(() => ({ width: undefined, height: undefined }));
	return width === undefined || height === undefined ? file : { ...file, width, height };
}

const hex = (ms: number) => Math.floor(ms / 1000).toString(16);

/** Keeps files and serves them at signed URLs that expire, as cdn.discordapp.com does. */
export class Cdn {
	readonly #files = new Map<string, StoredFile>();
	readonly #key = randomBytes(32);
	readonly #clock: Clock;
	readonly #origin: string;

	constructor(clock: Clock, origin: string) {
		this.#clock = clock;
		this.#origin = origin;
	}

	keep(file: StoredFile): StoredFile {
		this.#files.set(pathOf(file), file);
		return file;
	}

	remove(file: StoredFile): void {
		this.#files.delete(pathOf(file));
	}

	/** A URL for the file that works for one day from now. */
	url(file: StoredFile): string {
		return this.#sign(pathOf(file));
	}

	/** The same file's URL signed anew, whether or not the old one still works; foreign URLs come back untouched. */
	refresh(url: string): string {
		const known = URL.canParse(url) && new URL(url);
		if (!known || known.origin !== this.#origin || !this.#files.has(known.pathname)) return url;
		return this.#sign(known.pathname);
	}

	/** The file at this address, or nothing when it is unknown, wrongly signed or expired. */
	open(url: URL): StoredFile | undefined {
		const expires = url.searchParams.get('ex') ?? '';
		const issued = url.searchParams.get('is') ?? '';
		if (url.searchParams.get('hm') !== this.#signature(url.pathname, expires, issued)) return undefined;
		return this.#clock.now() < Number.parseInt(expires, 16) * 1000 ? this.#files.get(url.pathname) : undefined;
	}

	#sign(path: string): string {
		const issued = hex(this.#clock.now());
		const expires = hex(this.#clock.now() + ATTACHMENT_URL_TTL_MS);
		return `${this.#origin}${path}?ex=${expires}&is=${issued}&hm=${this.#signature(path, expires, issued)}&`;
	}

	#signature(path: string, expires: string, issued: string): string {
		return createHmac('sha256', this.#key).update(`${path} ${expires} ${issued}`).digest('hex');
	}
}

const pathOf = (file: StoredFile) => `/${file.folder}/${file.id}/${encodeURIComponent(file.name)}`;
