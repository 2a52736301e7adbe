import { clip, withoutMarkup } from '../../text.ts';
import { mentionChannel, mentionUser } from '../../words/formatters.ts';
import type { Words } from '../../words/words.ts';
import type { ImageRequest } from '../requests/request.ts';

/** Who asked for what, where, and with what outcome, for the server's log channel; hides private prompts. */
export function describeForAdmins(
	{ asker, prompt, replyTo }: ImageRequest,
	generated: { readonly model: string; readonly price: string; readonly kind: string },
	{ answers }: Words,
): string {
	const isPrivate = replyTo.kind === 'interaction' && replyTo.isPrivate;
	const request = isPrivate ? answers.privatePicture : `“${withoutMarkup(clip(prompt.replace(/\s+/g, ' '), 300))}”`;
	return answers.logLine({
		...generated,
		person: mentionUser(asker.userId),
		channel: mentionChannel(asker.channelId),
		request,
	});
}
