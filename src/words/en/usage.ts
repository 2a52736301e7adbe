import type { Window } from '../../quota-windows.ts';
import type { Flags, Lists, Numbers, Texts } from '../parameters.ts';
import { count, dollars, number, pictures, WINDOW } from './format.ts';

/** `/quota`, `/usage` and `/help`. */
export const usage = {
	unlimited: 'Nothing limits you here.',
	today: ({ images, microDollars }: Numbers<'images' | 'microDollars'>) => `Today you made ${pictures(images)} for ${dollars(microDollars)}.`,
	/** `left` and `most` in pictures, micro-dollars or calls. */
	standing: ({ who, unit, left, most, window, resetsAt }: Texts<'resetsAt'> & Numbers<'left' | 'most'> & { readonly who: 'you' | 'you-here' | 'server' | 'server-own' | 'bot'; readonly unit: 'images' | 'microDollars' | 'failedCalls'; readonly window: Window }) =>
		`**${HOLDER[who]}** · ${SHARE[unit](left, most)} left ${WINDOW[window]} · resets ${resetsAt}`,

	totalToday: ({ amount }: Texts<'amount'>) => `**Today** ${amount}`,
	totalThisMonth: ({ amount }: Texts<'amount'>) => `**This month** ${amount}`,
	amount: ({ images, microDollars }: Numbers<'images' | 'microDollars'>) => `${pictures(images)} · ${dollars(microDollars)}`,
	byModel: 'By model',
	byPerson: 'By person',
	share: ({ name, thisMonth, today }: Texts<'name' | 'thisMonth' | 'today'>) => `${name}: ${thisMonth} (today ${today})`,
	blocked: 'Blocked',
	blockedEverywhere: 'Blocked everywhere',
	more: ({ amount }: Numbers<'amount'>) => `and ${number(amount)} more`,
	chartEmpty: ({ days }: Numbers<'days'>) => `Nothing was spent in the last ${count(days, { one: 'day', other: 'days' })}`,
	chart: ({ days, microDollars, date }: Texts<'date'> & Numbers<'days' | 'microDollars'>) => `Dollars spent on each of the last ${count(days, { one: 'day', other: 'days' })}, at most ${dollars(microDollars)} on ${date}`,

	blockedNow: ({ person, isEverywhere }: Texts<'person'> & Flags<'isEverywhere'>) => `${person} can no longer make pictures ${isEverywhere ? 'anywhere' : 'in this server'}.`,
	blockedAlready: ({ person }: Texts<'person'>) => `${person} is already blocked.`,
	blockListFull: ({ amount }: Numbers<'amount'>) => `${count(amount, { one: 'person is', other: 'people are' })} blocked in this server, and the list is full.`,
	unblockedNow: ({ person, isEverywhere }: Texts<'person'> & Flags<'isEverywhere'>) => (isEverywhere ? `${person} can make pictures again, except in servers that block them.` : `${person} can make pictures in this server again.`),
	notBlocked: ({ person }: Texts<'person'>) => `${person} wasn't blocked.`,
	given: ({ person, images, isEverywhere }: Texts<'person'> & Numbers<'images'> & Flags<'isEverywhere'>) => `${person} can make ${count(images, { one: 'more picture', other: 'more pictures' })} today, ${isEverywhere ? 'in this server and across all servers' : 'in this server; limits across all servers still apply'}.`,

	help: {
		make: '`/imagine` makes a picture from words. `/edit` changes a picture you attach, or combines up to 14: say "the hat from image 2". To change any picture in a channel, open its menu: Apps, Edit image.',
		talk: 'Then talk to the picture: write in its thread, reply to it, press Refine, or use `/refine`. Reply to an older picture to branch from it. `/session` shows the whole story, undoes a step, or ends it.',
		rights: "You aren't charged for a picture that fails. `/quota` shows what you have left; `/forget` deletes what I keep about you.",
		model: ({ name, alias, facts }: Texts<'name' | 'alias'> & Lists<'facts'>) => `**${name}** (\`${alias}\`): ${facts.join(' · ')}`,
		about1K: 'about 1K',
		aspects: ({ amount, first, last }: Texts<'first' | 'last'> & Numbers<'amount'>) => `${count(amount, { one: 'shape', other: 'shapes' })} from ${first} to ${last}`,
		references: ({ most }: Numbers<'most'>) => `works from up to ${pictures(most)}`,
		noSearch: 'no search',
		searchesWeb: 'searches the web',
		searchesWebAndImages: 'searches the web and images',
		price: ({ microDollars }: Numbers<'microDollars'>) => `about ${dollars(microDollars)} a picture`,
		deprecated: 'deprecated',
		preview: 'preview',
	},
};

const HOLDER = {
	you: 'You',
	'you-here': 'You in this server',
	server: 'This server',
	'server-own': "This server's own budget",
	bot: 'Everybody together',
};
const SHARE = {
	images: (left: number, most: number) => `${number(left)} of ${pictures(most)}`,
	microDollars: (left: number, most: number) => `${dollars(left)} of ${dollars(most)}`,
	failedCalls: (left: number, most: number) => `${number(left)} of ${count(most, { one: 'call', other: 'calls' })} without a picture`,
};
