/** A state of the automaton: its transitions, where to go when none matches, and which words end here. */
interface State {
	readonly next: Map<string, State>;
	readonly ends: number[];
	/** The state of the longest suffix that is a prefix of some word; the root has none. */
	fallback: State | undefined;
	/** The nearest state along the fallbacks at which words end. */
	shorter: State | undefined;
}

/** Finds many words in one pass over a text, with the Aho-Corasick algorithm. */
export type Automaton = State;

const newState = (): State => ({ next: new Map(), ends: [], fallback: undefined, shorter: undefined });

/** @param words none of them empty. */
export function buildAutomaton(words: readonly string[]): Automaton {
	const root = newState();
	for (const [index, word] of words.entries()) {
		let state = root;
		for (const unit of unitsOf(word)) {
			const next = state.next.get(unit) ?? newState();
			state.next.set(unit, next);
			state = next;
		}
		state.ends.push(index);
	}
	// Breadth first, because a fallback is always nearer to the root. The list grows during the iteration.
	const states = [root];
	for (const state of states)
		for (const [unit, next] of state.next) {
			const fallback = state === root ? root : step(state.fallback, unit, root);
			next.fallback = fallback;
			next.shorter = fallback.ends.length > 0 ? fallback : fallback.shorter;
			states.push(next);
		}
	return root;
}

function step(from: State | undefined, unit: string, root: State): State {
	for (let state = from; state !== undefined; state = state.fallback) {
		const next = state.next.get(unit);
		if (next !== undefined) return next;
	}
	return root;
}

/**
 * The first occurrence for which `wanted` returns true, as the index of its word; `undefined` when there is none.
 *
 * @param wanted gets the index of a word and where it ends in the text, in UTF-16 units.
 */
export function findIn(
	text: string,
	root: Automaton,
	wanted: (index: number, end: number) => boolean,
): number | undefined {
	let state = root;
	for (const [before, unit] of unitsOf(text).entries()) {
		state = step(state, unit, root);
		for (let at: State | undefined = state; at !== undefined; at = at.shorter)
			for (const index of at.ends) if (wanted(index, before + 1)) return index;
	}
	return undefined;
}

const unitsOf = (text: string): string[] => text.split('');
