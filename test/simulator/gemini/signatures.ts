import { createHash } from 'node:crypto';
import type { Entropy } from './entropy.ts';
import { Refusal } from './refusal.ts';
import type { Content, Part } from './request.ts';

const digest = (...texts: readonly string[]) => {
	const hash = createHash('sha256');
	for (const text of texts) hash.update(text).update('\0');
	return hash.digest('base64');
};

/** What a signature is bound to. The exact base64 text counts: parts must come back as they were received. */
const digestOf = ({ text, inlineData }: Part) =>
	inlineData === undefined ? digest('text', text ?? '') : digest('data', inlineData.mimeType, inlineData.data);

const CORRUPTED = 'Corrupted thought signature.';
const DOCUMENTATION = 'https://ai.google.dev/gemini-api/docs/thought-signatures#model-behavior';

const missing = (part: Part, content: number, position: number) =>
	`${part.inlineData === undefined ? 'Text' : 'Image'} part is missing a thought_signature in content position ${content}, part position ${position}. Please refer to ${DOCUMENTATION} for more details.`;

/** Remembers every signature given out, and tells whether those that come back are whole and in their place. */
export class SignatureBook {
	readonly #entropy: Entropy;
	readonly #issued = new Map<string, { readonly model: string; readonly part: string }>();

	constructor(entropy: Entropy) {
		this.#entropy = entropy;
	}

	/** A fresh signature of `chars` base64 characters (rounded up to a multiple of 4) for one part of `model`. */
	issue(model: string, part: Part, chars: number): string {
		// One in three has no padding, one has "=", one "==": a client that decodes and encodes must survive all three.
		const bytes = Math.ceil(chars / 4) * 3 - (this.#issued.size % 3);
		const signature = this.#entropy(bytes).toString('base64');
		this.#issued.set(digest(signature), { model, part: digestOf(part) });
		return signature;
	}

	/**
	 * What is wrong with the model turns of a request, in the service's words; empty when all is well.
	 *
	 * Checked are the first part after the thoughts and every picture; `signed` is false for models that sign nothing,
	 * which ask for no signature but still refuse a foreign one. Dummy signatures are taken for foreign, and so is one
	 * that comes as a part of its own. There is one key to a server, so that those of another key are foreign as well.
	 */
	faults(contents: readonly Content[], model: string, signed: boolean): string[] {
		return contents.flatMap(({ role, parts = [] }, position) => {
			if (role !== 'model') return [];
			const first = parts.findIndex((part) => part.thought !== true);
			return parts.flatMap((part, index) => {
				if (part.thought === true) return [];
				if (part.thoughtSignature !== undefined) return this.#isWhole(part, model) ? [] : CORRUPTED;
				const isCarrier = index === first || part.inlineData !== undefined;
				return signed && isCarrier ? missing(part, position + 1, index + 1) : [];
			});
		});
	}

	#isWhole(part: Part, model: string): boolean {
		const issued = this.#issued.get(digest(part.thoughtSignature ?? ''));
		return issued !== undefined && issued.model === model && issued.part === digestOf(part);
	}
}

/** Signatures in user turns: the service does not look at them, but whoever sends them has misunderstood. */
export const signaturesInUserTurns = (contents: readonly Content[]): string[] =>
	contents.flatMap(({ role, parts = [] }, position) =>
		role !== 'model' && parts.some((part) => part.thoughtSignature !== undefined)
			? `A user turn carries a thought signature in content position ${position + 1}.`
			: [],
	);

/** The 400 for the first fault found. */
export const badSignature = (faults: readonly string[]) => new Refusal(400, faults[0] ?? CORRUPTED);
