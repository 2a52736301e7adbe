import type { Words } from '../words.ts';

const another = { name: 'servidor', description: 'Otro servidor, por su ID (solo para quien gestiona el bot)' };
const person = { name: 'persona', description: 'Quién' };
const everywhere = (description: string) => ({ name: 'global', description });

/** The options of everything that makes a picture. */
const looks = {
	model: { name: 'modelo', description: 'El modelo que la crea' },
	aspect: {
		name: 'proporción',
		description: 'Su proporción, ancho por alto; auto conserva la de la imagen que envíes',
	},
	size: { name: 'tamaño', description: 'Su tamaño; 1K si no eliges otro' },
	search: { name: 'búsqueda', description: 'Deja que el modelo busque antes en Google y muestre sus fuentes' },
	thoughts: { name: 'razonamiento', description: 'Guarda el razonamiento del modelo tras un botón' },
};
const onlyMe = { name: 'privada', description: 'Solo tú ves la imagen' };

const noOptions = {};

export const commands: Words['commands'] = {
	imagine: {
		name: 'imaginar',
		description: 'Crea una imagen a partir de palabras',
		options: {
			prompt: { name: 'prompt', description: 'Qué muestra la imagen' },
			...looks,
			count: { name: 'cantidad', description: 'Cuántas imágenes distintas' },
			private: onlyMe,
		},
	},
	edit: {
		name: 'editar',
		description: 'Cambia una imagen o combina varias',
		options: {
			prompt: { name: 'prompt', description: 'Qué hacer con ella' },
			image: { name: 'imagen', description: 'La imagen; “imagen 1” en tu prompt' },
			...looks,
			private: onlyMe,
		},
		/** The options for the second picture to the last. */
		furtherImage: ({ number }) => ({
			name: `imagen${number}`,
			description: `Otra imagen; “imagen ${number}” en tu prompt`,
		}),
	},
	editImage: { name: 'Editar imagen' },
	refine: {
		name: 'retocar',
		description: 'Cambia la imagen más reciente de esta sesión',
		options: {
			prompt: { name: 'prompt', description: 'Qué cambiar' },
			image: { name: 'imagen', description: 'Una imagen que usar' },
			model: looks.model,
			aspect: looks.aspect,
			size: looks.size,
		},
	},
	session: {
		name: 'sesión',
		description: 'La sesión de este hilo o canal',
		subcommands: {
			show: { name: 'ver', description: 'Muestra sus pasos, sus ajustes y su gasto', options: noOptions },
			last: {
				name: 'última',
				description: 'Vuelve a publicar la imagen más reciente de tu sesión',
				options: noOptions,
			},
			undo: { name: 'deshacer', description: 'Retrocede una imagen; no se elimina nada', options: noOptions },
			end: {
				name: 'terminar',
				description: 'Termina la sesión; responde a una de sus imágenes para retomarla',
				options: noOptions,
			},
		},
	},
	quota: { name: 'cuota', description: 'Lo que te queda y lo que llevas usado hoy', options: noOptions },
	help: { name: 'ayuda', description: 'Qué puedo hacer yo y qué puede hacer cada modelo', options: noOptions },
	forget: { name: 'olvidar', description: 'Elimina todo lo que guardo sobre ti', options: noOptions },
	usage: {
		name: 'uso',
		description: 'Lo que lleva usado este servidor y lo que puede usar cada persona',
		subcommands: {
			show: {
				name: 'ver',
				description: 'Hoy, este mes y los últimos 30 días, por persona y por modelo',
				options: { server: another },
			},
			block: {
				name: 'bloquear',
				description: 'Impide que una persona cree imágenes en este servidor',
				options: {
					person,
					server: another,
					everywhere: everywhere('En todas partes, no solo aquí (solo para quien gestiona el bot)'),
				},
			},
			unblock: {
				name: 'desbloquear',
				description: 'Permite que una persona vuelva a crear imágenes en este servidor',
				options: {
					person,
					server: another,
					everywhere: everywhere('Quita un bloqueo que vale en todas partes (solo para quien gestiona el bot)'),
				},
			},
			give: {
				name: 'dar',
				description: 'Da imágenes extra a una persona para hoy',
				options: {
					person,
					images: { name: 'imágenes', description: 'Cuántas, además de los límites de este servidor' },
					server: another,
					everywhere: everywhere('También además de los límites del total de servidores (solo para quien gestiona el bot)'),
				},
			},
		},
	},
	settings: {
		name: 'ajustes',
		description: 'Las reglas de este servidor: dónde, quién, cuánto y cómo son las imágenes',
		options: { server: another },
	},
};
