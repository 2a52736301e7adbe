import { createHash } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { StoredPart } from '../../src/studio/sessions/turns/stored-part.ts';
import { createTurns } from '../../src/studio/sessions/turns/turns.ts';
import type { Message } from '../simulator/discord/world/message.ts';
import { textOf } from '../support/cards.ts';
import { answered, ask, type beginTalk, callFor, historyOf, type Plantain, pictureFor, wordsFor } from './stage.ts';

const which = fc.nat({ max: 100 });
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

/** Something that people, Gemini or the machine do. */
export const step = fc.oneof(
	often(2, fc.record({ kind: fc.constant('say') })),
	often(2, fc.record({ kind: fc.constant('branch'), from: which })),
	often(2, fc.record({ kind: fc.constant('at once'), from: which })),
	often(1, fc.record({ kind: fc.constant('undo') })),
	often(1, fc.record({ kind: fc.constant('fail'), how: fc.constantFrom('NO_IMAGE', 'IMAGE_SAFETY') })),
	often(1, fc.record({ kind: fc.constant('words') })),
	often(1, fc.record({ kind: fc.constant('restart') })),
	often(1, fc.record({ kind: fc.constant('lose'), from: which })),
);
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A turn as it should be kept. */
interface Told {
	readonly prompt: string;
	readonly parent: Told | null;
	readonly message: Message;
	/** It was made without what went before. */
	readonly isFresh: boolean;
	isLost: boolean;
}

const pathTo = (turn: Told | null): Told[] => (turn === null ? [] : [...pathTo(turn.parent), turn]);

/** What should be sent before what continues from a turn; nothing when a part of that is lost. */
function expectedHistory(from: Told | null): { readonly prompts: string[]; readonly isFresh: boolean } {
	const path = pathTo(from);
	const since = path.slice(
		Math.max(
			0,
			path.findLastIndex(({ isFresh }) => isFresh),
		),
	);
	const isFresh = since.some(({ isLost }) => isLost);
	return { prompts: isFresh ? [] : since.map(({ prompt }) => prompt), isFresh };
}

/** One talk, told in random steps. */
export class Tale {
	readonly #plantain: Plantain;
	readonly #talk: Awaited<ReturnType<typeof beginTalk>>;
	readonly #name: string;
	readonly turns: Told[] = [];
	readonly #moved: { readonly from: string; readonly to: string }[] = [];
	#head: Told | null;
	#count = 0;

	constructor(plantain: Plantain, talk: Awaited<ReturnType<typeof beginTalk>>, prompt: string) {
		this.#plantain = plantain;
		this.#talk = talk;
		this.#name = prompt;
		this.#head = { prompt, parent: null, message: talk.picture, isFresh: false, isLost: false };
		this.turns.push(this.#head);
	}

	async take(step: Step): Promise<void> {
		const plantain = this.#plantain;
		const { alice } = this.#talk;
		switch (step.kind) {
			case 'say': {
				const prompt = this.#prompt();
				return this.#tell(prompt, this.#head, await ask(plantain, alice.say(prompt)));
			}
			case 'branch':
				return this.#branch(this.#pick(step.from));
			case 'at once':
				return this.#atOnce(this.#pick(step.from));
			case 'undo': {
				const undone = await alice.slash('session undo');
				await undone.finished();
				this.#head = this.#head?.parent ?? null;
				return;
			}
			case 'fail': {
				const prompt = this.#prompt();
				plantain.gemini.next({ finish: step.how });
				await wordsFor(plantain, await alice.say(prompt));
				return this.#expectSent(prompt, this.#head);
			}
			case 'words': {
				const prompt = this.#prompt();
				plantain.gemini.next({ textOnly: `Which one, for ${prompt}?` });
				const said = await alice.say(prompt);
				await wordsFor(plantain, said);
				await answered(plantain, said);
				const answer = [...alice.channel.messages.values()].find(({ repliesTo }) => repliesTo === said);
				if (answer === undefined) throw new Error('the words were not posted');
				return this.#tell(prompt, this.#head, answer);
			}
			case 'restart':
				return plantain.restart();
			case 'lose':
				return this.#lose(this.#pick(step.from));
		}
	}

	/** Brings back what was lost, and holds everything that is kept against what should be. */
	async end(): Promise<void> {
		for (const { from, to } of this.#moved) await rename(to, from);
		const { clock } = this.#plantain;
		await this.#plantain.whileStopped(async (store) => {
			const turns = createTurns({ store, clock });
			for (const told of this.turns) {
				const kept = await turns.turnOfMessage(told.message.id);
				const path = kept === undefined ? [] : await turns.path(kept.id);
				const prompts = path.map((turn) => (turn.kind === 'turn' ? promptOf(turn.user) : '(forgotten)'));
				expect(prompts).toEqual(pathTo(told).map(({ prompt }) => prompt));
			}
		});
		const shown = await (await this.#talk.bob.slash('session show')).finished();
		expect(textOf(shown)).toContain(`${this.turns.length} turn`);
	}

	#prompt = () => `${this.#name}, ${++this.#count}`;

	#pick(index: number): Told {
		const turn = this.turns[index % this.turns.length];
		if (turn === undefined) throw new Error('there is no turn');
		return turn;
	}

	async #branch(from: Told): Promise<void> {
		const prompt = this.#prompt();
		const bob = this.#talk.bob.user.in(from.message.channel);
		const answer = await ask(this.#plantain, bob.reply(from.message, prompt));
		this.#tell(prompt, from, answer);
	}

	/** Alice from the head and Bob from anywhere, answered in that order. */
	async #atOnce(from: Told): Promise<void> {
		const head = this.#head;
		const [hers, his] = [this.#prompt(), this.#prompt()];
		const bob = this.#talk.bob.user.in(from.message.channel);
		const said = await Promise.all([this.#talk.alice.say(hers), bob.reply(from.message, his)]);
		const [first, second] = await Promise.all(said.map((one) => pictureFor(this.#plantain, one)));
		if (first === undefined || second === undefined) throw new Error('there are not two pictures');
		this.#tell(hers, head, first);
		this.#tell(his, from, second);
	}

	#tell(prompt: string, parent: Told | null, message: Message): void {
		this.#expectSent(prompt, parent);
		const { isFresh } = expectedHistory(parent);
		this.#head = { prompt, parent, message, isFresh, isLost: false };
		this.turns.push(this.#head);
	}

	#expectSent(prompt: string, parent: Told | null): void {
		expect(historyOf(this.#plantain.gemini, prompt)).toEqual(expectedHistory(parent).prompts);
	}

	async #lose(turn: Told): Promise<void> {
		if (turn.isLost) return;
		const { gemini, dataDir } = this.#plantain;
		const signed = callFor(gemini, turn.prompt).parts.find(({ thoughtSignature }) => thoughtSignature !== undefined);
		const bytes = Buffer.from(signed?.thoughtSignature ?? '', 'base64');
		const hash = createHash('sha256').update(bytes).digest('hex');
		const from = join(dataDir, 'blobs', hash.slice(0, 2), hash);
		const to = join(dataDir, `lost-${hash}`);
		await rename(from, to);
		this.#moved.push({ from, to });
		turn.isLost = true;
	}
}

const promptOf = (user: readonly StoredPart[]) => user.findLast(({ text }) => text !== undefined)?.text;
