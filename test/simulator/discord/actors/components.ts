import { ButtonStyle, ComponentType } from 'discord.js';
import { type Component, walkAll } from '../world/component.ts';
import type { Message } from '../world/message.ts';
import type { User } from '../world/user.ts';
import type { World } from '../world/world.ts';
import { isThing } from './option-values.ts';
import { resolve, type Thing } from './resolved.ts';

/** What a person did with a component of a message. */
export interface Use {
	readonly label: string;
	/** Discord's `data`. */
	readonly data: object;
}

/** Menus that offer people, roles or channels, and not options of their own. */
const OFFERS_THINGS: readonly number[] = [
	ComponentType.UserSelect,
	ComponentType.RoleSelect,
	ComponentType.MentionableSelect,
	ComponentType.ChannelSelect,
];

/** The component that this person could use, by its label, placeholder or custom_id. */
function findComponent(message: Message, user: User, name: string): Component {
	if (message.isDeleted) throw new Error('this message is gone');
	if (message.visibleTo !== undefined && message.visibleTo !== user)
		throw new Error(`${user.name} cannot see this message`);
	const names = ({ custom_id, label, placeholder, emoji }: Component) => [custom_id, label, placeholder, emoji?.name];
	const found = walkAll(message.components).find((component) => names(component).includes(name));
	if (found === undefined) throw new Error(`the message has no ${name}`);
	if (found.disabled) throw new Error(`${name} is disabled`);
	return found;
}

/** Presses a button. */
export function press(message: Message, user: User, name: string): Use {
	const button = findComponent(message, user, name);
	const sends = button.type === ComponentType.Button && button['style'] !== ButtonStyle.Link;
	if (!sends) throw new Error(`${name} is not a button that the application hears of`);
	return {
		label: `presses [${button.label ?? button.emoji?.name ?? name}]`,
		data: { custom_id: button.custom_id, component_type: button.type },
	};
}

/** Picks from a menu: options by value or label, or the people, roles and channels themselves. */
export function pick(world: World, message: Message, user: User, { menu: name, values }: Picked): Use {
	const menu = findComponent(message, user, name);
	const chosen = chosenFrom(menu, values);
	const things = values.filter((value): value is Thing => isThing(value));
	return {
		label: `picks ${values.map((value) => (isThing(value) ? `@${value.name}` : value)).join(', ')} from “${menu.placeholder ?? name}”`,
		data: {
			custom_id: menu.custom_id,
			component_type: menu.type,
			values: chosen,
			...resolve(world, message.channel, { things }),
		},
	};
}

export interface Picked {
	readonly menu: string;
	readonly values: readonly (string | Thing)[];
}

/** What a menu sends for these values. Throws when it does not offer them, or not so many or few. */
export function chosenFrom(menu: Component, values: readonly (string | Thing)[]): string[] {
	const min = menu.min_values ?? (menu.required === false ? 0 : 1);
	const max = menu.max_values ?? 1;
	if (values.length < min || values.length > max) throw new Error(`${menu.custom_id} takes ${min} to ${max} values`);
	return values.map((value) => {
		if (isThing(value)) {
			if (!OFFERS_THINGS.includes(menu.type)) throw new Error(`${menu.custom_id} does not offer ${value.name}`);
			return value.id;
		}
		const option = menu.options?.find((offered) => offered.value === value || offered.label === value);
		if (option === undefined) throw new Error(`${menu.custom_id} does not offer ${value}`);
		return option.value;
	});
}
