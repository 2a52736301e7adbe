import type { Words } from '../words.ts';
import { allOf, count, dollars, number, pluralize } from './format.ts';

/** Talking to pictures: `/session`, `/refine`, replies, `Edit image` and `/forget`. */
export const sessions: Words['sessions'] = {
	none: 'Aquí no hay ninguna sesión. Empieza una con /imagine o /edit.',
	gone: 'Ya no conservo esta sesión. Empieza otra: Aplicaciones > Editar imagen.',
	pictureGone: 'Ya no conservo esta imagen. Empieza otra sesión desde ella: Aplicaciones > Editar imagen.',
	pictureLost: 'Ya no conservo esa imagen.',
	picturePrivate: 'Esa imagen es privada. Solo puede obtenerla quien la creó.',
	nothingToShow: 'No hay ninguna imagen que recuperar.',
	lastWasWords: 'La última respuesta fue con palabras, sin imagen:',
	notYours: ({ owner }) => `Esta sesión es de ${owner} y nadie más puede hacer eso.`,
	mayNotRead: 'No puedo leer eso. Mencióname en tu mensaje, pulsa Retocar o usa /refine.',
	whatToDo: '¿Qué quieres que haga con la imagen? Dímelo en un solo mensaje y adjúntala.',
	whatToChange: '¿Qué quieres que cambie? Dímelo en un solo mensaje; si quieres, adjunta una imagen.',
	cannotPost: ({ channel, why }) => `No puedo publicar imágenes en ${channel}: ${why}. No creé nada; inténtalo de nuevo cuando eso cambie.`,
	threadLocked: 'el hilo está bloqueado',
	permissionsMissing: ({ permissions }) => `ahí me ${pluralize(permissions.length, { one: 'falta', other: 'faltan' })} ${count(permissions.length, { one: 'permiso', other: 'permisos' })} (${allOf(permissions)})`,

	nothingToUndo: 'No hay nada que deshacer.',
	undone: 'Deshecho. Tu próximo mensaje partirá de la imagen anterior.',
	undoneToStart: 'Deshecho. Tu próximo mensaje empezará de cero; responde a una imagen para seguir desde ella.',
	ended: 'Esta sesión terminó. Responde a una de sus imágenes para retomarla.',

	facts: ({ model, aspect, size, turns, microDollars }) => `${model} · ${aspect} · ${size} · ${count(turns, { one: 'paso', other: 'pasos' })} · ${dollars(microDollars)} hasta ahora`,
	startedAfresh: 'desde cero',
	fromTurn: ({ turn }) => `desde el paso ${number(turn)}`,
	deletedTurn: '(eliminado)',
	aPicture: 'una imagen',
	newer: 'Más recientes',
	older: 'Más antiguos',

	refineTitle: 'Retocar esta imagen',
	refineQuestion: 'Qué quieres cambiar',
	editTitle: 'Editar imagen',
	editQuestion: 'Qué quieres hacer con ella',
	picturesField: 'Imágenes que usar (opcional)',
	noPictureThere: 'En ese mensaje no hay ninguna imagen. Elige uno que tenga.',
	editTooOld: 'Pasó demasiado tiempo. Vuelve a elegir la imagen.',

	forgetWarning: 'Esto elimina todas las sesiones que empezaste, con todo su contenido, y lo que pediste, recibiste y aportaste en las sesiones de otras personas. No se puede deshacer. Se conservan los totales de uso y los mensajes en Discord.',
	forgetConfirm: 'Eliminar todo',
	forgetNotYours: 'Solo puede pulsar eso quien lo pidió. Usa /forget para eliminar lo que guardo sobre ti.',
	forgetFilesMayStay: 'Es posible que los archivos de las imágenes sigan guardados por ahora, porque no sé quién más los necesita. Quien gestiona este bot puede resolverlo.',
	forgetNothing: 'No guardaba nada sobre ti, salvo los totales de uso, y esos se conservan.',
	forgotten: ({ gone }) => `Eliminado: ${allOf(gone)}. Los totales de uso se conservan; los mensajes de Discord puedes eliminarlos tú.`,
	forgottenSessions: ({ amount }) => count(amount, { one: 'sesión', other: 'sesiones' }),
	forgottenTurns: ({ amount }) => count(amount, { one: 'paso', other: 'pasos' }),
	forgottenThoughts: ({ amount }) => count(amount, { one: 'razonamiento', other: 'razonamientos' }),
	forgotJustNow: ({ again }) => `Lo pediste hace un momento: ya está hecho o en curso. Puedes volver a pedirlo ${again}.`,
};
