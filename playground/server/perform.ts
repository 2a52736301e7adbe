import { ComponentType, InteractionType } from 'discord.js';
import type { Actor } from '../../test/simulator/discord/actors/actor.ts';
import type { FieldValue } from '../../test/simulator/discord/actors/field-values.ts';
import type { OptionValue } from '../../test/simulator/discord/actors/option-values.ts';
import type { Thing } from '../../test/simulator/discord/actors/resolved.ts';
import { walkAll } from '../../test/simulator/discord/world/component.ts';
import type { Interaction } from '../../test/simulator/discord/world/interaction.ts';
import type { Message } from '../../test/simulator/discord/world/message.ts';
import type { World } from '../../test/simulator/discord/world/world.ts';
import type { Action, SentFieldValue, SentOption } from '../protocol.ts';
import type { Uploads } from './uploads.ts';

/** What somebody does in a place. */
export type Deed = Extract<Action, { readonly channel: string; readonly do: Exclude<Action['do'], 'look'> }>;

interface Stage {
	readonly world: World;
	readonly uploads: Uploads;
	readonly actor: Actor;
}

type Choices = NonNullable<Interaction['choices']>;

/** What came of a deed. */
export interface Done {
	/** The interaction that it was, if it was one that may open a form. */
	readonly interaction?: Interaction;
	readonly choices?: Choices;
}

/** Does it. @throws Error for what Discord's client would not have let the person do. */
export async function perform(stage: Stage, deed: Deed): Promise<Done> {
	const { actor } = stage;
	switch (deed.do) {
		case 'slash':
			return {
				interaction: await actor.slash(
					deed.name,
					mapValues(deed.options, (value) => option(stage, value)),
				),
			};
		case 'menu':
			return { interaction: actor.contextMenu(deed.name, message(stage, deed.message)) };
		case 'complete':
			return { choices: await complete(stage, deed) };
		case 'press':
			return { interaction: actor.click(message(stage, deed.message), deed.component) };
		case 'pick':
			return { interaction: pick(stage, deed) };
		case 'submit':
			return { interaction: await submit(stage, deed) };
		case 'say': {
			const files = deed.files.map((id) => stage.uploads.get(id));
			const { text, replyTo, ping = true } = deed;
			if (replyTo === undefined) await actor.say(text, { files });
			else await actor.reply(message(stage, replyTo), text, { files, ping });
			return {};
		}
		case 'edit':
			actor.editMessage(message(stage, deed.message), deed.text);
			return {};
		case 'delete':
			actor.deleteMessage(message(stage, deed.message));
			return {};
		case 'react':
			if (deed.isSet) actor.react(message(stage, deed.message), deed.emoji);
			else actor.unreact(message(stage, deed.message), deed.emoji);
			return {};
	}
}

async function complete(
	{ actor }: Stage,
	{ name, focused, values }: Extract<Deed, { do: 'complete' }>,
): Promise<Choices> {
	const interaction = actor.autocomplete(name, { values, focused });
	await interaction.acknowledged();
	return interaction.choices ?? [];
}

function pick(stage: Stage, deed: Extract<Deed, { do: 'pick' }>): Interaction {
	const source = message(stage, deed.message);
	const menu = walkAll(source.components).find((component) => component.custom_id === deed.component);
	const offersThings = menu !== undefined && menu.type !== ComponentType.StringSelect;
	const values = deed.values.map((value) => (offersThings ? thing(stage, value) : value));
	return stage.actor.select(source, deed.component, values);
}

function submit(stage: Stage, { interaction: id, fields }: Extract<Deed, { do: 'submit' }>): Promise<Interaction> {
	const opener = stage.world.interactions.get(id);
	if (opener === undefined || opener.user !== stage.actor.user) throw new Error('This form is no longer there.');
	return stage.actor.submitModal(
		opener,
		mapValues(fields, (value) => field(stage, value)),
	);
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

function option(stage: Stage, value: SentOption): OptionValue {
	if (typeof value !== 'object') return value;
	return 'file' in value ? stage.uploads.get(value.file) : thing(stage, value.thing);
}

function field(stage: Stage, value: SentFieldValue): FieldValue {
	if (typeof value !== 'object') return value;
	if ('files' in value) return value.files.map((id) => stage.uploads.get(id));
	return value.map((one) => findThing(stage, one) ?? one);
}

function findThing({ world, actor }: Stage, id: string): Thing | undefined {
	return world.users.get(id) ?? world.channels.get(id) ?? actor.channel.guild?.roles.find((role) => role.id === id);
}

function thing(stage: Stage, id: string): Thing {
	const found = findThing(stage, id);
	if (found === undefined) throw new Error('That is no longer there.');
	return found;
}

function message({ actor }: Stage, id: string): Message {
	const { channel, user } = actor;
	// The message that a thread starts at stands in the thread's parent.
	const found = channel.messages.get(id) ?? channel.parent?.messages.get(id);
	if (found === undefined || (found.visibleTo !== undefined && found.visibleTo !== user))
		throw new Error('This message is no longer there.');
	return found;
}

/** Whether people see anything of such an interaction before it is answered. */
export const mayOpenForm = ({ type }: Interaction): boolean =>
	type === InteractionType.ApplicationCommand || type === InteractionType.MessageComponent;
