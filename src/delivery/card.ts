import {
	type APIButtonComponent,
	type APIMessageTopLevelComponent,
	ButtonStyle,
	ComponentType,
	MessageFlags,
} from 'discord.js';
import type { Card } from '../studio/delivery.ts';
import type { Message } from './show.ts';

/** A card as a Components V2 message, which Discord only lets us edit into another of its kind. */
export function showCard({ text, buttons }: Card): Message {
	const shown = buttons.map(
		({ customId, label, isDangerous = false }): APIButtonComponent => ({
			type: ComponentType.Button,
			style: isDangerous ? ButtonStyle.Danger : ButtonStyle.Secondary,
			custom_id: customId,
			label,
		}),
	);
	const row: APIMessageTopLevelComponent[] =
		shown.length === 0 ? [] : [{ type: ComponentType.ActionRow, components: shown }];
	return {
		flags: MessageFlags.IsComponentsV2,
		components: [{ type: ComponentType.TextDisplay, content: text }, ...row],
		files: [],
	};
}
