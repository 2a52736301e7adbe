import type { Words } from '../words.ts';
import { count, dollars, number, pictures, pluralize, WINDOW } from './format.ts';

export const usage: Words['usage'] = {
	unlimited: 'Hier gelten für dich keine Limits.',
	today: ({ images, microDollars }) => `Heute hast du ${pictures(images)} für ${dollars(microDollars)} erstellt.`,
	standing: ({ who, unit, left, most, window, resetsAt }) => `**${HOLDER[who]}** · ${WINDOW[window]} noch ${SHARE[unit](left, most)} · wird ${resetsAt} zurückgesetzt`,

	totalToday: ({ amount }) => `**Heute** ${amount}`,
	totalThisMonth: ({ amount }) => `**Diesen Monat** ${amount}`,
	amount: ({ images, microDollars }) => `${pictures(images)} · ${dollars(microDollars)}`,
	byModel: 'Nach Modell',
	byPerson: 'Nach Person',
	share: ({ name, thisMonth, today }) => `${name}: ${thisMonth} (heute ${today})`,
	blocked: 'Gesperrt',
	blockedEverywhere: 'Überall gesperrt',
	more: ({ amount }) => count(amount, { one: 'weitere Person', other: 'weitere Personen' }),
	chartEmpty: ({ days }) => `Keine Ausgaben seit ${count(days, { one: 'Tag', other: 'Tagen' })}`,
	chart: ({ days, microDollars, date }) => `Ausgaben pro Tag in Dollar seit ${count(days, { one: 'Tag', other: 'Tagen' })}, höchstens ${dollars(microDollars)} am ${date}`,

	blockedNow: ({ person, isEverywhere }) => `${person} kann ${isEverywhere ? 'nirgendwo mehr Bilder' : 'auf diesem Server keine Bilder mehr'} erstellen.`,
	blockedAlready: ({ person }) => `${person} ist schon gesperrt.`,
	blockListFull: ({ amount }) => `Auf diesem Server ${pluralize(amount, { one: 'ist', other: 'sind' })} ${count(amount, { one: 'Person', other: 'Personen' })} gesperrt, und die Liste ist voll.`,
	unblockedNow: ({ person, isEverywhere }) => (isEverywhere ? `${person} kann wieder Bilder erstellen, außer auf Servern mit eigener Sperre.` : `${person} kann auf diesem Server wieder Bilder erstellen.`),
	notBlocked: ({ person }) => `${person} war nicht gesperrt.`,
	given: ({ person, images, isEverywhere }) => `${person} kann heute auf diesem Server ${isEverywhere ? 'und serverübergreifend ' : ''}${count(images, { one: 'weiteres Bild', other: 'weitere Bilder' })} erstellen${isEverywhere ? '' : '; serverübergreifende Limits gelten weiterhin'}.`,

	help: {
		make: '`/imagine` macht aus Worten ein Bild. `/edit` ändert ein Bild, das du anhängst, oder kombiniert bis zu 14: Schreib zum Beispiel „der Hut aus Bild 2“. Um irgendein Bild in einem Kanal zu ändern, öffne sein Menü: Apps, „Bild bearbeiten“.',
		talk: 'Danach kannst du mit dem Bild reden: Schreib in seinen Thread, antworte darauf, drück „Verfeinern“ oder nutz `/refine`. Antworte auf ein älteres Bild, um von dort aus weiterzumachen. `/session` zeigt den ganzen Verlauf, macht einen Schritt rückgängig oder beendet die Session.',
		rights: 'Ein Bild, das nicht klappt, wird dir nicht berechnet. `/quota` zeigt, was dir noch bleibt; `/forget` löscht, was ich über dich gespeichert habe.',
		model: ({ name, alias, facts }) => `**${name}** (\`${alias}\`): ${facts.join(' · ')}`,
		about1K: 'etwa 1K',
		aspects: ({ amount, first, last }) => `${count(amount, { one: 'Seitenverhältnis', other: 'Seitenverhältnisse' })} von ${first} bis ${last}`,
		references: ({ most }) => `nimmt bis zu ${pictures(most)} als Vorlage`,
		noSearch: 'keine Suche',
		searchesWeb: 'sucht im Web',
		searchesWebAndImages: 'sucht im Web und nach Bildern',
		price: ({ microDollars }) => `etwa ${dollars(microDollars)} pro Bild`,
		deprecated: 'läuft aus',
		preview: 'Vorschau',
	},
};

const HOLDER = {
	you: 'Du',
	'you-here': 'Du auf diesem Server',
	server: 'Dieser Server',
	'server-own': 'Eigenes Budget dieses Servers',
	bot: 'Alle zusammen',
};
const SHARE = {
	images: (left: number, most: number) => `${number(left)} von ${count(most, { one: 'Bild', other: 'Bildern' })}`,
	microDollars: (left: number, most: number) => `${dollars(left)} von ${dollars(most)}`,
	failedCalls: (left: number, most: number) => `${number(left)} von ${count(most, { one: 'Aufruf', other: 'Aufrufen' })} ohne Bild`,
};
