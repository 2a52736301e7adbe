import type { ButtonInteraction } from 'discord.js';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { isOpenTo } from '../studio/sessions/turns/sessions.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget } from './origin.ts';
import { readPageId, sessionPage } from './session-page.ts';
import { defineGroup } from './slash-command.ts';

const nothing = z.object({});
const onlyForMe = () => true;

export const session = defineGroup({
	name: 'session',
	description: 'The session in this thread or channel',
	commands: [
		{
			name: 'show',
			description: 'Show its turns, its settings and what it cost',
			options: nothing,
			isPrivate: onlyForMe,
			async run({ studio, delivery, models, channelId, guildId, replyTo }) {
				const here = await studio.conversations.here(channelId);
				await delivery.offer(replyTo, await sessionPage(here, { turns: studio.turns, models, guildId }));
			},
		},
		{
			name: 'last',
			description: 'Post the newest picture of your session here again',
			options: nothing,
			isPrivate: () => false,
			async run({ studio, asker, channelId, replyTo }) {
				await studio.showLast(await studio.conversations.ownNewest(channelId, replyTo.userId), { asker, replyTo });
			},
		},
		{
			name: 'undo',
			description: 'Go back to the picture before the newest; nothing is deleted',
			options: nothing,
			isPrivate: () => false,
			async run({ studio, delivery, channelId, replyTo }) {
				const { id } = await studio.conversations.own(channelId, replyTo.userId);
				const undone = await studio.turns.undo(id);
				await delivery.tell(
					replyTo,
					undone.kind === 'nothing-to-undo'
						? 'There is nothing to undo.'
						: undone.headId === null
							? 'Undone. The next words begin anew; reply to a picture to go on from that one.'
							: 'Undone. The next words go on from the picture before.',
				);
			},
		},
		{
			name: 'end',
			description: 'End it; replying to one of its pictures takes it up again',
			options: nothing,
			isPrivate: () => false,
			async run({ studio, delivery, channelId, replyTo }) {
				const { id } = await studio.conversations.own(channelId, replyTo.userId);
				await studio.turns.end(id);
				await delivery.tell(replyTo, 'This session has ended. Reply to one of its pictures to take it up again.');
				// A thread that people opened is theirs; one of ours has the id of the picture that it starts at.
				if ((await studio.turns.turnOfMessage(channelId)) !== undefined) await delivery.archive(channelId);
			},
		},
	],
});

/** The buttons below the turns of a session: show newer or older ones in their place. */
export const turnPage = (interaction: ButtonInteraction, id: string): Prepared | undefined => {
	const about = readPageId(id);
	if (about === undefined) return undefined;
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		isUpdate: true,
		async run({ studio, delivery, models }) {
			const session = await studio.turns.session(about.sessionId);
			if (session === undefined || !isOpenTo(session, replyTo.userId))
				throw new UserError('This session is no longer kept.');
			const { guildId } = interaction;
			await delivery.offer(replyTo, await sessionPage(session, { turns: studio.turns, models, guildId }, about.newest));
		},
	};
};
