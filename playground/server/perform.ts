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
export type ModerationAction = Extract<
	Action,
	{ readonly channel: string; readonly do: Exclude<Action['do'], 'look'> }
>;

interface Stage {
	readonly world: World;
	readonly uploads: Uploads;
	readonly actor: Actor;
}

type Choices = NonNullable<Interaction['choices']>;

/** What came of an action. */
export interface Done {
	/** The interaction that it was, if it was one that may open a form. */
	readonly interaction?: Interaction;
	readonly choices?: Choices;
}

/** Does it. @throws Error for what Discord's client would not have let the person do. */
export async function perform(stage: Stage, action: ModerationAction): Promise<Done> {
	const { actor } = stage;
	switch (action.do) {
		case 'slash':
			return {
				interaction: await actor.slash(
					action.name,
					mapValues(action.options, (value) => option(stage, value)),
				),
			};
		case 'menu':
			return { interaction: actor.contextMenu(action.name, message(stage, action.message)) };
		case 'complete':
			return { choices: await complete(stage, action) };
		case 'press':
			return { interaction: actor.click(message(stage, action.message), action.component) };
		case 'pick':
			return { interaction: pick(stage, action) };
		case 'submit':
			return { interaction: await submit(stage, action) };
		case 'say': {
			const files = action.files.map((id) => stage.uploads.get(id));
			const { text, replyTo, ping = true } = action;
			if (replyTo === undefined) await actor.say(text, { files });
			else await actor.reply(message(stage, replyTo), text, { files, ping });
			return {};
		}
		case 'edit':
			actor.editMessage(message(stage, action.message), action.text);
			return {};
		case 'delete':
			actor.deleteMessage(message(stage, action.message));
			return {};
		case 'react':
			if (action.isSet) actor.react(message(stage, action.message), action.emoji);
			else actor.unreact(message(stage, action.message), action.emoji);
			return {};
	}
}

async function complete(
	{ actor }: Stage,
	{ name, focused, values }: Extract<ModerationAction, { do: 'complete' }>,
): Promise<Choices> {
	const interaction = actor.autocomplete(name, { values, focused });
	await interaction.acknowledged();
	return interaction.choices ?? [];
}

function pick(stage: Stage, action: Extract<ModerationAction, { do: 'pick' }>): Interaction {
	const source = message(stage, action.message);
	const menu = walkAll(source.components).find((component) => component.custom_id === action.component);
	const offersThings = menu !== undefined && menu.type !== ComponentType.StringSelect;
	const values = action.values.map((value) => (offersThings ? thing(stage, value) : value));
	return stage.actor.select(source, action.component, values);
}

function submit(
	stage: Stage,
	{ interaction: id, fields }: Extract<ModerationAction, { do: 'submit' }>,
): Promise<Interaction> {
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
