import { z } from 'zod';
import { Refusal } from './refusal.ts';

const partSchema = z.strictObject({
	text: z.string().optional(),
	inlineData: z.strictObject({ mimeType: z.string(), data: z.string() }).optional(),
	fileData: z.strictObject({ mimeType: z.string().optional(), fileUri: z.string() }).optional(),
	thought: z.boolean().optional(),
	thoughtSignature: z.string().optional(),
	mediaResolution: z.unknown().optional(),
});

const contentSchema = z.strictObject({ role: z.string().optional(), parts: z.array(partSchema).optional() });

const generationConfigSchema = z.strictObject({
	temperature: z.number().min(0).max(2).optional(),
	topP: z.number().min(0).max(1).optional(),
	topK: z.int().min(1).optional(),
	candidateCount: z.int().optional(),
	maxOutputTokens: z.int().min(1).optional(),
	stopSequences: z.array(z.string()).max(5).optional(),
	presencePenalty: z.number().optional(),
	frequencyPenalty: z.number().optional(),
	seed: z.int().optional(),
	responseMimeType: z.string().optional(),
	responseModalities: z.array(z.enum(['MODALITY_UNSPECIFIED', 'TEXT', 'IMAGE', 'AUDIO', 'VIDEO'])).optional(),
	mediaResolution: z.string().optional(),
	imageConfig: z.strictObject({ aspectRatio: z.string().optional(), imageSize: z.string().optional() }).optional(),
	thinkingConfig: z
		.strictObject({
			includeThoughts: z.boolean().optional(),
			thinkingBudget: z.int().optional(),
			thinkingLevel: z.string().optional(),
		})
		.optional(),
});

const searchTypesSchema = z.strictObject({
	webSearch: z.strictObject({}).optional(),
	imageSearch: z.strictObject({}).optional(),
});

const requestSchema = z.strictObject({
	contents: z.array(contentSchema).optional(),
	systemInstruction: contentSchema.optional(),
	generationConfig: generationConfigSchema.optional(),
	safetySettings: z
		.array(
			z.strictObject({
				category: z.enum([
					'HARM_CATEGORY_HARASSMENT',
					'HARM_CATEGORY_HATE_SPEECH',
					'HARM_CATEGORY_SEXUALLY_EXPLICIT',
					'HARM_CATEGORY_DANGEROUS_CONTENT',
					'HARM_CATEGORY_CIVIC_INTEGRITY',
				]),
				threshold: z.enum(['BLOCK_LOW_AND_ABOVE', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_ONLY_HIGH', 'BLOCK_NONE', 'OFF']),
			}),
		)
		.optional(),
	tools: z
		.array(
			z.strictObject({
				googleSearch: z
					.strictObject({ searchTypes: searchTypesSchema.optional(), timeRangeFilter: z.unknown().optional() })
					.optional(),
				functionDeclarations: z.unknown().optional(),
				codeExecution: z.unknown().optional(),
				urlContext: z.unknown().optional(),
			}),
		)
		.optional(),
	toolConfig: z.unknown().optional(),
	serviceTier: z.string().optional(),
	store: z.boolean().optional(),
});

export type Blob = NonNullable<z.infer<typeof partSchema>['inlineData']>;
export type Part = z.infer<typeof partSchema>;
export type Content = z.infer<typeof contentSchema>;
export type GenerateRequest = z.infer<typeof requestSchema>;

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const whereOf = (path: readonly PropertyKey[]) =>
	path
		.map((step) => (typeof step === 'number' ? `[${step}]` : `.${snake(String(step))}`))
		.join('')
		.replace(/^\./, '');

/** One complaint of the schema in the words of Google's JSON reader. */
function complaint(issue: z.core.$ZodIssue): string {
	const where = whereOf(issue.path);
	if (issue.code !== 'unrecognized_keys') return `Invalid value at '${where}': ${issue.message}`;
	const at = where === '' ? '' : ` at '${where}'`;
	return issue.keys
		.map((key) => `Invalid JSON payload received. Unknown name "${key}"${at}: Cannot find field.`)
		.join('\n');
}

/** Reads a request of the generate methods. Throws a 400 {@link Refusal} that names every unknown or ill-typed field. */
export function parseRequest(body: unknown): GenerateRequest {
	const parsed = requestSchema.safeParse(body);
	if (parsed.success) return parsed.data;
	const descriptions = parsed.error.issues.map(complaint);
	throw new Refusal(400, descriptions.join('\n'), {
		details: [
			{
				'@type': 'type.googleapis.com/google.rpc.BadRequest',
				fieldViolations: parsed.error.issues.map((issue, index) => ({
					...(issue.path.length === 0 ? {} : { field: whereOf(issue.path) }),
					description: descriptions[index],
				})),
			},
		],
	});
}

/** The words of the newest turn, which are what gets drawn. */
export const promptOf = (contents: readonly Content[]): string =>
	(contents.at(-1)?.parts ?? []).flatMap((part) => part.text ?? []).join(' ');

/** Every picture of the request, oldest first, thought pictures left out. */
export const picturesOf = (contents: readonly Content[]): Blob[] =>
	contents.flatMap(({ parts = [] }) => parts.flatMap((part) => (part.thought === true ? [] : (part.inlineData ?? []))));
