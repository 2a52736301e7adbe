import type { Words } from '../words.ts';

const another = { name: 'serveur', description: 'Un autre serveur, par son ID (pour qui gère le bot seulement)' };
const person = { name: 'personne', description: 'Qui' };
const everywhere = (description: string) => ({ name: 'partout', description });

/** The options of everything that makes a picture. */
const looks = {
	model: { name: 'modèle', description: 'Le modèle qui la crée' },
	aspect: {
		name: 'format',
		description: "Son format, largeur puis hauteur ; auto garde celui de l'image que tu fournis",
	},
	size: { name: 'taille', description: "Sa taille ; 1K si tu n'en choisis pas d'autre" },
	search: {
		name: 'recherche',
		description: "Laisse d'abord le modèle chercher sur Google et montrer ses sources",
	},
	thoughts: { name: 'réflexions', description: 'Garde les réflexions du modèle derrière un bouton' },
};
const onlyMe = { name: 'privée', description: "L'image n'est visible que par toi" };

const noOptions = {};

export const commands: Words['commands'] = {
	imagine: {
		name: 'imaginer',
		description: 'Crée une image à partir de mots',
		options: {
			prompt: { name: 'prompt', description: "Ce que montre l'image" },
			...looks,
			count: { name: 'nombre', description: "Combien d'images différentes" },
			private: onlyMe,
		},
	},
	edit: {
		name: 'modifier',
		description: 'Change une image, ou en combine plusieurs',
		options: {
			prompt: { name: 'prompt', description: "Ce qu'il faut en faire" },
			image: { name: 'image', description: "L'image ; « image 1 » dans ton prompt" },
			...looks,
			private: onlyMe,
		},
		/** The options for the second picture to the last. */
		furtherImage: ({ number }) => ({
			name: `image${number}`,
			description: `Une autre image ; « image ${number} » dans ton prompt`,
		}),
	},
	editImage: { name: "Modifier l'image" },
	refine: {
		name: 'retoucher',
		description: "Change l'image la plus récente de cette session",
		options: {
			prompt: { name: 'prompt', description: "Ce qu'il faut changer" },
			image: { name: 'image', description: 'Une image à utiliser' },
			model: looks.model,
			aspect: looks.aspect,
			size: looks.size,
		},
	},
	session: {
		name: 'session',
		description: 'La session de ce fil ou de ce salon',
		subcommands: {
			show: { name: 'voir', description: 'Affiche ses étapes, ses réglages et son coût', options: noOptions },
			last: {
				name: 'dernière',
				description: "Publie de nouveau l'image la plus récente de ta session",
				options: noOptions,
			},
			undo: { name: 'annuler', description: "Revient une image en arrière ; rien n'est supprimé", options: noOptions },
			end: {
				name: 'terminer',
				description: "Y met fin ; réponds à l'une de ses images pour la reprendre",
				options: noOptions,
			},
		},
	},
	quota: { name: 'quota', description: "Ce qu'il te reste et ce que tu as utilisé aujourd'hui", options: noOptions },
	help: { name: 'aide', description: 'Ce que je sais faire, et ce que sait faire chaque modèle', options: noOptions },
	forget: { name: 'oublier', description: 'Supprime tout ce que je garde sur toi', options: noOptions },
	usage: {
		name: 'utilisation',
		description: 'Ce que ce serveur a utilisé, et ce que chaque personne peut utiliser',
		subcommands: {
			show: {
				name: 'voir',
				description: "Aujourd'hui, ce mois-ci et les 30 derniers jours, par personne et par modèle",
				options: { server: another },
			},
			block: {
				name: 'bloquer',
				description: 'Empêche une personne de créer des images sur ce serveur',
				options: {
					person,
					server: another,
					everywhere: everywhere('Partout, pas seulement ici (pour qui gère le bot seulement)'),
				},
			},
			unblock: {
				name: 'débloquer',
				description: 'Permet à une personne de créer de nouveau des images sur ce serveur',
				options: {
					person,
					server: another,
					everywhere: everywhere('Lève un blocage valable partout (pour qui gère le bot seulement)'),
				},
			},
			give: {
				name: 'offrir',
				description: "Offre à une personne des images en plus pour aujourd'hui",
				options: {
					person,
					images: { name: 'images', description: 'Combien, en plus des limites de ce serveur' },
					server: another,
					everywhere: everywhere('En plus aussi des limites communes à tous les serveurs (pour qui gère le bot seulement)'),
				},
			},
		},
	},
	settings: {
		name: 'paramètres',
		description: 'Les règles de ce serveur : où, qui, combien, et le style des images',
		options: { server: another },
	},
};
