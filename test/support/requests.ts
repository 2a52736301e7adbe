import { configureModels } from '../../src/gemini/models.ts';
import type { Result } from '../../src/studio/delivery.ts';
import type { Outcome, Picture } from '../../src/studio/generation/outcome.ts';
import type { ModelCall } from '../../src/studio/generation/ports.ts';
import {
	type ImageRequest,
	type InteractionTarget,
	type Settings,
	settings,
	USUAL_SETTINGS,
} from '../../src/studio/requests/request.ts';

/** The models as they come without configuration. */
export const MODELS = configureModels({});

/** What is chosen, and for the rest what is usual. */
export const choose = (chosen: Readonly<Record<string, unknown>> = {}): Settings =>
	settings.parse({ ...USUAL_SETTINGS, ...chosen });

/** A wish for a picture by `flash` with nothing chosen. */
export const paintCall = (differing: Partial<ModelCall> = {}): ModelCall => ({
	model: MODELS.flash,
	settings: choose(),
	history: [],
	user: [{ text: 'a fox' }],
	systemInstruction: undefined,
	safety: undefined,
	...differing,
});

export const replyTarget = (differing: Partial<InteractionTarget> = {}): InteractionTarget => ({
	kind: 'interaction',
	applicationId: '100000000000000001',
	interactionId: '100000000000000002',
	token: 'interaction-token',
	channelId: '100000000000000003',
	userId: '100000000000000004',
	isPrivate: false,
	personLocale: 'en-US',
	maxFileBytes: 20 * 1024 * 1024,
	...differing,
});

export const imageRequest = (differing: Partial<ImageRequest> = {}): ImageRequest => ({
	id: '100000000000000002',
	prompt: 'a fox',
	settings: choose(),
	count: 1,
	references: [],
	asker: { userId: '100000000000000004', roleIds: [], guildId: null, channelId: '100000000000000003' },
	conversation: { kind: 'new', place: { guildId: null, parentPlaceId: null, placeId: '100000000000000003' } },
	mayOpenThread: false,
	replyTo: replyTarget(),
	...differing,
});

export const result = (outcome: Outcome, differing: Partial<Result> = {}): Result => ({
	id: '100000000000000002',
	request: imageRequest(),
	outcome,
	model: MODELS.flash,
	tookMs: 4000,
	hasThoughts: false,
	isTurn: false,
	notes: [],
	...differing,
});

export type Drawn = Outcome & { readonly kind: 'images' };

export const drawn = (differing: Partial<Drawn> = {}): Drawn => ({
	kind: 'images',
	pieces: [{ kind: 'picture', picture: picture() }],
	parts: [],
	thoughts: '',
	sources: undefined,
	serviceSays: 'STOP',
	usage: undefined,
	...differing,
});

/** So many zeros that say they are a JPEG. */
export const picture = (bytes = 10): Picture => ({
	bytes: new Uint8Array(bytes),
	mimeType: 'image/jpeg',
	pixels: { width: 1024, height: 1024 },
});

export const failed = (kind: 'blocked-prompt' | 'bad-request' | 'no-image' | 'timed-out' | 'cancelled'): Outcome => ({
	kind,
	serviceSays: kind,
	usage: undefined,
});

export const failing = (
	kind: 'overloaded' | 'unreachable' | 'garbled' | 'rate-limited',
	retry: 'never' | { readonly afterMs: number | undefined } = { afterMs: undefined },
): Outcome => ({ kind, retry, serviceSays: kind, usage: undefined });
