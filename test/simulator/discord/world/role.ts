import { type APIRole, type PermissionResolvable, PermissionsBitField } from 'discord.js';

export class Role {
	readonly id: string;
	readonly name: string;
	readonly permissions: bigint;
	/** The bot whose own role it is. */
	readonly botId: string | undefined;

	constructor(id: string, name: string, permissions: PermissionResolvable, botId?: string) {
		this.id = id;
		this.name = name;
		this.botId = botId;
		this.permissions = PermissionsBitField.resolve(permissions);
	}

	payload(): Omit<APIRole, 'flags'> & { readonly flags: number } {
		return {
			id: this.id,
			name: this.name,
			color: 0,
			colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
			hoist: false,
			position: this.name === '@everyone' ? 0 : 1,
			permissions: this.permissions.toString(),
			managed: this.botId !== undefined,
			...(this.botId !== undefined && { tags: { bot_id: this.botId } }),
			mentionable: false,
			flags: 0,
		};
	}
}
