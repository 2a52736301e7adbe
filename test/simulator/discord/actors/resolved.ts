import type { StoredFile } from '../world/cdn.ts';
import type { Channel } from '../world/channel.ts';
import type { Message } from '../world/message.ts';
import { permissionsIn } from '../world/permissions.ts';
import type { Role } from '../world/role.ts';
import type { User } from '../world/user.ts';
import type { World } from '../world/world.ts';

/** What an option or a menu can point to. */
export type Thing = User | Role | Channel;

export interface Named {
	readonly things?: readonly Thing[];
	readonly files?: readonly StoredFile[];
	readonly messages?: readonly Message[];
}

const byId = <T extends { readonly id: string }>(all: readonly T[], payload: (one: T) => object) =>
	all.length === 0 ? undefined : Object.fromEntries(all.map((one) => [one.id, payload(one)]));

const isUser = (thing: Thing): thing is User => 'isBot' in thing;
const isChannel = (thing: Thing): thing is Channel => 'lines' in thing;

/** Whatever a payload names by id alone, in full: Discord's `resolved`, without the kinds that are not named. */
export function resolve(world: World, where: Channel, { things = [], files = [], messages = [] }: Named) {
	const users = things.filter(isUser);
	const members = users.filter(({ id }) => where.guild?.members.has(id));
	const resolved = {
		users: byId(users, (user) => user.payload()),
		members: byId(members, (user) => memberOf(where, user)),
		channels: byId(things.filter(isChannel), (channel) => channel.payload()),
		roles: byId(
			things.filter((thing): thing is Role => !isUser(thing) && !isChannel(thing)),
			(role) => role.payload(),
		),
		attachments: byId(files, (file) => world.attachmentPayload(file)),
		messages: byId(messages, (message) => message.payload()),
	};
	const named = Object.entries(resolved).filter(([, payloads]) => payloads !== undefined);
	return named.length === 0 ? {} : { resolved: Object.fromEntries(named) };
}

/** Members come without their user, which stands beside them. */
function memberOf(where: Channel, user: User): object {
	const member = where.guild?.members.get(user.id);
	if (where.guild === undefined || member === undefined) return {};
	const permissions = permissionsIn(where, user).toString();
	return { ...where.guild.memberPayload(member), user: undefined, permissions };
}
