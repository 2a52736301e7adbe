import type { Words } from '../words.ts';
import { count, dollars, number, pictures, pluralize, WINDOW } from './format.ts';

/** `/quota`, `/usage` and `/help`. */
export const usage: Words['usage'] = {
	unlimited: 'Aquí no tienes ningún límite.',
	today: ({ images, microDollars }) => `Hoy llevas ${pictures(images)} por ${dollars(microDollars)}.`,
	/** `left` and `most` in pictures, micro-dollars or calls. */
	standing: ({ who, unit, left, most, window, resetsAt }) => `**${HOLDER[who]}** · ${SHARE[unit](left, most)} ${WINDOW[window]} · se renueva ${resetsAt}`,

	totalToday: ({ amount }) => `**Hoy** ${amount}`,
	totalThisMonth: ({ amount }) => `**Este mes** ${amount}`,
	amount: ({ images, microDollars }) => `${pictures(images)} · ${dollars(microDollars)}`,
	byModel: 'Por modelo',
	byPerson: 'Por persona',
	share: ({ name, thisMonth, today }) => `${name}: ${thisMonth} (hoy ${today})`,
	blocked: 'Bloqueos',
	blockedEverywhere: 'Bloqueos en todas partes',
	more: ({ amount }) => `y ${number(amount)} más`,
	chartEmpty: ({ days }) => `Sin gastos en los últimos ${count(days, { one: 'día', other: 'días' })}`,
	chart: ({ days, microDollars, date }) => `Gasto en dólares de cada uno de los últimos ${count(days, { one: 'día', other: 'días' })}, con un máximo de ${dollars(microDollars)} el ${date}`,

	blockedNow: ({ person, isEverywhere }) => `${person} ya no puede crear imágenes ${isEverywhere ? 'en ninguna parte' : 'en este servidor'}.`,
	blockedAlready: ({ person }) => `${person} ya tenía un bloqueo.`,
	blockListFull: ({ amount }) => `Hay ${count(amount, { one: 'persona bloqueada', other: 'personas bloqueadas' })} en este servidor y la lista está llena.`,
	unblockedNow: ({ person, isEverywhere }) => (isEverywhere ? `${person} puede volver a crear imágenes, salvo en los servidores que tengan su propio bloqueo.` : `${person} puede volver a crear imágenes en este servidor.`),
	notBlocked: ({ person }) => `${person} no tenía ningún bloqueo.`,
	given: ({ person, images, isEverywhere }) => `${person} puede crear hoy ${count(images, { one: 'imagen más', other: 'imágenes más' })}, ${isEverywhere ? 'en este servidor y en el total de servidores' : 'en este servidor; los límites del total de servidores siguen vigentes'}.`,

	help: {
		make: '`/imagine` crea una imagen a partir de palabras. `/edit` cambia una imagen que adjuntes o combina hasta 14: di “el sombrero de la imagen 2”. Para cambiar cualquier imagen de un canal, abre su menú: Aplicaciones > Editar imagen.',
		talk: 'Después, habla con la imagen: escribe en su hilo, respóndele, pulsa Retocar o usa `/refine`. Responde a una imagen anterior para seguir desde ella. `/session` muestra toda la historia, deshace un paso o la termina.',
		rights: 'No se te cobra una imagen que falla. `/quota` muestra lo que te queda; `/forget` elimina lo que guardo sobre ti.',
		model: ({ name, alias, facts }) => `**${name}** (\`${alias}\`): ${facts.join(' · ')}`,
		about1K: 'aprox. 1K',
		aspects: ({ amount, first, last }) => `${count(amount, { one: 'proporción', other: 'proporciones' })} de ${first} a ${last}`,
		references: ({ most }) => `parte de hasta ${pictures(most)}`,
		noSearch: 'sin búsqueda',
		searchesWeb: 'busca en la web',
		searchesWebAndImages: 'busca en la web y entre imágenes',
		price: ({ microDollars }) => `aprox. ${dollars(microDollars)} por imagen`,
		deprecated: 'se retirará pronto',
		preview: 'versión preliminar',
	},
};

const HOLDER = {
	you: 'Tú',
	'you-here': 'Tú en este servidor',
	server: 'Este servidor',
	'server-own': 'El presupuesto propio de este servidor',
	bot: 'Todo el mundo en conjunto',
};
const remain = (left: number) => pluralize(left, { one: 'queda', other: 'quedan' });
const SHARE = {
	images: (left: number, most: number) => `${remain(left)} ${number(left)} de ${pictures(most)}`,
	microDollars: (left: number, most: number) => `quedan ${dollars(left)} de ${dollars(most)}`,
	failedCalls: (left: number, most: number) => `${remain(left)} ${number(left)} de ${count(most, { one: 'llamada', other: 'llamadas' })} sin imagen`,
};
