import type { Actor } from '../simulator/discord/actors/actor.ts';
import type { LocalDiscord } from '../simulator/discord/start.ts';
import type { Message } from '../simulator/discord/world/message.ts';

/** The words of a message, whether it has content or components. */
export const textOf = ({ content, components }: Pick<Message, 'content' | 'components'>): string =>
	content || components.flatMap((component) => component.content ?? []).join('\n');

/** The labels of its buttons. */
export const buttonsOf = ({ components }: Pick<Message, 'components'>): string[] =>
	components.flatMap((row) => (row.components ?? []).flatMap(({ label }) => label ?? []));

/** Presses a button that changes its own message; resolves with what the message then says. */
export async function pressOn(discord: LocalDiscord, actor: Actor, message: Message, label: string): Promise<string> {
	const before = textOf(message);
	actor.click(message, label);
	await discord.until(() => textOf(message) !== before);
	return textOf(message);
}

/** Uses /forget and confirms it; resolves with what the person is then told. */
export async function forgetEverything(discord: LocalDiscord, actor: Actor): Promise<string> {
	const panel = await (await actor.slash('forget')).finished();
	return pressOn(discord, actor, panel, 'Delete everything');
}
