import { IMAGE_SIZES, type ImageSize, type ModelFacts } from './models.ts';
import { Refusal } from './refusal.ts';
import type { GenerateRequest } from './request.ts';

type GenerationConfig = NonNullable<GenerateRequest['generationConfig']>;

function checkThinking({ thinkingConfig = {} }: GenerationConfig, facts: ModelFacts): void {
	const { includeThoughts, thinkingBudget, thinkingLevel } = thinkingConfig;
	if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
		throw new Refusal(400, 'You can only set only one of thinking budget and thinking level.');
	}
	const level = thinkingLevel?.toUpperCase();
	if (level !== undefined && !facts.thinkingLevels.includes(level)) {
		throw new Refusal(
			400,
			`Thinking level ${level} is not supported for this model. Please retry with other thinking level.`,
		);
	}
	const canThink = facts.thoughtTokens !== undefined || facts.thinkingLevels.length > 0;
	if (!canThink && (includeThoughts === true || thinkingBudget !== undefined)) {
		throw new Refusal(400, 'Thinking is not enabled for this model.');
	}
}

function checkImageConfig({ imageConfig = {} }: GenerationConfig, facts: ModelFacts): void {
	const { aspectRatio, imageSize } = imageConfig;
	if (aspectRatio !== undefined && !facts.ratios.includes(aspectRatio)) {
		throw new Refusal(400, `Aspect ratio "${aspectRatio}" is not supported for this model.`);
	}
	if (imageSize !== undefined && !facts.sizes.some((size) => size === imageSize)) {
		throw new Refusal(400, `Image size "${imageSize}" is not supported for this model.`);
	}
}

function checkOutput(config: GenerationConfig): void {
	const { candidateCount = 1, responseMimeType = 'text/plain', responseModalities = [] } = config;
	if (candidateCount !== 1) throw new Refusal(400, 'Multiple candidates is not enabled for this model');
	if (responseMimeType !== 'text/plain') throw new Refusal(400, 'JSON mode is not enabled for this model');
	if (responseModalities.some((modality) => modality !== 'TEXT' && modality !== 'IMAGE')) {
		throw new Refusal(400, 'The requested combination of response modalities is not supported by the model.');
	}
}

function checkTools({ tools = [] }: GenerateRequest, { search }: ModelFacts): void {
	for (const { googleSearch, ...others } of tools) {
		if (Object.keys(others).length > 0) throw new Refusal(400, 'Tool use with function calling is unsupported');
		if (googleSearch === undefined) continue;
		if (!search.web) throw new Refusal(400, 'Search Grounding is not supported for this model.');
		if (googleSearch.searchTypes?.imageSearch !== undefined && !search.image) {
			throw new Refusal(400, 'Image search is not supported for this model.');
		}
	}
}

/** Throws a 400 {@link Refusal} when the model does not support what the request asks of it. */
export function checkConfig(request: GenerateRequest, facts: ModelFacts): void {
	const config = request.generationConfig ?? {};
	checkThinking(config, facts);
	checkImageConfig(config, facts);
	checkOutput(config);
	checkTools(request, facts);
}

/** The size that a request which passed the checks asks for; `1K` when it asks for none. */
export const sizeOf = ({ generationConfig }: GenerateRequest): ImageSize =>
	IMAGE_SIZES.find((size) => size === generationConfig?.imageConfig?.imageSize) ?? '1K';
