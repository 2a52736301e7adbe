import sharp from 'sharp';
import { sizeOf } from './config-rules.ts';
import { groundingOf } from './grounding.ts';
import type { ImageSize, ModelFacts } from './models.ts';
import { draw } from './picture/draw.ts';
import { nearestRatio, type Pixels, pixelsFor } from './picture/pixels.ts';
import { unprocessableImage } from './refusal.ts';
import { type GenerateRequest, type Part, picturesOf, promptOf } from './request.ts';
import type { Script } from './script.ts';
import { usageOf } from './usage.ts';

/** A question that passed every check. */
export interface Question {
	readonly model: string;
	readonly facts: ModelFacts;
	readonly request: GenerateRequest;
	readonly script: Script;
	readonly responseId: string;
	/** Gives a part of the answer its signature. */
	sign(part: Part): string;
}

/** The body of an answer, as it goes over the wire. */
export interface Answer {
	readonly candidates?: readonly Candidate[];
	readonly promptFeedback?: object;
	readonly usageMetadata: object;
	readonly modelVersion: string;
	readonly responseId?: string;
}

export interface Candidate {
	readonly content: { readonly parts?: readonly Part[]; readonly role?: string };
	readonly finishReason?: string;
	readonly finishMessage?: string;
	readonly groundingMetadata?: object;
	readonly index: number;
}

type Plan = { readonly text: string; readonly thought?: true } | { readonly picture: number; readonly thought?: true };

const isWithoutContent = ({ finish, withImages, emptyContent, noParts }: Script) =>
	emptyContent === true || noParts === true || (finish !== undefined && withImages !== true);

/** What the answer will consist of, in order. */
function planOf({ script, request, facts }: Question): Plan[] {
	if (isWithoutContent(script)) return [];
	const { includeThoughts } = request.generationConfig?.thinkingConfig ?? {};
	const asked = includeThoughts === true && facts.thoughtTokens !== undefined;
	const thoughts = script.thoughts ?? (asked ? ['**Considering the composition**\n\nI place the horizon low.'] : []);
	const modalities = request.generationConfig?.responseModalities ?? [];
	const isTextOnly = modalities.length > 0 && !modalities.includes('IMAGE');
	const textOnly = script.textOnly ?? (isTextOnly ? 'I can describe this picture, but not draw it.' : undefined);
	const pictures = Array.from({ length: script.images ?? 1 }, (_, picture): Plan[] =>
		picture === 0 ? [{ picture }] : [{ text: `And here is picture ${picture + 1}.` }, { picture }],
	);
	return [
		...thoughts.map((text): Plan => ({ text, thought: true })),
		...Array.from({ length: script.thoughtImages ?? 0 }, (_, picture): Plan => ({ picture, thought: true })),
		...(script.text === undefined ? [] : [{ text: script.text }]),
		...(textOnly === undefined ? pictures.flat() : [{ text: textOnly }]),
	];
}

/** The newest picture of the request, unless it is of a kind that sharp cannot decode. */
async function newestPicture(request: GenerateRequest): Promise<{ bytes: Buffer; pixels: Pixels } | undefined> {
	const newest = picturesOf(request.contents ?? []).at(-1);
	if (newest === undefined || /hei[cf]$/.test(newest.mimeType)) return undefined;
	const bytes = Buffer.from(newest.data, 'base64');
	const { autoOrient } = await sharp(bytes).metadata();
	return { bytes, pixels: autoOrient };
}

async function partsOf(question: Question, size: ImageSize): Promise<Part[]> {
	const { facts, request, script } = question;
	const contents = request.contents ?? [];
	const newest = await newestPicture(request);
	const ratio =
		request.generationConfig?.imageConfig?.aspectRatio ??
		(newest === undefined ? '1:1' : nearestRatio(newest.pixels, facts.ratios));
	const turn = contents.filter(({ role }) => role !== 'model').length;
	const drawPart = async (variation: number): Promise<Part> => {
		const bytes = await draw({
			prompt: promptOf(contents),
			variation,
			pixels: pixelsFor(ratio, size),
			mimeType: facts.outputMimeType,
			...(newest !== undefined && { from: newest.bytes, mark: `turn ${turn}` }),
		}).catch((error: unknown) => {
			// A sound header over broken pixels passes the checks and only shows when it is decoded.
			throw newest === undefined ? error : unprocessableImage();
		});
		return { inlineData: { mimeType: facts.outputMimeType, data: bytes.toString('base64') } };
	};
	let isFirst = true;
	const parts: Part[] = [];
	for (const plan of planOf(question)) {
		const part = 'text' in plan ? { text: plan.text } : await drawPart(plan.picture);
		const isCarrier = plan.thought === undefined && (isFirst || 'picture' in plan);
		if (plan.thought === undefined) isFirst = false;
		const strange = script.unknownFields === true ? { partTraits: { provenance: 'SYNTH_ID' } } : {};
		parts.push({
			...part,
			...strange,
			...(plan.thought && { thought: true }),
			...(isCarrier && facts.signatureChars !== undefined && { thoughtSignature: question.sign(part) }),
		});
	}
	return parts;
}

function contentOf({ finish, emptyContent }: Script, parts: readonly Part[]): Candidate['content'] {
	if (parts.length > 0) return { parts, role: 'model' };
	return emptyContent === true || finish === 'NO_IMAGE' ? {} : { role: 'model' };
}

function billedOf(parts: readonly Part[], size: ImageSize) {
	const shown = parts.filter((part) => part.thought !== true);
	return {
		images: shown.filter((part) => part.inlineData !== undefined).length,
		size,
		text: shown.map(({ text = '' }) => text).join(''),
		hasThought: true,
	};
}

/** Answers a question with HTTP 200: a picture, unless the script says otherwise. */
export async function answer(question: Question): Promise<Answer> {
	const { model, facts, request, script, responseId } = question;
	if (script.blocked !== undefined) {
		return {
			promptFeedback: { blockReason: script.blocked },
			usageMetadata: usageOf(request, facts, { images: 0, size: '1K', text: '', hasThought: false }),
			modelVersion: model,
		};
	}
	const size = script.wrongSize ?? sizeOf(request);
	const parts = script.noCandidates === true ? [] : await partsOf(question, size);
	const usage = usageOf(request, facts, billedOf(parts, size));
	const tail = {
		usageMetadata: script.unknownFields === true ? { ...usage, energyMillijoules: 412 } : usage,
		modelVersion: model,
		responseId,
	};
	if (script.noCandidates === true) return tail;
	const { finish = 'STOP', message, noFinishReason, unknownFields } = script;
	const grounding = groundingOf(request, promptOf(request.contents ?? []));
	const candidate = {
		content: contentOf(script, parts),
		...(noFinishReason !== true && { finishReason: finish }),
		...(message !== undefined && { finishMessage: message }),
		...(grounding !== undefined && { groundingMetadata: grounding }),
		...(unknownFields === true && { renderPasses: 3 }),
		index: 0,
	};
	return { candidates: [candidate], ...tail };
}
