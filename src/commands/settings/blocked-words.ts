import { TextInputStyle } from 'discord.js';
import { UserError } from '../../errors.ts';
import { isVisible } from '../../studio/rules/blocked-words.ts';
import { guildRules } from '../../studio/rules/guild-rules.ts';
import { MAX_FIELD, textField } from './form.ts';
import type { Setting } from './setting.ts';

/** The list can outgrow a form, so people add and remove words instead of editing it as a whole. */
export const blockedWords: Setting = {
	id: 'blockedWords',
	page: 'safety',
	says: ({ rules, words: { settings } }) =>
		rules.blockedWords.length === 0 ? settings.none : settings.blockedWordsNow({ amount: rules.blockedWords.length }),
	quoted: (rules) => rules.blockedWords.join('\n'),
	control: ['add', 'remove', 'clear'],
	pick: () => ({ blockedWords: [] }),
	form(detail) {
		const titleId = detail === 'remove' ? 'blockedWordsRemove' : 'blockedWordsAdd';
		return {
			titleId,
			fields({ words: { settings } }) {
				const input = { custom_id: 'words', max_length: MAX_FIELD };
				return [textField(settings.blockedWordsField, settings[`${titleId}Hint`], input, TextInputStyle.Paragraph)];
			},
			read(textOf, { rules }) {
				const lines = textOf('words').split('\n');
				const given = lines.map((word) => word.trim()).filter((word) => word !== '');
				return { blockedWords: (detail === 'remove' ? without : withWords)(rules.blockedWords, given) };
			},
		};
	},
};

const sameWord = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();

function withWords(held: readonly string[], given: readonly string[]): readonly string[] {
	if (!given.every(isVisible)) throw new UserError(({ settings }) => settings.wordInvisible);
	const all = [...held, ...given].filter((word, index, list) => list.findIndex(sameWord(word)) === index);
	if (guildRules.shape.blockedWords.safeParse(all).success) return all;
	throw new UserError(({ settings }) => settings.wordsTooMany);
}

function without(held: readonly string[], given: readonly string[]): readonly string[] {
	const left = held.filter((word) => !given.some(sameWord(word)));
	if (left.length < held.length) return left;
	throw new UserError(({ settings }) => settings.wordsNotListed);
}
