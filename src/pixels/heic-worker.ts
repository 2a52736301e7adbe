import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type Libheif from 'libheif-js/libheif-wasm/libheif.js';
import { z } from 'zod';
import type { Pixels } from './heic.ts';

const MAX_PIXELS_AT = 8;
const DEFAULT_MAX_PIXELS = 32_768n ** 2n;

const { file, maxPixels } = z
	.object({ file: z.instanceof(Uint8Array), maxPixels: z.int().positive() })
	.parse(workerData);
// Its types say that it is an ES module, which it is not.
const createLibheif: typeof Libheif.default = createRequire(import.meta.url)('libheif-js/libheif-wasm/libheif.js');
const libheif = await createLibheif();
limitPixels();
const pixels = decode();
parentPort?.postMessage(pixels, [pixels.data.buffer]);

/**
 * Bounds every picture in the file, a tile or a picture behind another too: the header of the whole says nothing of
 * them. The JavaScript bindings have no function for it.
 *
 * Source: libheif, `heif_security.h`, `heif_security_limits.max_image_size_pixels`.
 */
function limitPixels(): void {
	const limits = new DataView(libheif.HEAPU8.buffer, libheif._heif_get_global_security_limits());
	if (limits.getBigUint64(MAX_PIXELS_AT, true) !== DEFAULT_MAX_PIXELS) throw new TypeError('libheif has other limits');
	limits.setBigUint64(MAX_PIXELS_AT, BigInt(maxPixels), true);
}

function decode(): Pixels & { readonly data: Uint8Array<ArrayBuffer> } {
	const context = libheif.heif_context_alloc();
	const { code, message } = libheif.heif_context_read_from_memory(context, file);
	if (code !== libheif.heif_error_code.heif_error_Ok) throw new RangeError(`${message}`);
	const handle = libheif.heif_js_context_get_primary_image_handle(context);
	const hasAlpha = libheif.heif_image_handle_has_alpha_channel(handle) === 1;
	const { heif_chroma_interleaved_RGB, heif_chroma_interleaved_RGBA } = libheif.heif_chroma;
	const decoded = libheif.heif_js_decode_image2(
		handle,
		libheif.heif_colorspace.heif_colorspace_RGB,
		hasAlpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
	);
	const size = { width: z.int(), height: z.int(), stride: z.int(), data: z.instanceof(Uint8Array) };
	// Where it failed, it has a code and a message instead.
	const [{ width, height, stride, data }] = z.object({ channels: z.tuple([z.object(size)]) }).parse(decoded).channels;
	const channels = hasAlpha ? 4 : 3;
	const bytesPerRow = width * channels;
	const rows = new Uint8Array(bytesPerRow * height);
	for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, y * stride + bytesPerRow), y * bytesPerRow);
	return { data: rows, width, height, channels };
}
