import { count, dollars, number, pictures } from './format.ts';

/** `/quota`, `/usage` and `/help`. */
export const usage = {
	unlimited: 'Nothing limits you here.',
	today: ({ images, microDollars }: { readonly images: number; readonly microDollars: number }) =>
		`Today you made ${pictures(images)} for ${dollars(microDollars)}.`,
	/** `left` and `most` in pictures, micro-dollars or calls. */
	standing: ({
		who,
		unit,
		left,
		most,
		window,
		resetsAt,
	}: {
		readonly who: 'you' | 'you-here' | 'server' | 'server-own' | 'bot';
		readonly unit: 'images' | 'microDollars' | 'failedCalls';
		readonly left: number;
		readonly most: number;
		readonly window: 'minute' | 'hour' | 'day' | 'month';
		readonly resetsAt: string;
	}) => `**${HOLDER[who]}** · ${SHARE[unit](left, most)} left ${WINDOW[window]} · resets ${resetsAt}`,

	totalToday: ({ amount }: { readonly amount: string }) => `**Today** ${amount}`,
	totalThisMonth: ({ amount }: { readonly amount: string }) => `**This month** ${amount}`,
	amount: ({ images, microDollars }: { readonly images: number; readonly microDollars: number }) =>
		`${pictures(images)} · ${dollars(microDollars)}`,
	byModel: 'By model',
	byPerson: 'By person',
	share: ({ name, thisMonth, today }: { readonly name: string; readonly thisMonth: string; readonly today: string }) =>
		`${name}: ${thisMonth} (today ${today})`,
	blocked: 'Blocked',
	blockedEverywhere: 'Blocked everywhere',
	more: ({ amount }: { readonly amount: number }) => `and ${number(amount)} more`,
	chartEmpty: ({ days }: { readonly days: number }) =>
		`Nothing was spent in the last ${count(days, { one: 'day', other: 'days' })}`,
	chart: ({
		days,
		microDollars,
		date,
	}: {
		readonly days: number;
		readonly microDollars: number;
		readonly date: string;
	}) =>
		`Dollars spent on each of the last ${count(days, { one: 'day', other: 'days' })}, at most ${dollars(microDollars)} on ${date}`,

	blockedNow: ({ person, isEverywhere }: { readonly person: string; readonly isEverywhere: boolean }) =>
		`${person} can no longer make pictures ${isEverywhere ? 'anywhere' : 'in this server'}.`,
	blockedAlready: ({ person }: { readonly person: string }) => `${person} is already blocked.`,
	blockListFull: ({ amount }: { readonly amount: number }) =>
		`${count(amount, { one: 'person is', other: 'people are' })} blocked in this server, and the list is full.`,
	unblockedNow: ({ person, isEverywhere }: { readonly person: string; readonly isEverywhere: boolean }) =>
		isEverywhere
			? `${person} can make pictures again, except in servers that block them.`
			: `${person} can make pictures in this server again.`,
	notBlocked: ({ person }: { readonly person: string }) => `${person} wasn't blocked.`,
	given: ({
		person,
		images,
		isEverywhere,
	}: {
		readonly person: string;
		readonly images: number;
		readonly isEverywhere: boolean;
	}) =>
		`${person} can make ${count(images, { one: 'more picture', other: 'more pictures' })} today, ${isEverywhere ? 'in this server and across all servers' : 'in this server; limits across all servers still apply'}.`,

	help: {
		make: '`/imagine` makes a picture from words. `/edit` changes a picture you attach, or combines up to 14: say "the hat from image 2". To change any picture in a channel, open its menu: Apps, Edit image.',
		talk: 'Then talk to the picture: write in its thread, reply to it, press Refine, or use `/refine`. Reply to an older picture to branch from it. `/session` shows the whole story, undoes a step, or ends it.',
		rights:
			'You pay nothing for what fails. `/quota` shows what you have left; `/forget` deletes what I keep about you.',
		model: ({
			name,
			alias,
			facts,
		}: {
			readonly name: string;
			readonly alias: string;
			readonly facts: readonly string[];
		}) => `**${name}** (\`${alias}\`): ${facts.join(' · ')}`,
		about1K: 'about 1K',
		aspects: ({ amount, first, last }: { readonly amount: number; readonly first: string; readonly last: string }) =>
			`${count(amount, { one: 'shape', other: 'shapes' })} from ${first} to ${last}`,
		references: ({ most }: { readonly most: number }) => `works from up to ${pictures(most)}`,
		noSearch: 'no search',
		searchesWeb: 'searches the web',
		searchesWebAndImages: 'searches the web and images',
		price: ({ microDollars }: { readonly microDollars: number }) => `about ${dollars(microDollars)} a picture`,
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
const WINDOW = { minute: 'this minute', hour: 'this hour', day: 'today', month: 'this month' };
const SHARE = {
	images: (left: number, most: number) => `${number(left)} of ${pictures(most)}`,
	microDollars: (left: number, most: number) => `${dollars(left)} of ${dollars(most)}`,
	failedCalls: (left: number, most: number) =>
		`${number(left)} of ${count(most, { one: 'call', other: 'calls' })} without a picture`,
};
