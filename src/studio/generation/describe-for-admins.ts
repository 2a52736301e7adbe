import { clip, withoutMarkup } from '../../text.ts';
import { mentionChannel, mentionUser } from '../../words/formatters.ts';
import type { Words } from '../../words/words.ts';
import type { ImageRequest } from '../requests/request.ts';

/** Who asked for what, where, and what came of it, for the admins of the server; not the words of a private request. */
export function describeForAdmins(
	{ asker, prompt, replyTo }: ImageRequest,
	made: { readonly model: string; readonly price: string; readonly kind: string },
	{ answers }: Words,
): string {
	const isPrivate = replyTo.kind === 'interaction' && replyTo.isPrivate;
	const wish = isPrivate ? answers.privatePicture : `“${withoutMarkup(clip(prompt.replace(/\s+/g, ' '), 300))}”`;
	return answers.logLine({
		...made,
		person: mentionUser(asker.userId),
		channel: mentionChannel(asker.channelId),
		wish,
	});
}
