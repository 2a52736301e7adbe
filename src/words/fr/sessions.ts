import type { Words } from '../words.ts';
import { allOf, count, dollars, number } from './format.ts';

/** Talking to pictures: `/session`, `/refine`, replies, `Edit image` and `/forget`. */
export const sessions: Words['sessions'] = {
	none: "Il n'y a pas de session ici. Commences-en une avec /imagine ou /edit.",
	gone: "Je ne garde plus cette session. Commences-en une autre : Applications > Modifier l'image.",
	pictureGone: "Je ne garde plus cette image. Commence une autre session à partir d'elle : Applications > Modifier l'image.",
	pictureLost: 'Je ne garde plus cette image.',
	picturePrivate: "Cette image est privée. Seule la personne qui l'a créée peut l'obtenir.",
	nothingToShow: "Il n'y a aucune image à rappeler.",
	lastWasWords: 'La dernière réponse était en mots, sans image :',
	notYours: ({ owner }) => `Cette session est celle de ${owner}, et personne d'autre ne peut faire ça.`,
	mayNotRead: 'Je ne peux pas lire ça. Mentionne-moi dans ton message, appuie sur Retoucher ou utilise /refine.',
	whatToDo: "Que dois-je faire de l'image ? Dis-le-moi en un seul message, avec l'image jointe.",
	whatToChange: 'Que dois-je changer ? Dis-le-moi en un seul message, avec une image jointe si tu veux.',
	cannotPost: ({ channel, why }) => `Je ne peux pas publier d'images dans ${channel} : ${why}. Je n'ai rien créé ; réessaie quand ce sera réglé.`,
	threadLocked: 'le fil est verrouillé',
	permissionsMissing: ({ permissions }) => `il m'y manque ${count(permissions.length, { one: 'permission', other: 'permissions' })} (${allOf(permissions)})`,

	nothingToUndo: "Il n'y a rien à annuler.",
	undone: "C'est annulé. Ton prochain message partira de l'image précédente.",
	undoneToStart: "C'est annulé. Ton prochain message repartira de zéro ; réponds à une image pour continuer à partir d'elle.",
	ended: "Cette session est terminée. Réponds à l'une de ses images pour la reprendre.",

	facts: ({ model, aspect, size, turns, microDollars }) => `${model} · ${aspect} · ${size} · ${count(turns, { one: 'étape', other: 'étapes' })} · ${dollars(microDollars)} jusqu'ici`,
	startedAfresh: 'repart de zéro',
	fromTurn: ({ turn }) => `depuis l'étape ${number(turn)}`,
	deletedTurn: '(supprimée)',
	aPicture: 'une image',
	newer: 'Plus récentes',
	older: 'Plus anciennes',

	refineTitle: 'Retoucher cette image',
	refineQuestion: 'Ce que tu veux changer',
	editTitle: "Modifier l'image",
	editQuestion: 'Ce que tu veux en faire',
	picturesField: 'Images à utiliser (facultatif)',
	noPictureThere: "Il n'y a pas d'image dans ce message. Choisis-en un qui en contient.",
	editTooOld: "Trop de temps a passé. Choisis de nouveau l'image.",

	forgetWarning: "Ceci supprime toutes les sessions que tu as commencées, avec tout leur contenu, et ce que tu as demandé, reçu et fourni dans les sessions d'autres personnes. C'est irréversible. Les totaux d'utilisation sont conservés, tout comme les messages sur Discord.",
	forgetConfirm: 'Tout supprimer',
	forgetNotYours: "Seule la personne qui l'a demandé peut appuyer là-dessus. Utilise /forget pour supprimer ce que je garde sur toi.",
	forgetFilesMayStay: "Les fichiers des images restent peut-être stockés pour l'instant, car je ne sais pas qui d'autre en a besoin. La personne qui gère ce bot peut s'en occuper.",
	forgetNothing: "Je ne gardais rien sur toi, sauf les totaux d'utilisation, et ceux-là restent.",
	forgotten: ({ gone }) => `Supprimé : ${allOf(gone)}. Les totaux d'utilisation sont conservés ; les messages sur Discord, tu peux les supprimer toi-même.`,
	forgottenSessions: ({ amount }) => count(amount, { one: 'session', other: 'sessions' }),
	forgottenTurns: ({ amount }) => count(amount, { one: 'étape', other: 'étapes' }),
	forgottenThoughts: ({ amount }) => count(amount, { one: 'réflexion', other: 'réflexions' }),
	forgotJustNow: ({ again }) => `Tu viens de le demander : c'est fait ou en cours. Tu pourras recommencer ${again}.`,
};
