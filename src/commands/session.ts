import type { ButtonInteraction } from 'discord.js';
import { z } from 'zod';
import type { Prepared } from './command.ts';
import { describeReplyTarget } from './origin.ts';
import { readPageId, showSession } from './session-page.ts';
import { defineGroup } from './slash-command.ts';

const nothing = z.object({});

export const session = defineGroup({
	words: ({ commands }) => commands.session,
	commands: [
		{
			words: ({ commands }) => commands.session.subcommands.show,
			options: nothing,
			async run({ replyTo, guildId, channelId, ...services }) {
				const session = await services.studio.conversations.here(channelId);
				await showSession(session, { replyTo, guildId }, services);
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
export const turnPage = (interaction: ButtonInteraction, id: string): Prepared => {
	const { sessionId, newest } = readPageId(id);
	const replyTo = describeReplyTarget(interaction, true);
	return {
		replyTo,
		isUpdate: true,
		async run(services) {
			const session = await services.studio.conversations.openTo(sessionId, replyTo.userId);
			await showSession(session, { replyTo, guildId: interaction.guildId, newest }, services);
		},
	};
};
