import { Temporal } from 'temporal-polyfill';
import { UserError } from '../../errors.ts';
import { isVisible } from '../../studio/rules/blocked-words.ts';
import { DEFAULT_RULES, type GuildRules, guildRules } from '../../studio/rules/guild-rules.ts';
import { type ChangedRules, changeOrClear, customIdOf, type Setting, type SettingForm } from './setting.ts';

/** Longest text that a form takes, in characters. Source: Discord, text input. */
const MAX_FIELD = 4000;

/** Some paragraphs that hold as they are written. */
function text({
	title,
	hint,
	most,
	of,
	change,
}: {
	readonly title: string;
	readonly hint: string;
	/** Most characters. */
	readonly most: number;
	of(rules: GuildRules): string | undefined;
	change(words: string | undefined): ChangedRules;
}): Setting {
	return {
		title,
		says: ({ rules }) => (of(rules) === undefined ? 'None.' : ''),
		quoted: (rules) => of(rules) ?? '',
		control: changeOrClear,
		pick: () => change(undefined),
		form: () => ({
			title,
			fields: ({ rules }) => [{ name: 'words', label: title, hint, value: of(rules) ?? '', isLong: true, most }],
			read: ({ words = '' }) => change(words.trim() === '' ? undefined : words),
		}),
	};
}

export const houseStyle = text({
	title: 'House style',
	hint: 'Added to every prompt. Empty for none.',
	most: guildRules.shape.houseStyle.unwrap().maxLength ?? MAX_FIELD,
	of: (rules) => rules.houseStyle,
	change: (words) => ({ houseStyle: words }),
});

export const systemInstruction = text({
	title: 'How the model is to behave',
	hint: 'Put before every conversation. Empty for nothing.',
	most: guildRules.shape.systemInstruction.unwrap().maxLength ?? MAX_FIELD,
	of: (rules) => rules.systemInstruction,
	change: (words) => ({ systemInstruction: words }),
});

export const timeZone: Setting = {
	title: 'Time zone',
	says: ({ rules }) => `Days and months begin by the clocks of ${rules.timeZone}.`,
	control: changeOrClear,
	pick: () => ({ timeZone: DEFAULT_RULES.timeZone }),
	form: () => ({
		title: 'Time zone',
		fields: ({ rules }) => [
			{
				name: 'zone',
				label: 'Where the days of this server begin',
				hint: 'A name such as Europe/Berlin or America/New_York. Empty for UTC.',
				value: rules.timeZone,
				isLong: false,
				most: 100,
			},
		],
		read: ({ zone = '' }) => ({ timeZone: zone.trim() === '' ? DEFAULT_RULES.timeZone : readTimeZone(zone.trim()) }),
	}),
};

/** The name as it is usually written. @throws UserError when there is no such zone. */
function readTimeZone(name: string): string {
	const unknown = new UserError(
		'There is no time zone of that name; try one such as Europe/Berlin. Nothing was changed.',
	);
	// Offsets and whole dates would be understood too, but they do not follow summer time.
	if (!/^[a-z]/i.test(name)) throw unknown;
	try {
		return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
	} catch {
		throw unknown;
	}
}

/** A list can be longer than a form, so words are added and removed and never all written anew. */
export const blockedWords: Setting = {
	title: 'Blocked words',
	says: ({ rules: { blockedWords } }) =>
		blockedWords.length === 0 ? 'None.' : `${blockedWords.length}: a prompt with one of them is refused.`,
	quoted: (rules) => rules.blockedWords.join('\n'),
	control: (id) => ({
		kind: 'buttons',
		buttons: [
			{ customId: customIdOf(id, 'add'), label: 'Add' },
			{ customId: customIdOf(id, 'remove'), label: 'Remove' },
			{ customId: customIdOf(id, 'clear'), label: 'Clear' },
		],
	}),
	pick: () => ({ blockedWords: [] }),
	form: (detail) => (detail === 'remove' ? removeWords : addWords),
};

const wordsForm = (
	title: string,
	hint: string,
	change: (given: readonly string[], held: readonly string[]) => readonly string[],
): SettingForm => ({
	title,
	fields: () => [{ name: 'words', label: 'Words, one on each line', hint, value: '', isLong: true, most: MAX_FIELD }],
	read: ({ words = '' }, { rules }) => {
		const given = words
			.split('\n')
			.map((word) => word.trim())
			.filter((word) => word !== '');
		return { blockedWords: change(given, rules.blockedWords) };
	},
});

const sameWord = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();

const addWords = wordsForm('Block words', '*word* is found inside other words too.', (given, held) => {
	if (!given.every(isVisible))
		throw new UserError('One of these words has nothing in it that can be seen. Nothing was changed.');
	const all = [...held, ...given].filter((word, index, list) => list.findIndex(sameWord(word)) === index);
	if (guildRules.shape.blockedWords.safeParse(all).success) return all;
	throw new UserError('A word can have 100 characters and the list 500 words. Nothing was changed.');
});

const removeWords = wordsForm('No longer block words', 'As they stand in the list.', (given, held) => {
	const left = held.filter((word) => !given.some(sameWord(word)));
	if (left.length < held.length) return left;
	throw new UserError('None of these words is in the list. Nothing was changed.');
});
