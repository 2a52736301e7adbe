import type { Words } from '../words.ts';
import { allOf, count, dollars, number, oneOf, pictures, WINDOW, wholeMegabytes } from './format.ts';

/** Why a request isn't taken; nothing has been sent to Gemini yet. */
export const requests: Words['requests'] = {
	promptBlank: "Ton prompt est vide. Dis-moi ce que l'image doit montrer.",
	changeBlank: 'Ton message est vide. Dis-moi ce que tu veux changer.',
	askedTwice: 'Tu viens de demander exactement la même chose. Si tu la veux encore, renvoie ta demande.',
	queueFull: ({ running, waiting }) => `Tu as ${pictures(running)} en cours et ${number(waiting)} en attente. Réessaie quand l'une d'elles sera prête.`,
	restarting: 'Je redémarre. Réessaie dans une minute.',
	restartedFirst: "J'ai dû redémarrer avant ton tour. Ça ne t'a rien coûté ; réessaie dans une minute.",
	sessionFull: "Cette session est pleine. Commences-en une autre à partir de sa dernière image : Applications > Modifier l'image.",
	closedInDirectMessages: 'Je ne fonctionne pas en message privé. Utilise-moi sur un serveur.',
	closedInServer: "Je ne fonctionne que sur les serveurs choisis par la personne qui me gère. Demande-lui d'ajouter celui-ci.",

	// What the person, the channel or the server is not open for.
	blockedEverywhere: "La personne qui gère ce bot t'a retiré le droit de créer des images.",
	blockedHere: "Les admins de ce serveur t'ont retiré le droit de créer des images.",
	rolesMayNot: 'Tes rôles ne te permettent pas de créer des images sur ce serveur.',
	channelClosed: 'Les images sont désactivées dans ce salon.',
	channelsOnly: ({ channels }) => `Tu peux créer des images dans ${oneOf(channels)}, mais pas ici.`,
	wordBlocked: "Ce serveur n'autorise pas l'un des mots de ton prompt. Essaie de le dire autrement.",
	sizeForRoles: ({ size }) => `Sur ce serveur, la taille ${size} est réservée à certains rôles. Essaie une taille plus petite.`,
	searchForRoles: 'Sur ce serveur, la recherche est réservée à certains rôles. Essaie sans.',
	modelNotHere: ({ model, models }) => `Ce serveur n'utilise pas ${model}. Essaie ${oneOf(models)}.`,

	// What a model can't do.
	modelGone: ({ model, models }) => `Gemini ne propose plus ${model}. ${models.length === 0 ? "Il n'y a pas d'autre modèle ici." : `Essaie ${oneOf(models)}.`}`,
	aspectUnsupported: ({ model, aspect, aspects }) => `${model} ne gère pas le format ${aspect}. Formats possibles : ${allOf(aspects)}.`,
	sizeFixed: ({ model }) => `${model} crée toujours des images d'environ 1K : n'indique pas de taille.`,
	sizeUnsupported: ({ model, size, sizes }) => `${model} ne gère pas la taille ${size}. Tailles possibles : ${allOf(sizes)}.`,
	tooManyPictures: ({ model, most, given }) => `${model} accepte ${pictures(most)} au maximum, et tu en as envoyé ${number(given)}.`,
	searchUnsupported: ({ model, models }) => `${model} ne sait pas faire de recherche. ${models.length === 0 ? 'Ici, aucun autre modèle non plus.' : `Essaie ${oneOf(models)}.`}`,
	thoughtsUnsupported: ({ model, models }) => `${model} ne montre pas ses réflexions. ${models.length === 0 ? 'Ici, aucun autre modèle non plus.' : `Essaie ${oneOf(models)}.`}`,
	typeUnsupported: ({ model, type }) => `${model} n'accepte pas les fichiers ${type}. Envoie un autre type d'image.`,

	/** What the sentences about a picture begin with: the only one, or one of several. */
	pictureNamed: ({ position, of }) => (of === 1 ? 'Ce fichier' : `L'image ${number(position)}`),
	pictureForeign: ({ picture }) => `${picture} n'est pas sur les serveurs de Discord. Joins plutôt le fichier.`,
	pictureGone: ({ picture }) => `${picture} n'est plus sur Discord. Joins de nouveau le fichier.`,
	pictureUnreachable: ({ picture }) => `Je n'ai pas pu récupérer ${lowerFirst(picture)} sur Discord. Réessaie.`,
	pictureTooManyBytes: ({ picture, most }) => `${picture} pèse plus de ${wholeMegabytes(most)} Mo. Choisis une image plus légère.`,
	pictureTooManyPixels: ({ picture, width, height, millions }) => `${picture} fait ${number(width)}×${number(height)} pixels, et mon maximum est de ${count(millions, { one: 'million', other: 'millions' })}. Choisis une image plus petite.`,
	pictureTooLargeTogether: ({ picture }) => `${picture} pèse trop lourd à côté des autres images. Choisis-en une plus légère, ou envoies-en moins.`,
	pictureEmpty: ({ picture }) => `${picture} est vide. Choisis une autre image.`,
	pictureUnsupported: ({ picture, found, types }) => `Je ne peux pas utiliser ${lowerFirst(picture)}${found === undefined ? '' : ` (${found})`}. Envoie ${oneOf(types)}.`,
	pictureTooSlow: ({ picture }) => `${picture} a mis trop de temps à s'ouvrir. Choisis une image plus petite.`,
	pictureDamaged: ({ picture }) => `Je n'arrive pas à lire ${lowerFirst(picture)} : données endommagées ou format inconnu. Choisis une autre image.`,

	// Limits.
	waitedTooLong: "Tu approches d'une limite, et là, je crée les images une par une. Ton tour n'est pas venu. Ça ne t'a rien coûté ; réessaie dans quelques minutes.",
	failedCallsUsedUp: ({ most, resetsAt }) => `J'ai appelé Gemini ${count(most, { one: 'fois', other: 'fois' })} pour toi cette heure-ci sans obtenir d'image, alors je dois m'arrêter pour l'instant. Redemande-moi ${resetsAt}.`,
	picturesUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) => `${HOLDER[holder]} ${pictures(left)} sur ${number(most)} ${WINDOW[window]}${left === 0 ? '' : ', ce qui ne suffit pas'}. La limite se renouvelle ${resetsAt} ; pour en avoir plus, vois avec ${ASK(isOfServer)}.`,
	dollarsUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) => `${HOLDER[holder]} ${dollars(left)} sur ${dollars(most)} ${WINDOW[window]}, ce qui ne suffit pas. La limite se renouvelle ${resetsAt} ; pour en avoir plus, vois avec ${ASK(isOfServer)}.`,
};

const HOLDER = { user: 'Il te reste', guild: 'Il reste à ce serveur', bot: 'Il reste à ce bot' };
const ASK = (isOfServer: boolean) => (isOfServer ? 'les admins de ce serveur' : 'la personne qui gère ce bot');
const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
