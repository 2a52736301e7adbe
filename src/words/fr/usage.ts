import type { Words } from '../words.ts';
import { count, dollars, number, pictures, WINDOW } from './format.ts';

/** `/quota`, `/usage` and `/help`. */
export const usage: Words['usage'] = {
	unlimited: "Tu n'as aucune limite ici.",
	today: ({ images, microDollars }) => `Aujourd'hui, tu as créé ${pictures(images)} pour ${dollars(microDollars)}.`,
	/** `left` and `most` in pictures, micro-dollars or calls. */
	standing: ({ who, unit, left, most, window, resetsAt }) => `**${HOLDER[who]}** · il reste ${SHARE[unit](left, most)} ${WINDOW[window]} · renouvellement ${resetsAt}`,

	totalToday: ({ amount }) => `**Aujourd'hui** ${amount}`,
	totalThisMonth: ({ amount }) => `**Ce mois-ci** ${amount}`,
	amount: ({ images, microDollars }) => `${pictures(images)} · ${dollars(microDollars)}`,
	byModel: 'Par modèle',
	byPerson: 'Par personne',
	share: ({ name, thisMonth, today }) => `${name} : ${thisMonth} (aujourd'hui ${today})`,
	blocked: 'Blocages',
	blockedEverywhere: 'Blocages partout',
	more: ({ amount }) => `et ${count(amount, { one: 'autre', other: 'autres' })}`,
	chartEmpty: ({ days }) => `Aucune dépense sur les ${count(days, { one: 'dernier jour', other: 'derniers jours' })}`,
	chart: ({ days, microDollars, date }) => `Dollars dépensés lors de chacun des ${count(days, { one: 'dernier jour', other: 'derniers jours' })}, au maximum ${dollars(microDollars)} le ${date}`,

	blockedNow: ({ person, isEverywhere }) => `${person} ne peut plus créer d'images ${isEverywhere ? 'nulle part' : 'sur ce serveur'}.`,
	blockedAlready: ({ person }) => `Le blocage de ${person} était déjà en place.`,
	blockListFull: ({ amount }) => `${count(amount, { one: 'personne est bloquée', other: 'personnes sont bloquées' })} sur ce serveur, et la liste est pleine.`,
	unblockedNow: ({ person, isEverywhere }) => (isEverywhere ? `${person} peut de nouveau créer des images, sauf sur les serveurs qui ont leur propre blocage.` : `${person} peut de nouveau créer des images sur ce serveur.`),
	notBlocked: ({ person }) => `${person} n'avait aucun blocage.`,
	given: ({ person, images, isEverywhere }) => `${person} peut créer ${count(images, { one: 'image', other: 'images' })} de plus aujourd'hui, ${isEverywhere ? 'sur ce serveur et sur tous les serveurs réunis' : 'sur ce serveur ; les limites communes à tous les serveurs restent valables'}.`,

	help: {
		make: "`/imagine` crée une image à partir de mots. `/edit` change une image que tu joins, ou en combine jusqu'à 14 : dis « le chapeau de l'image 2 ». Pour changer n'importe quelle image d'un salon, ouvre son menu : Applications > Modifier l'image.",
		talk: "Ensuite, parle à l'image : écris dans son fil, réponds-lui, appuie sur Retoucher ou utilise `/refine`. Réponds à une image plus ancienne pour repartir d'elle. `/session` montre toute l'histoire, annule une étape ou y met fin.",
		rights: "Une image qui échoue ne t'est pas comptée. `/quota` montre ce qu'il te reste ; `/forget` supprime ce que je garde sur toi.",
		model: ({ name, alias, facts }) => `**${name}** (\`${alias}\`) : ${facts.join(' · ')}`,
		about1K: 'environ 1K',
		aspects: ({ amount, first, last }) => `${count(amount, { one: 'format', other: 'formats' })}, de ${first} à ${last}`,
		references: ({ most }) => `à partir de ${pictures(most)} au maximum`,
		noSearch: 'sans recherche',
		searchesWeb: 'cherche sur le Web',
		searchesWebAndImages: 'cherche sur le Web et parmi les images',
		price: ({ microDollars }) => `environ ${dollars(microDollars)} par image`,
		deprecated: 'bientôt retiré',
		preview: 'préversion',
	},
};

const HOLDER = {
	you: 'Toi',
	'you-here': 'Toi sur ce serveur',
	server: 'Ce serveur',
	'server-own': 'Le budget propre à ce serveur',
	bot: 'Tout le monde ensemble',
};
const SHARE = {
	images: (left: number, most: number) => `${pictures(left)} sur ${number(most)}`,
	microDollars: (left: number, most: number) => `${dollars(left)} sur ${dollars(most)}`,
	failedCalls: (left: number, most: number) => `${count(left, { one: 'appel', other: 'appels' })} sans image sur ${number(most)}`,
};
