import type { Words } from '../words.ts';
import { count, number, pictures, pluralize } from './format.ts';

/** What Gemini's answer came to, and how it reaches the person. */
export const answers: Words['answers'] = {
	// Without a picture.
	charge: {
		nothing: "Ça ne t'a rien coûté",
		noPicture: "Aucune image ne t'a été comptée",
		notMissing: "Ce qui manque ne t'a pas été compté",
	},
	textOnly: ({ charge }) => `Gemini a répondu avec des mots, sans image. ${charge} ; dis-moi ce qu'elle doit montrer.`,
	blockedPrompt: ({ charge }) => `Le filtre de sécurité de Gemini a bloqué ce prompt. ${charge} ; essaie de le dire autrement.`,
	blockedOutput: ({ charge }) => `Gemini a créé quelque chose, mais son filtre de sécurité l'a retenu. ${charge} ; essaie de reformuler ton prompt.`,
	noImage: ({ charge }) => `Gemini a terminé sans image. ${charge} ; réessaie ou décris-la autrement.`,
	allowanceUsedUp: ({ charge }) => `Le quota de ce bot chez Gemini est épuisé. ${charge} ; préviens la personne qui le gère.`,
	rateLimited: ({ charge }) => `Gemini reçoit trop de demandes. ${charge} ; réessaie dans une minute.`,
	overloaded: ({ charge }) => `Gemini est surchargé. ${charge} ; réessaie dans quelques minutes.`,
	unreachable: ({ charge }) => `Je n'ai pas réussi à joindre Gemini. ${charge} ; réessaie dans quelques minutes.`,
	garbled: ({ charge }) => `La réponse de Gemini n'avait aucun sens. ${charge} ; réessaie.`,
	badRequest: ({ charge }) => `Gemini n'a pas accepté cette demande. ${charge} ; essaie d'autres options ou un autre prompt.`,
	signatureRefused: ({ charge }) => `Gemini n'a pas reconnu l'image précédente. ${charge} ; commences-en une nouvelle avec /imagine.`,
	modelGone: ({ charge }) => `Gemini ne propose plus ce modèle. ${charge} ; choisis-en un autre.`,
	keyRefused: ({ charge }) => `Gemini refuse la clé de ce bot. ${charge} ; préviens la personne qui le gère.`,
	timedOut: ({ charge }) => `Gemini a mis trop de temps, alors j'ai cessé d'attendre. ${charge} ; réessaie ou choisis une taille plus petite.`,
	restarted: ({ charge }) => `J'ai dû redémarrer avant que ton image soit prête. ${charge} ; réessaie dans une minute.`,
	/** In front of one of the sentences above. */
	someMissing: ({ missing, of }) => `Il manque ${pictures(missing)} sur ${number(of)}.`,

	// Below a picture.
	underASecond: "moins d'une seconde",
	seconds: ({ seconds }) => `${number(seconds)} s`,
	substituteDrew: ({ model }) => `Le modèle que tu as choisi est surchargé, alors cette image vient de ${model}.`,
	madeSmaller: ({ pixels, size }) => `Réduite pour tenir ici ; je garde l'originale (${pixels}, ${size}).`,
	searched: ({ links }) => `Recherches : ${links}`,
	sources: ({ links }) => `Sources : ${links}`,
	tooLargeToShow: ({ size }) => `Une image (${size}) est trop lourde pour être affichée ici, et je n'ai pas pu la réduire.`,
	leftOut: ({ left }) => `Gemini a créé ${count(left, { one: 'image', other: 'images' })} de plus, mais ${pluralize(left, { one: 'elle dépasse', other: 'elles dépassent' })} tes limites.`,
	oldTurnsDropped: 'Cette session est longue, alors Gemini ne voit plus ses étapes les plus anciennes.',
	lostButYours: "J'ai perdu l'image précédente, alors je pars de la tienne.",
	continuesAfresh: ({ reason }) => `Je repars uniquement de la dernière image : ${WHY[reason]}.`,
	lostPicture: "J'ai perdu l'image précédente. Joins-la et redis-moi ce que tu veux changer.",
	refine: 'Retoucher',
	thoughts: 'Réflexions',
	thoughtsGone: 'Je ne garde plus ces réflexions.',
	wholeText: 'Le texte complet',
	allWords: 'Tous les mots',

	// In a thread that opens on a picture.
	welcome: "Dis-moi ce que tu veux changer, ici même. Réponds à une image plus ancienne pour repartir d'elle. Commence par `//` et je t'ignorerai.",
	welcomeWithoutMessages: "Réponds ici à une image pour la changer (laisse la mention activée), mentionne-moi ou utilise `/refine`. Réponds à une image plus ancienne pour repartir d'elle.",

	// When it can't be posted where it was asked for.
	notAllowedHere: "Je n'ai pas la permission de publier ceci là où tu l'as demandé, alors je te l'envoie ici.",
	notAllowedIn: ({ channel }) => `Je n'ai pas la permission de publier ceci dans ${channel}, alors je te l'envoie ici.`,
	notPostedHere: "Je n'ai pas pu publier ceci là où tu l'as demandé, alors je te l'envoie ici.",
	notPostedIn: ({ channel }) => `Je n'ai pas pu publier ceci dans ${channel}, alors je te l'envoie ici.`,
	movedNotAllowed: "Je n'ai pas la permission de publier ça ici, alors je te l'ai envoyé en message privé. Laisse-moi envoyer des messages et joindre des fichiers ici, et la prochaine image arrivera ici.",
	movedNotPosted: "Je n'ai pas pu publier ça ici, alors je te l'ai envoyé en message privé.",

	// For the admins of a server, in their log channel.
	logLine: ({ person, channel, request, model, price, kind }) => `${person} dans ${channel} : ${request} · ${model} · ${price} · ${kind}`,
	privatePicture: 'une image privée',
	unknownCost: 'coût inconnu',
};

const WHY = {
	'model-changed': 'le modèle a changé',
	'too-large': 'ce qui précède est trop lourd à envoyer en entier',
	forgotten: 'ce qui précède a été supprimé',
	missing: 'une partie de ce qui précède est perdue',
	corrupt: 'une partie de ce qui précède est endommagée',
	'signature-refused': "Gemini n'a pas reconnu ce qui précède",
};
