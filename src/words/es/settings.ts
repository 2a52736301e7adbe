import type { Words } from '../words.ts';
import { count, dollars, number, pictures, pluralize } from './format.ts';

/** The panel of `/settings`, what stands on it and what it refuses. */
export const settings: Words['settings'] = {
	title: 'Ajustes de este servidor',
	section: 'Sección',
	pages: {
		where: 'Dónde y quién',
		looks: 'Modelos y aspecto',
		limits: 'Límites y dinero',
		safety: 'Palabras y seguridad',
		threads: 'Hilos y registro',
	},
	change: 'Cambiar',
	clear: 'Borrar',
	add: 'Añadir',
	remove: 'Quitar',
	everywhere: 'En todas partes.',
	everybody: 'Todo el mundo.',
	noneExcluded: 'Ninguno excluido.',
	none: 'Nada por ahora.',
	all: 'Todos.',
	more: ({ amount }) => `${number(amount)} más`,
	moreRoles: ({ amount }) => count(amount, { one: 'rol más', other: 'roles más' }),
	asEverywhere: ({ value }) => `Lo habitual: ${value}`,
	/** The description of the file with a text that is too long for the panel. */
	whole: ({ title }) => `${title}: texto completo`,

	allowedChannels: 'Solo en estos canales',
	deniedChannels: 'Nunca en estos canales',
	allowedRoles: 'Solo personas con alguno de estos roles',
	deniedRoles: 'Nadie con alguno de estos roles',
	rolesFor4K: 'Roles que pueden usar 4K',
	rolesForSearch: 'Roles que pueden usar la búsqueda',
	models: 'Modelos que se pueden elegir',
	allModels: 'Todos los modelos',
	defaultModel: 'Modelo si no se elige uno',
	defaultAspect: 'Proporción si no se elige una',
	defaultSize: 'Tamaño si no se elige uno',
	mayFallBack: 'Si el modelo está saturado',
	mayFallBackOptions: { wait: 'Avisar', 'fall-back': 'Usar otro modelo y avisar' },
	houseStyle: 'Estilo del servidor',
	houseStyleHint: 'Se añade a cada prompt. Vacío: ninguno.',
	userLimits: 'Imágenes por persona',
	userLimitsNone: 'Sin límite en este servidor.',
	roleLimits: 'Imágenes por persona, según su rol',
	roleLimitsMenu: 'Fijar o borrar los límites de un rol',
	roleLimitsForm: 'Imágenes por persona con este rol',
	noLimit: 'sin límite',
	budget: 'Presupuesto de este servidor',
	budgetNone: 'Sin presupuesto propio.',
	timeZone: 'Zona horaria',
	timeZoneNow: ({ zone }) => `Los días y los meses empiezan según la hora de ${zone}.`,
	timeZoneField: 'Zona que marca el inicio del día',
	timeZoneHint: 'Un nombre como Europe/Madrid o America/Mexico_City. Vacío: UTC.',
	blockedWords: 'Palabras bloqueadas',
	blockedWordsNow: ({ amount }) =>
		`${count(amount, { one: 'palabra', other: 'palabras' })}: se rechaza todo prompt que ${pluralize(amount, { one: 'la contenga', other: 'contenga alguna' })}.`,
	blockedWordsField: 'Palabras, una por línea',
	blockedWordsAdd: 'Bloquear palabras',
	blockedWordsAddHint: '*palabra* se detecta también dentro de otras palabras.',
	blockedWordsRemove: 'Desbloquear palabras',
	blockedWordsRemoveHint: 'Tal como están en la lista.',
	systemInstruction: 'Cómo debe comportarse el modelo',
	systemInstructionHint: 'Va antes de cada conversación. Vacío: nada.',
	safety: 'Con qué rigor bloquea Gemini',
	safetyOptions: {
		none: 'Lo que elija quien gestiona el bot',
		BLOCK_LOW_AND_ABOVE: 'Estricto: desde un riesgo bajo',
		BLOCK_MEDIUM_AND_ABOVE: 'Moderado: desde un riesgo medio',
		BLOCK_ONLY_HIGH: 'Permisivo: solo un riesgo alto',
	},
	threads: 'Hilos en las imágenes',
	threadsOptions: { auto: 'Al instante', 'on-refine': 'Cuando alguien retoca la imagen', off: 'Nunca' },
	isOpenToAll: 'Quién puede retocar en el hilo de una sesión',
	isOpenToAllOptions: { owner: 'Solo quien la empezó', everybody: 'Todo el mundo' },
	logChannelId: 'Canal de registro',
	logChannelNow: ({ channel }) => `${channel} recibe una línea sobre cada imagen.`,

	/** `amount` in pictures, without the word. */
	imagesPer: ({ amount, window }) => `${number(amount)} ${EACH[window]}`,
	dollarsPer: ({ microDollars, window }) => `${dollars(microDollars)} ${EACH[window]}`,
	ceiling: ({ amounts }) => `Quien gestiona el bot permite como máximo ${amounts}.`,
	perWindow: ({ window }) => PER[window],
	imagesHint: 'Imágenes; vacío: sin límite; 0: ninguna.',
	dollarsHint: 'Dólares estadounidenses, p. ej. 2.50 (con punto); vacío: sin presupuesto; 0: nada.',

	// Refusals; nothing was changed.
	imagesInvalid: 'Un límite es un número entero de imágenes de 0 a 100000, o vacío. No se cambió nada.',
	dollarsInvalid:
		'Un presupuesto es una cantidad de 0 a 1000000 dólares, como 2.50 (con punto), o vacío. No se cambió nada.',
	aboveCeilingImages: ({ most, window }) =>
		`Quien gestiona el bot permite a cada persona ${pictures(most)} ${EACH[window]} como máximo. No se cambió nada.`,
	aboveCeilingDollars: ({ microDollars, window }) =>
		`Quien gestiona el bot permite a cada servidor ${dollars(microDollars)} ${EACH[window]} como máximo. No se cambió nada.`,
	defaultsUnsupported: ({ why }) => `${why} No se cambió nada.`,
	timeZoneUnknown: 'No conozco esa zona horaria; prueba con una como Europe/Madrid. No se cambió nada.',
	wordInvisible: 'Una de estas palabras no tiene nada visible. No se cambió nada.',
	wordsTooMany: 'Una palabra puede tener 100 caracteres y la lista, 500 palabras. No se cambió nada.',
	wordsNotListed: 'Ninguna de estas palabras está en la lista. No se cambió nada.',
};

const EACH = { minute: 'por minuto', hour: 'por hora', day: 'por día', month: 'por mes' };
const PER = { minute: 'Por minuto', hour: 'Por hora', day: 'Por día', month: 'Por mes' };
