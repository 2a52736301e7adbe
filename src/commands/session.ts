import type { ButtonInteraction } from 'discord.js';
import { z } from 'zod';
import { wordsOf } from '../words/languages.ts';
import type { Prepared } from './command.ts';
import { describeReplyTarget } from './origin.ts';
import { readPageId, sessionPage } from './session-page.ts';
import { defineGroup } from './slash-command.ts';

const nothing = z.object({});

export const session = defineGroup({
	words: ({ commands }) => commands.session,
	commands: [
		{
			words: ({ commands }) => commands.session.subcommands.show,
			options: nothing,
			async run({ studio, delivery, models, channelId, guildId, replyTo }) {
				const here = await studio.conversations.here(channelId);
				await delivery.offer(
					replyTo,
					await sessionPage(here, { conversations: studio.conversations, models, guildId, words: wordsOf(replyTo) }),
				);
			},
		},
		{
			words: ({ commands }) => commands.session.subcommands.last,
			options: nothing,
			isPrivate: () => false,
			async run({ studio, asker, channelId, replyTo }) {
				await studio.conversations.showNewest(channelId, { asker, replyTo });
			},
		},
		{
			words: ({ commands }) => commands.session.subcommands.undo,
			options: nothing,
			isPrivate: () => false,
			async run({ studio, delivery, channelId, replyTo }) {
				const undone = await studio.conversations.undo(channelId, replyTo.userId);
				await delivery.tell(replyTo, ({ sessions }) => {
					if (undone.kind === 'nothing-to-undo') return sessions.nothingToUndo;
					return undone.headId === null ? sessions.undoneToStart : sessions.undone;
				});
			},
		},
		{
			words: ({ commands }) => commands.session.subcommands.end,
			options: nothing,
			isPrivate: () => false,
			async run({ studio, channelId, replyTo }) {
				await studio.conversations.end(channelId, replyTo);
			},
		},
	],
});

/** The buttons below a session's turns: show newer or older ones instead. */
export const turnPage = (interaction: ButtonInteraction, id: string): Prepared | undefined => {
	const about = readPageId(id);
	if (about === undefined) return undefined;
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		isUpdate: true,
		async run({ studio, delivery, models }) {
			const session = await studio.conversations.openTo(about.sessionId, replyTo.userId);
			const page = {
				conversations: studio.conversations,
				models,
				guildId: interaction.guildId,
				words: wordsOf(replyTo),
			};
			await delivery.offer(replyTo, await sessionPage(session, page, about.newest));
		},
	};
};
