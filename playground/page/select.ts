import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { Component } from '../../test/simulator/discord/world/component.ts';
import type { RoomView } from '../protocol.ts';

interface Choice {
	readonly value: string;
	readonly label: string;
	readonly description?: string | null | undefined;
}

/** What a menu offers: options of its own, or the people, roles or channels of the room. */
export function choicesOf(menu: Component, room: RoomView): readonly Choice[] {
	const named = (all: readonly { readonly id: string; readonly name: string }[], mark: string) =>
		all.map(({ id, name }) => ({ value: id, label: `${mark}${name}` }));
	switch (menu.type) {
		case 5:
			return named(room.people, '@');
		case 6:
			return named(room.roles, '@');
		case 7:
			return [...named(room.people, '@'), ...named(room.roles, '@')];
		case 8:
			return named(room.channels, '#');
		default:
			return menu.options ?? [];
	}
}

/** What stands in a menu before anybody touched it. */
export function presetOf(menu: Component): string[] {
	const things = Array.isArray(menu['default_values']) ? menu['default_values'].map((one) => String(one.id)) : [];
	const own = (menu.options ?? []).filter((option) => option.default === true).map(({ value }) => value);
	return [...own, ...things];
}

export interface SelectProps {
	readonly menu: Component;
	readonly room: RoomView;
	readonly label: string;
	readonly isDisabled?: boolean;
	/** Told once the menu closes with something else in it than before. */
	onPick(values: readonly string[]): void;
}

/** A menu: one choice closes it at once, several are ticked until it is closed. */
export function SelectMenu({ menu, room, label, isDisabled = false, onPick }: SelectProps) {
	const id = useId();
	const choices = choicesOf(menu, room);
	const most = menu.max_values ?? 1;
	const preset = presetOf(menu).join('\n');
	const picked = useSignal<readonly string[]>(presetOf(menu));
	const isOpen = useSignal(false);
	const active = useSignal(0);
	const list = useRef<HTMLElement>(null);
	const button = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		picked.value = preset === '' ? [] : preset.split('\n');
	}, [preset]);
	useLayoutEffect(() => {
		if (isOpen.value) list.current?.focus();
	}, [isOpen.value]);

	const open = () => {
		active.value = Math.max(
			0,
			choices.findIndex(({ value }) => picked.value.includes(value)),
		);
		isOpen.value = true;
	};
	const close = (isChosen: boolean) => {
		if (!isOpen.value) return;
		isOpen.value = false;
		button.current?.focus();
		if (!isChosen) return;
		const least = menu.min_values ?? (menu.required === false ? 0 : 1);
		if (picked.value.length >= least) onPick(picked.value);
	};
	const choose = (value: string) => {
		if (most === 1) {
			picked.value = [value];
			close(true);
		} else if (picked.value.includes(value)) picked.value = picked.value.filter((one) => one !== value);
		else if (picked.value.length < most) picked.value = [...picked.value, value];
	};
	const onKey = (event: KeyboardEvent) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step !== undefined) active.value = (active.value + step + choices.length) % Math.max(1, choices.length);
		else if (event.key === 'Enter' || event.key === ' ') choose(choices[active.value]?.value ?? '');
		else if (event.key === 'Escape' || event.key === 'Tab') close(most > 1 && isChanged());
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const isChanged = () => picked.value.join('\n') !== preset;
	const shown = choices.filter(({ value }) => picked.value.includes(value)).map((choice) => choice.label);
	return html`<div class="select">
		<button ref=${button} type="button" class="select-button" aria-haspopup="listbox" aria-expanded=${isOpen.value} aria-label=${`${label}${shown.length > 0 ? `: ${shown.join(', ')}` : ''}`} disabled=${isDisabled} onClick=${() => (isOpen.value ? close(false) : open())}>
			<span class=${shown.length > 0 ? '' : 'muted'}>${shown.join(', ') || menu.placeholder || 'Make a selection'}</span><span aria-hidden="true">▾</span>
		</button>
		${
			isOpen.value &&
			html`<ul ref=${list} role="listbox" tabindex="0" aria-label=${label} aria-multiselectable=${most > 1} aria-activedescendant=${`${id}-${active.value}`} onKeyDown=${onKey} onBlur=${() => close(most > 1 && isChanged())}>
				${choices.map(
					({ value, label: words, description }, index) =>
						html`<li id=${`${id}-${index}`} role="option" aria-selected=${picked.value.includes(value)} class=${index === active.value ? 'active' : ''} onMouseDown=${(event: Event) => event.preventDefault()} onClick=${() => choose(value)}>
							<span>${words}${description && html`<span class="muted"> ${description}</span>`}</span><span aria-hidden="true">${picked.value.includes(value) ? '✓' : ''}</span>
						</li>`,
				)}
			</ul>`
		}
	</div>`;
}
