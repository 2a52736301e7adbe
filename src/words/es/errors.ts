import type { Words } from '../words.ts';
import { count, pluralize } from './format.ts';
/** What went wrong on our side, or between us and Discord; and what was used is out of date. */
export const errors: Words['errors'] = {
	somethingBroke: ({ reference }) => `Algo falló por mi parte. No se te cobrará nada; inténtalo de nuevo y, si sigue pasando, pásale \`${reference}\` a quien gestiona este bot.`,
	partlyBroken: ({ unmade, reference }) => `No pude crear ${count(unmade, { one: 'imagen', other: 'imágenes' })} porque algo falló de mi lado; no se te cobrará por ${pluralize(unmade, { one: 'ella', other: 'ellas' })}. Pasa \`${reference}\` a quien gestiona este bot.`,
	brokeAfterAll: ({ reference }) => `Algo falló de mi lado cuando tus imágenes ya estaban hechas, así que cuentan. Pasa \`${reference}\` a quien gestiona este bot.`,
	storageFull: 'Me quedé sin espacio y no puedo aceptar solicitudes. No se te cobrará nada; avisa a quien gestiona este bot.',
	sessionGone: 'Ya no conservo esa sesión. Empieza otra desde su imagen: Aplicaciones > Editar imagen.',
	madeAndLost: ({ isRest }) => (isRest ? 'El resto se creó y se contó, pero no pude publicarlo aquí ni guardarlo.' : 'Tu imagen se creó y se contó, pero no pude publicarla aquí ni guardarla.'),
	madeAndKept: ({ isRest, obstacle }) => `${isRest ? 'El resto se creó y se contó, y lo conservo' : 'Tu imagen se creó y se contó, y la conservo'}, pero ${KEPT[obstacle]}`,
	notAllowedHere: 'No tengo permiso para publicar eso aquí. Déjame enviar mensajes y adjuntar archivos aquí e inténtalo de nuevo.',
	tooLargeHere: 'Discord no acepta aquí un archivo de ese tamaño. Inténtalo donde se permitan archivos más grandes.',
	showPicture: ({ number, of }) => (of === 1 ? 'Mostrar la imagen' : `Mostrar la imagen ${number}`),
	tooSlow: 'Tardé demasiado en responder. Inténtalo de nuevo.',
	lookupTooSlow: 'No pude consultarlo a tiempo. No se cambió nada; inténtalo de nuevo.',
	commandGone: 'Ya no tengo ese comando. `/help` muestra lo que puedo hacer.',
	commandChanged: 'Este comando cambió. Recarga Discord e inténtalo de nuevo.',
	buttonOutOfDate: 'Ese botón ya no sirve. Usa el comando otra vez.',
	menuOutOfDate: 'Ese menú ya no sirve. Usa el comando otra vez.',
	formOutOfDate: 'Ese formulario ya no sirve. Usa el comando otra vez.',
	panelOutOfDate: 'Ese panel ya no sirve. No se cambió nada; usa /settings otra vez.',
	operatorOnly: 'Solo quien gestiona este bot puede hacer eso en todas partes.',
	managersOnly: 'Solo quienes pueden gestionar este servidor pueden hacer eso.',
};

const KEPT = {
	'not-allowed': 'no tengo permiso para publicar aquí. Déjame enviar mensajes y adjuntar archivos aquí y luego pulsa el botón.',
	'too-large': 'Discord no acepta aquí un archivo de ese tamaño, ni siquiera reducido. Pulsa el botón para intentarlo de nuevo.',
	'not-taken': 'Discord rechazó el envío. Pulsa el botón para intentarlo de nuevo.',
};
