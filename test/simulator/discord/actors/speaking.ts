import { PermissionFlagsBits as P } from 'discord.js';
import { isForum } from '../world/channel-kinds.ts';
import type { Message } from '../world/message.ts';
import { permissionsIn, sendPermission } from '../world/permissions.ts';
import { PARSE_EVERYTHING, pingsOf } from '../world/pings.ts';
import { post } from '../world/posting.ts';
import { isFull, setThreadMember } from '../world/threads.ts';
import type { Caller } from './command-call.ts';
import { type Content, checkContent } from './content.ts';
import { changeThreadAs } from './thread-acts.ts';
import { upload } from './upload.ts';

export interface Said extends Content {
	/** The message that this one replies to. */
	readonly replyTo?: Message;
	/** Whether the reply rings the author it replies to. Default: yes, as in Discord's client. */
	readonly ping?: boolean;
}

/** Posts what a person typed. Throws when they could not have. */
export async function speak(caller: Caller, { text, files = [], replyTo, ping = true }: Said): Promise<Message> {
	const { world, user, channel } = caller;
	if (isForum(channel.type)) throw new Error(`${channel.name} holds posts only`);
	checkMaySpeak(caller, files.length > 0);
	checkContent(user, { text, files });
	if (replyTo?.isEphemeral) throw new Error('nobody can reply to a message that only they see');
	const attachments = await upload(files, { ...caller, isEphemeral: false });
	const { thread } = channel;
	if (thread !== undefined) {
		if (thread.archived) changeThreadAs(caller, { archived: false });
		if (isFull(thread, user)) throw new Error(`${channel.name} has no room for ${user.name}`);
		setThreadMember(world, channel, user, true);
	}
	const allowed = { ...PARSE_EVERYTHING, replied_user: ping };
	return post(world, {
		channel,
		author: user,
		content: text,
		embeds: [],
		components: [],
		attachments,
		flags: 0,
		repliesTo: replyTo,
		pings: pingsOf({ channel, author: user, content: text, repliesTo: replyTo, allowed }),
	});
}

function checkMaySpeak({ world, user, channel }: Caller, withFiles: boolean): void {
	if (!channel.mayBeSeenBy(user)) throw new Error(`${user.name} cannot see ${channel.name}`);
	const needed = sendPermission(channel) | (withFiles ? P.AttachFiles : 0n);
	const has = permissionsIn(channel, user);
	if ((has & needed) !== needed) throw new Error(`${user.name} may not post that in ${channel.name}`);
	if (channel.thread?.locked && (has & P.ManageThreads) === 0n) throw new Error(`${channel.name} is locked`);
	const last = [...channel.messages.values()].findLast(({ author }) => author === user);
	const waitedMs = last === undefined ? Number.POSITIVE_INFINITY : world.clock.now() - last.createdAtMs;
	const isExempt = (has & (P.BypassSlowmode | P.ManageChannels | P.ManageMessages)) !== 0n;
	if (waitedMs < channel.slowModeSeconds * 1000 && !isExempt) throw new Error(`${channel.name} is in slow mode`);
}
