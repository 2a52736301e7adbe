import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';

const PAGE = new URL('../page/', import.meta.url);

/** What the page imports by name, and where the file is. All are written for browsers and need no build. */
const MODULES: Readonly<Record<string, string>> = {
	preact: fileURLToPath(import.meta.resolve('preact')),
	'preact/hooks': fileURLToPath(import.meta.resolve('preact/hooks')),
	'htm/preact': fileURLToPath(import.meta.resolve('htm/preact')),
	htm: fileURLToPath(import.meta.resolve('htm')),
	'@preact/signals': fileURLToPath(import.meta.resolve('@preact/signals')),
	'@preact/signals-core': fileURLToPath(import.meta.resolve('@preact/signals-core')),
};

/** A file of the page, ready to be sent. */
export interface PageFile {
	readonly type: string;
	readonly body: string;
	/** For the page itself: what it may load. */
	readonly policy?: string;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/**
 * Everything that is ever served of the page, by path. What is not in here does not exist, so that no address can
 * lead out of the folder.
 */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
	const files = new Map<string, PageFile>();
	for (const name of readdirSync(PAGE)) {
		const text = readFileSync(new URL(name, PAGE), 'utf8');
		if (name.endsWith('.ts')) files.set(`/page/${name}`, { type: JAVASCRIPT, body: stripTypeScriptTypes(text) });
		if (name.endsWith('.css')) files.set(`/page/${name}`, { type: 'text/css; charset=utf-8', body: text });
		if (name.endsWith('.svg')) files.set(`/page/${name}`, { type: 'image/svg+xml', body: text });
	}
	for (const [name, path] of Object.entries(MODULES))
		files.set(addressOf(name), { type: JAVASCRIPT, body: readFileSync(path, 'utf8') });
	files.set('/', readIndex());
	return files;
}

const addressOf = (name: string) => `/modules/${name}.js`;

/** The page with its import map, which must stand in it and is allowed by its hash. */
function readIndex(): PageFile {
	const imports = Object.fromEntries(Object.keys(MODULES).map((name) => [name, addressOf(name)]));
	const map = JSON.stringify({ imports });
	const hash = createHash('sha256').update(map).digest('base64');
	const body = readFileSync(new URL('index.html', PAGE), 'utf8').replace('{}', map);
	const policy = [
		"default-src 'none'",
		`script-src 'self' 'sha256-${hash}'`,
		"style-src 'self'",
		"img-src 'self' blob: data:",
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join('; ');
	return { type: 'text/html; charset=utf-8', body, policy };
}
