import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

/** Something that can be chosen while typing. */
export interface Offer {
	readonly value: string | number | boolean;
	readonly name: string;
	readonly description?: string | undefined;
}

export interface ComboboxProps {
	readonly label: string;
	readonly offers: readonly Offer[];
	readonly placeholder?: string;
	readonly text: string;
	readonly hasFocus?: boolean;
	/** Whether what is typed narrows down what is offered. Default: yes; otherwise somebody else does that. */
	readonly isFiltered?: boolean;
	onText(text: string): void;
	onPick(offer: Offer): void;
	/** Enter with nothing chosen in the list. */
	onEnter?(): void;
	/** Backspace in an empty field. */
	onLeave?(): void;
}

/** A field with a list of what can be put into it: arrows choose, Enter or Tab takes, Escape closes. */
export function Combobox(props: ComboboxProps) {
	const { label, offers, text, placeholder, hasFocus = false, isFiltered = true } = props;
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const isOpen = useSignal(false);
	const active = useSignal(-1);
	const query = text.toLowerCase();
	const isExact = offers.some(({ name }) => name === text);
	const shown = isFiltered && !isExact ? offers.filter(({ name }) => name.toLowerCase().includes(query)) : offers;
	useLayoutEffect(() => {
		if (hasFocus) input.current?.focus();
	}, [hasFocus]);
	const pick = (offer: Offer) => {
		isOpen.value = false;
		active.value = -1;
		props.onPick(offer);
	};
	const move = (step: number) => {
		isOpen.value = true;
		active.value = (active.value + step + shown.length) % Math.max(1, shown.length);
	};
	const chosen = () => (isOpen.value ? shown[active.value] : undefined);
	/** What each key does; `false` where it does what it does everywhere. */
	const keys: Readonly<Record<string, () => unknown>> = {
		ArrowDown: () => move(1),
		ArrowUp: () => move(-1),
		Enter() {
			const offer = chosen();
			if (offer) pick(offer);
			else props.onEnter?.();
		},
		Tab() {
			const offer = chosen();
			if (offer) pick(offer);
			return false;
		},
		Escape() {
			const wasOpen = isOpen.value;
			isOpen.value = false;
			return wasOpen;
		},
		Backspace() {
			const isLeft = text === '' && props.onLeave !== undefined;
			if (isLeft) props.onLeave?.();
			return isLeft;
		},
	};
	const onKey = (event: KeyboardEvent) => {
		const handle = event.shiftKey ? undefined : keys[event.key];
		if (handle === undefined || handle() === false) return;
		event.preventDefault();
		event.stopPropagation();
	};
	return html`<span class="combobox">
		<input ref=${input} role="combobox" aria-label=${label} aria-expanded=${isOpen.value && shown.length > 0} aria-controls=${`${id}-list`} aria-autocomplete="list" aria-activedescendant=${isOpen.value && active.value >= 0 ? `${id}-${active.value}` : undefined}
			autocomplete="off" value=${text} placeholder=${placeholder} onKeyDown=${onKey}
			onFocus=${() => {
				isOpen.value = true;
			}}
			onBlur=${() => {
				isOpen.value = false;
				active.value = -1;
			}}
			onInput=${(event: Event) => {
				isOpen.value = true;
				active.value = 0;
				if (event.target instanceof HTMLInputElement) props.onText(event.target.value);
			}} />
		<ul id=${`${id}-list`} role="listbox" aria-label=${label} class="offers" hidden=${!isOpen.value || shown.length === 0}>
			${shown.map(
				(
					offer,
					index,
				) => html`<li id=${`${id}-${index}`} role="option" aria-selected=${index === active.value} class=${index === active.value ? 'active' : ''}
					onMouseDown=${(event: Event) => {
						event.preventDefault();
						pick(offer);
					}}><span>${offer.name}</span>${offer.description && html`<span class="muted">${offer.description}</span>`}</li>`,
			)}
		</ul>
	</span>`;
}
