import { z } from 'zod';
import { aspectRatio, imageSize, type Models, modelAlias } from './models.ts';

/** How a picture is to be drawn. A new option starts here: every slash command that draws offers what stands here. */
export const settings = z.object({
	model: modelAlias.default('flash').describe('Which model draws it'),
	aspect: aspectRatio.optional().describe('The shape, width to height'),
	size: imageSize.optional().describe('How large; 1K unless you choose'),
});
export type Settings = z.infer<typeof settings>;

/** Where an answer goes, as plain data, so that any process can deliver it. */
export const replyTarget = z.object({
	applicationId: z.string(),
	interactionId: z.string(),
	/** Lets anyone answer the interaction for 15 minutes; never logged. */
	token: z.string(),
	/** Where an ordinary message goes when the token is dead; absent where the bot may not speak by itself. */
	channelId: z.string().optional(),
	userId: z.string(),
	/** Only the person sees the answer. */
	isPrivate: z.boolean(),
});
export type ReplyTarget = z.infer<typeof replyTarget>;

/** One wish for a picture. */
export interface ImageRequest {
	/** The id of the Discord event it came from: the same event is the same request. */
	readonly id: string;
	readonly prompt: string;
	readonly settings: Settings;
	readonly replyTo: ReplyTarget;
}

/** Why the chosen model cannot draw this, as one sentence that names what it can do; `undefined` when it can. */
export function describeMisfit({ model: alias, aspect, size }: Settings, models: Models): string | undefined {
	const { nickname, aspects, sizes } = models[alias];
	if (aspect !== undefined && !aspects.includes(aspect))
		return `${nickname} cannot draw ${aspect}; it can draw ${aspects.join(', ')}.`;
	if (size === undefined || sizes.includes(size)) return undefined;
	return sizes.length === 0
		? `${nickname} always draws about 1K, so leave the size out.`
		: `${nickname} cannot draw ${size}; it can draw ${sizes.join(', ')}.`;
}
