import { PermissionFlagsBits } from 'discord.js';
import { z } from 'zod';
import type { Channel } from './channel.ts';
import { type Component, walkAll } from './component.ts';
import type { Message, Pings } from './message.ts';
import { permissionsIn } from './permissions.ts';
import type { User } from './user.ts';

export const allowedMentions = z.looseObject({
	parse: z.array(z.string()).nullish(),
	users: z.array(z.string()).nullish(),
	roles: z.array(z.string()).nullish(),
	replied_user: z.boolean().nullish(),
});
export type AllowedMentions = z.infer<typeof allowedMentions>;

/** What an ordinary message rings when nothing is said about it: everything. */
export const PARSE_EVERYTHING: AllowedMentions = { parse: ['users', 'roles', 'everyone'], replied_user: true };
/** What an answer to an interaction rings when nothing is said about it: people only. */
export const PARSE_USERS: AllowedMentions = { parse: ['users'] };

export interface Mentioning {
	readonly channel: Channel;
	readonly author: User;
	readonly content: string;
	readonly components?: readonly Component[];
	readonly repliesTo?: Message | undefined;
	readonly allowed: AllowedMentions;
}

/** Whom a message rings: what it names, as far as `allowed_mentions` and the author's permissions let it. */
export function pingsOf({ channel, author, content, components = [], repliesTo, allowed }: Mentioning): Pings {
	const text = [content, ...walkAll(components).map((component) => component.content ?? '')].join('\n');
	const mayRingAll = (permissionsIn(channel, author) & PermissionFlagsBits.MentionEveryone) !== 0n;
	const people = [...channel.recipients, ...[...(channel.guild?.members.values() ?? [])].map(({ user }) => user)];
	const lets = (kind: 'users' | 'roles', id: string) =>
		(allowed.parse?.includes(kind) ?? false) || (allowed[kind]?.includes(id) ?? false);

	const named = people.filter(({ id }) => new RegExp(`<@!?${id}>`).test(text) && lets('users', id));
	const replied = repliesTo !== undefined && allowed.replied_user === true ? [repliesTo.author] : [];
	const roles = (channel.guild?.roles ?? []).filter(
		({ id }) => text.includes(`<@&${id}>`) && lets('roles', id) && mayRingAll,
	);
	return {
		users: [...new Set([...named, ...replied])],
		roles,
		everyone: /@(everyone|here)\b/.test(text) && mayRingAll && (allowed.parse?.includes('everyone') ?? false),
	};
}

export const NOBODY: Pings = { users: [], roles: [], everyone: false };
