import { ApplicationCommandType, type Message, type ModalSubmitInteraction } from 'discord.js';
import { formatCustomId } from '../custom-id.ts';
import { UserError } from '../errors.ts';
import { readPictures } from '../message-pictures.ts';
import { type Attachment, chosenSettings } from '../studio/requests/request.ts';
import { wordsFor } from '../words/languages.ts';
import type { Words } from '../words/words.ts';
import type { Command, Prepared, Services } from './command.ts';
import { localizeName } from './localize.ts';
import { describeReplyTarget, newSession, originOf, requestBasics } from './origin.ts';
import { readForm } from './refine.ts';
import { EVERYWHERE } from './slash-command.ts';

const nameOf = ({ commands }: Words) => commands.editImage.name;

/** The message command on a message with pictures: asks what to change about them. */
export const editImage: Command = {
	name: nameOf(wordsFor(undefined)),
	describe: () => ({ ...EVERYWHERE, type: ApplicationCommandType.Message, ...localizeName(nameOf) }),
	prepare(interaction) {
		const message = interaction.isMessageContextMenuCommand() ? interaction.targetMessage : undefined;
		const pictures = message === undefined ? [] : picturesIn(message);
		if (message === undefined || pictures.length === 0) throw new UserError(({ sessions }) => sessions.noPictureThere);
		const draftId = `${message.flags.has('Ephemeral') ? PRIVATE : ''}${interaction.id}`;
		return {
			replyTo: describeReplyTarget(interaction, true),
			check: ({ studio }) => studio.checkAsker(originOf(interaction).asker),
			form: {
				customId: formatCustomId({ action: 'edit', id: draftId }),
				title: ({ sessions }) => sessions.editTitle,
				question: ({ sessions }) => sessions.editQuestion,
			},
			run: ({ studio }) =>
				studio.keepEditDraft(
					draftId,
					{ userId: interaction.user.id, askedAs: interaction.id },
					{ messageId: message.id, pictures },
				),
		};
	},
};

/** Marks a form about an ephemeral picture, so that the answer is ephemeral too. */
const PRIVATE = 'private-';

/** Handles the submitted form: one of our own pictures continues from its turn, any other starts a session. */
export const submitEdit = (interaction: ModalSubmitInteraction, draftId: string): Prepared => {
	const replyTo = describeReplyTarget(interaction, draftId.startsWith(PRIVATE));
	const origin = originOf(interaction);
	return {
		replyTo,
		isRequest: true,
		async check({ studio }) {
			await studio.checkAsker(origin.asker);
			await findDraft(draftId, studio);
		},
		async run({ studio }) {
			const draft = await findDraft(draftId, studio);
			const request = { ...requestBasics(origin, replyTo), ...readForm(interaction) };
			const turn = await studio.conversations.turnShownBy(draft.messageId);
			if (turn !== undefined) return studio.conversations.refineTurn(turn.id, request);
			await studio.jobs.run({
				...request,
				chosen: chosenSettings.parse({}),
				count: 1,
				references: [...draft.pictures, ...request.references],
				conversation: newSession(origin, replyTo),
			});
		},
	};
};

/** @throws UserError when the draft is gone. */
async function findDraft(draftId: string, studio: Services['studio']) {
	const draft = await studio.editDraftOf(draftId);
	if (draft !== undefined) return draft;
	throw new UserError(({ sessions }) => sessions.editTooOld);
}

/** A bot's pictures belong to whoever asked for them. discord.js renames attachment fields, so they're mapped back. */
function picturesIn({ attachments, components, author, interactionMetadata, mentions }: Message): Attachment[] {
	const askedBy = interactionMetadata?.user ?? (author.bot ? mentions.repliedUser : null);
	const pictures = readPictures({
		attachments: attachments.map(({ url, name, size, contentType }) => ({
			url,
			filename: name,
			size,
			content_type: contentType,
		})),
		components: components.map((component) => component.toJSON()),
	});
	return pictures.map((picture) => ({ ...picture, ownerId: (askedBy ?? author).id }));
}
