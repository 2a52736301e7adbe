import type { Words } from '../words.ts';
import { count, dollars, number, pictures, pluralize } from './format.ts';

/** The panel of `/settings`, what stands on it and what it refuses. */
export const settings: Words['settings'] = {
	title: 'Paramètres de ce serveur',
	section: 'Section',
	pages: {
		where: 'Où et qui',
		looks: 'Modèles et apparence',
		limits: 'Limites et argent',
		safety: 'Mots et sécurité',
		threads: 'Fils et logs',
	},
	change: 'Modifier',
	clear: 'Effacer',
	add: 'Ajouter',
	remove: 'Retirer',
	everywhere: 'Partout.',
	everybody: 'Tout le monde.',
	noneExcluded: "Aucun n'est exclu.",
	none: "Rien pour l'instant.",
	all: 'Tous.',
	more: ({ amount }) => count(amount, { one: 'autre', other: 'autres' }),
	moreRoles: ({ amount }) => count(amount, { one: 'autre rôle', other: 'autres rôles' }),
	asEverywhere: ({ value }) => `Par défaut : ${value}`,
	/** The description of the file with a text that is too long for the panel. */
	whole: ({ title }) => `${title} : texte complet`,

	allowedChannels: 'Seulement dans ces salons',
	deniedChannels: 'Jamais dans ces salons',
	allowedRoles: "Seulement avec l'un de ces rôles",
	deniedRoles: "Personne avec l'un de ces rôles",
	rolesFor4K: 'Rôles qui peuvent utiliser la 4K',
	rolesForSearch: 'Rôles qui peuvent utiliser la recherche',
	models: "Modèles qu'on peut choisir",
	allModels: 'Tous les modèles',
	defaultModel: "Modèle quand personne n'en choisit",
	defaultAspect: "Format quand personne n'en choisit",
	defaultSize: "Taille quand personne n'en choisit",
	mayFallBack: 'Quand le modèle est surchargé',
	mayFallBackOptions: { wait: 'Le signaler', 'fall-back': 'Passer à un autre modèle et le signaler' },
	houseStyle: 'Style maison',
	houseStyleHint: 'Ajouté à chaque prompt. Vide : aucun.',
	userLimits: 'Images par personne',
	userLimitsNone: 'Pas de limite sur ce serveur.',
	roleLimits: 'Images par personne, selon le rôle',
	roleLimitsMenu: "Fixer ou effacer les limites d'un rôle",
	roleLimitsForm: 'Images par personne avec ce rôle',
	noLimit: 'sans limite',
	budget: 'Budget de ce serveur',
	budgetNone: 'Pas de budget propre.',
	timeZone: 'Fuseau horaire',
	timeZoneNow: ({ zone }) => `Les jours et les mois commencent à l'heure de ${zone}.`,
	timeZoneField: 'Fuseau qui fixe le début des jours',
	timeZoneHint: 'Un nom comme Europe/Paris ou America/Toronto. Vide : UTC.',
	blockedWords: 'Mots bloqués',
	blockedWordsNow: ({ amount }) =>
		`${count(amount, { one: 'mot', other: 'mots' })} : tout prompt qui ${pluralize(amount, { one: 'le contient', other: 'en contient un' })} est refusé.`,
	blockedWordsField: 'Mots, un par ligne',
	blockedWordsAdd: 'Bloquer des mots',
	blockedWordsAddHint: "*mot* est aussi détecté à l'intérieur d'autres mots.",
	blockedWordsRemove: 'Débloquer des mots',
	blockedWordsRemoveHint: "Tels qu'ils sont dans la liste.",
	systemInstruction: 'Comment le modèle doit se comporter',
	systemInstructionHint: 'Placé avant chaque conversation. Vide : rien.',
	safety: 'Sévérité du filtre de Gemini',
	safetyOptions: {
		none: 'Le choix de la personne qui gère le bot',
		BLOCK_LOW_AND_ABOVE: 'Stricte : dès un risque faible',
		BLOCK_MEDIUM_AND_ABOVE: 'Modérée : dès un risque moyen',
		BLOCK_ONLY_HIGH: 'Souple : seulement un risque élevé',
	},
	threads: 'Fils sur les images',
	threadsOptions: { auto: 'Tout de suite', 'on-refine': "Quand quelqu'un retouche l'image", off: 'Jamais' },
	isOpenToAll: "Qui peut retoucher dans le fil d'une session",
	isOpenToAllOptions: { owner: "Seulement qui l'a commencée", everybody: 'Tout le monde' },
	logChannelId: 'Salon de logs',
	logChannelNow: ({ channel }) => `${channel} reçoit une ligne pour chaque image.`,

	/** `amount` in pictures, without the word. */
	imagesPer: ({ amount, window }) => `${number(amount)} ${EACH[window]}`,
	dollarsPer: ({ microDollars, window }) => `${dollars(microDollars)} ${EACH[window]}`,
	ceiling: ({ amounts }) => `La personne qui gère le bot autorise au maximum ${amounts}.`,
	perWindow: ({ window }) => PER[window],
	imagesHint: 'Images ; vide : sans limite ; 0 : aucune.',
	dollarsHint: 'Dollars américains, par exemple 2.50 (avec un point) ; vide : sans budget ; 0 : rien.',

	// Refusals; nothing was changed.
	imagesInvalid: "Une limite est un nombre entier d'images de 0 à 100000, ou vide. Rien n'a changé.",
	dollarsInvalid:
		"Un budget est un montant de 0 à 1000000 dollars, comme 2.50 (avec un point), ou vide. Rien n'a changé.",
	aboveCeilingImages: ({ most, window }) =>
		`La personne qui gère le bot autorise ${pictures(most)} ${EACH[window]} par personne au maximum. Rien n'a changé.`,
	aboveCeilingDollars: ({ microDollars, window }) =>
		`La personne qui gère le bot autorise ${dollars(microDollars)} ${EACH[window]} par serveur au maximum. Rien n'a changé.`,
	defaultsUnsupported: ({ why }) => `${why} Rien n'a changé.`,
	timeZoneUnknown: "Je ne connais pas ce fuseau horaire ; essaie par exemple Europe/Paris. Rien n'a changé.",
	wordInvisible: "L'un de ces mots n'a rien de visible. Rien n'a changé.",
	wordsTooMany: "Un mot peut avoir 100 caractères et la liste 500 mots. Rien n'a changé.",
	wordsNotListed: "Aucun de ces mots n'est dans la liste. Rien n'a changé.",
};

const EACH = { minute: 'par minute', hour: 'par heure', day: 'par jour', month: 'par mois' };
const PER = { minute: 'Par minute', hour: 'Par heure', day: 'Par jour', month: 'Par mois' };
