import type { Words } from '../words.ts';
import { count } from './format.ts';
/** What went wrong on our side, or between us and Discord; and what was used is out of date. */
export const errors: Words['errors'] = {
	somethingBroke: ({ reference }) => `J'ai eu un problème. Ça ne t'a rien coûté ; réessaie, et si ça continue, donne \`${reference}\` à la personne qui gère ce bot.`,
	partlyBroken: ({ unmade, reference }) => `Je n'ai pas pu faire ${count(unmade, { one: 'image', other: 'images' })}, car quelque chose a cassé de mon côté ; ça ne t'a rien coûté. Donne \`${reference}\` à la personne qui gère ce bot.`,
	brokeAfterAll: ({ reference }) => `Quelque chose a cassé de mon côté une fois tes images faites, elles ont donc été comptées. Donne \`${reference}\` à la personne qui gère ce bot.`,
	storageFull: "Je n'ai plus d'espace de stockage et ne peux pas prendre de demandes. Ça ne t'a rien coûté ; préviens la personne qui gère ce bot.",
	sessionGone: "Je ne garde plus cette session. Commences-en une autre à partir de son image : Applications > Modifier l'image.",
	madeAndLost: ({ isRest }) => (isRest ? "Le reste a été créé et compté, mais je n'ai pu ni le publier ici ni le garder." : "Ton image a été créée et comptée, mais je n'ai pu ni la publier ici ni la garder."),
	madeAndKept: ({ isRest, obstacle }) => `${isRest ? 'Le reste a été créé et compté, et je le garde' : 'Ton image a été créée et comptée, et je la garde'}, mais ${KEPT[obstacle]}`,
	notAllowedHere: "Je n'ai pas la permission de publier ça ici. Laisse-moi envoyer des messages et joindre des fichiers ici, puis réessaie.",
	tooLargeHere: "Discord n'accepte pas un fichier de cette taille ici. Réessaie là où de plus gros fichiers sont autorisés.",
	showPicture: ({ number, of }) => (of === 1 ? "Afficher l'image" : `Afficher l'image ${number}`),
	tooSlow: "J'ai mis trop de temps à répondre. Réessaie.",
	lookupTooSlow: "Je n'ai pas pu vérifier ça à temps. Rien n'a changé ; réessaie.",
	commandGone: "Je n'ai plus cette commande. `/help` montre ce que je sais faire.",
	commandChanged: 'Cette commande a changé. Recharge Discord et réessaie.',
	buttonOutOfDate: "Ce bouton n'est plus valable. Relance la commande.",
	menuOutOfDate: "Ce menu n'est plus valable. Relance la commande.",
	formOutOfDate: "Ce formulaire n'est plus valable. Relance la commande.",
	panelOutOfDate: "Ce panneau n'est plus valable. Rien n'a changé ; relance /settings.",
	operatorOnly: 'Seule la personne qui gère ce bot peut faire ça partout.',
	managersOnly: 'Seules les personnes qui peuvent gérer ce serveur peuvent faire ça.',
};

const KEPT = {
	'not-allowed': "je n'ai pas la permission de publier ici. Laisse-moi envoyer des messages et joindre des fichiers ici, puis appuie sur le bouton.",
	'too-large': "Discord n'accepte pas un fichier de cette taille ici, même réduit. Appuie sur le bouton pour réessayer.",
	'not-taken': "Discord a refusé l'envoi. Appuie sur le bouton pour réessayer.",
};
