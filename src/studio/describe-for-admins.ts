import { clip, withoutMarkup } from '../text.ts';
import type { Model } from './generation/models.ts';
import type { ImageRequest } from './requests/request.ts';

/** Who asked for what, where, and what came of it, for the admins of the server; not the words of a private request. */
export function describeForAdmins(
	{ asker, prompt, replyTo }: ImageRequest,
	{ nickname }: Model,
	result: string,
): string {
	const isPrivate = replyTo.kind === 'interaction' && replyTo.isPrivate;
	const wish = isPrivate ? 'a private picture' : `“${withoutMarkup(clip(prompt.replace(/\s+/g, ' '), 300))}”`;
	return `<@${asker.userId}> in <#${asker.channelId}>: ${wish} · ${nickname} · ${result}`;
}
