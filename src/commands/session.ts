import { z } from 'zod';
import type { TreeNode } from '../studio/turns/tree.ts';
import { labelOf } from '../text.ts';
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
				const here = await studio.sessions.here(channelId);
				const tree = await studio.turns.tree(here.id);
				const { model, aspect, size } = here.settings;
				const turns = flatten(tree);
				const cents =
					turns.reduce((sum, { turn }) => sum + (turn.kind === 'turn' ? turn.costMicroDollars : 0), 0) / 10_000;
				await delivery.tell(
					replyTo,
					[
						`${models[model].nickname} · ${aspect} · ${size ?? '1K'} · ${turns.length} turns · ${cents.toFixed(1)} ¢ so far`,
						...turns.map((node) => describeNode(node, guildId)),
					].join('\n'),
				);
			},
		},
		{
			name: 'last',
			description: 'Post its newest picture again',
			options: nothing,
			isPrivate: () => false,
			async run({ studio, asker, channelId, replyTo }) {
				await studio.showLast(await studio.sessions.own(channelId, replyTo.userId), { asker, replyTo });
			},
		},
		{
			name: 'undo',
			description: 'Go back to the picture before the newest; nothing is deleted',
			options: nothing,
			isPrivate: () => false,
			async run({ studio, delivery, channelId, replyTo }) {
				const { id } = await studio.sessions.own(channelId, replyTo.userId);
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
				const { id } = await studio.sessions.own(channelId, replyTo.userId);
				await studio.turns.end(id);
				await delivery.tell(replyTo, 'This session has ended. Reply to one of its pictures to take it up again.');
				// A thread that people opened is theirs; one of ours has the id of the picture that it starts at.
				if ((await studio.turns.turnOfMessage(channelId)) !== undefined) await delivery.archive(channelId);
			},
		},
	],
});

interface Listed extends TreeNode {
	readonly depth: number;
}

/** Depth first. A turn with one child goes on at the same depth, so that only branches indent. */
const flatten = (nodes: readonly TreeNode[], depth = 0): Listed[] =>
	nodes.flatMap((node) => [
		{ ...node, depth },
		...flatten(node.children, depth + Number(nodes.length > 1 || node.children.length > 1)),
	]);

function describeNode({ turn, messages, isHead, depth }: Listed, guildId: string | null): string {
	const indent = '\u2003'.repeat(Math.min(depth, 8));
	const mark = isHead ? '**→**' : '•';
	if (turn.kind === 'forgotten') return `${indent}${mark} (deleted)`;
	const words = turn.user.findLast(({ text }) => text !== undefined)?.text ?? '';
	const short = labelOf(words);
	const [message] = messages;
	const link = message && `https://discord.com/channels/${guildId ?? '@me'}/${message.placeId}/${message.id}`;
	return `${indent}${mark} ${link === undefined ? short : `[${short}](${link})`}`;
}
