import type { Words } from '../words.ts';
import { count, number, pictures, pluralize } from './format.ts';

/** What Gemini's answer came to, and how it reaches the person. */
export const answers: Words['answers'] = {
	// Without a picture.
	charge: {
		nothing: 'No se te cobrará nada',
		noPicture: 'No se te cobrará ninguna imagen',
		notMissing: 'Lo que falta no se te cobrará',
	},
	textOnly: ({ charge }) => `Gemini respondió con palabras en lugar de una imagen. ${charge}; dime qué debe mostrar.`,
	blockedPrompt: ({ charge }) => `El filtro de seguridad de Gemini bloqueó este prompt. ${charge}; intenta decirlo de otra forma.`,
	blockedOutput: ({ charge }) => `Gemini creó algo, pero su filtro de seguridad lo retuvo. ${charge}; intenta cambiar tu prompt.`,
	noImage: ({ charge }) => `Gemini terminó sin crear una imagen. ${charge}; inténtalo de nuevo o descríbela de otra forma.`,
	allowanceUsedUp: ({ charge }) => `Este bot agotó su cupo en Gemini. ${charge}; avisa a quien lo gestiona.`,
	rateLimited: ({ charge }) => `Gemini está recibiendo demasiadas solicitudes. ${charge}; inténtalo de nuevo en un minuto.`,
	overloaded: ({ charge }) => `Gemini está saturado. ${charge}; inténtalo de nuevo en unos minutos.`,
	unreachable: ({ charge }) => `No pude conectar con Gemini. ${charge}; inténtalo de nuevo en unos minutos.`,
	garbled: ({ charge }) => `La respuesta de Gemini no tenía sentido. ${charge}; inténtalo de nuevo.`,
	badRequest: ({ charge }) => `Gemini no aceptó esta solicitud. ${charge}; prueba con otras opciones u otro prompt.`,
	signatureRefused: ({ charge }) => `Gemini no reconoció la imagen anterior. ${charge}; empieza una nueva con /imagine.`,
	modelGone: ({ charge }) => `Gemini ya no ofrece este modelo. ${charge}; elige otro.`,
	keyRefused: ({ charge }) => `Gemini rechaza la clave de este bot. ${charge}; avisa a quien lo gestiona.`,
	timedOut: ({ charge }) => `Gemini tardó demasiado y dejé de esperar. ${charge}; inténtalo de nuevo o elige un tamaño menor.`,
	restarted: ({ charge }) => `Tuve que reiniciarme antes de que tu imagen estuviera lista. ${charge}; inténtalo de nuevo en un minuto.`,
	/** In front of one of the sentences above. */
	someMissing: ({ missing, of }) => `${pluralize(missing, { one: 'Falta', other: 'Faltan' })} ${number(missing)} de ${pictures(of)}.`,

	// Below a picture.
	underASecond: 'menos de un segundo',
	seconds: ({ seconds }) => `${number(seconds)} s`,
	substituteDrew: ({ model }) => `El modelo que elegiste está saturado, así que esta imagen es de ${model}.`,
	madeSmaller: ({ pixels, size }) => `Reducida para que quepa aquí; conservo la original (${pixels}, ${size}).`,
	searched: ({ links }) => `Búsquedas: ${links}`,
	sources: ({ links }) => `Fuentes: ${links}`,
	tooLargeToShow: ({ size }) => `Una imagen (${size}) es demasiado grande para mostrarla aquí y no pude reducirla.`,
	leftOut: ({ left }) => `Gemini creó ${count(left, { one: 'imagen más', other: 'imágenes más' })}, pero ya no ${pluralize(left, { one: 'cabe', other: 'caben' })} en tus límites.`,
	oldTurnsDropped: 'Esta sesión es larga, así que Gemini ya no ve los pasos más antiguos.',
	lostButYours: 'Perdí la imagen anterior, así que parto de la tuya.',
	continuesAfresh: ({ reason }) => `Parto únicamente de la última imagen: ${WHY[reason]}.`,
	lostPicture: 'Perdí la imagen anterior. Adjúntala y dime otra vez qué quieres cambiar.',
	refine: 'Retocar',
	thoughts: 'Razonamiento',
	thoughtsGone: 'Ya no conservo este razonamiento.',
	wholeText: 'El texto completo',
	allWords: 'Todas las palabras',

	// In a thread that opens on a picture.
	welcome: 'Dime aquí mismo qué quieres cambiar. Responde a una imagen anterior para seguir desde ella. Si empiezas con `//`, no te haré caso.',
	welcomeWithoutMessages: 'Responde aquí a una imagen para cambiarla (deja activada la mención), mencióname o usa `/refine`. Responde a una imagen anterior para seguir desde ella.',

	// When it can't be posted where it was asked for.
	notAllowedHere: 'No tengo permiso para publicar esto donde lo pediste, así que te lo envío aquí.',
	notAllowedIn: ({ channel }) => `No tengo permiso para publicar esto en ${channel}, así que te lo envío aquí.`,
	notPostedHere: 'No pude publicar esto donde lo pediste, así que te lo envío aquí.',
	notPostedIn: ({ channel }) => `No pude publicar esto en ${channel}, así que te lo envío aquí.`,
	movedNotAllowed: 'No tengo permiso para publicar eso aquí, así que te lo envié por mensaje directo. Si me dejas enviar mensajes y adjuntar archivos aquí, lo próximo llegará a este canal.',
	movedNotPosted: 'No pude publicar eso aquí, así que te lo envié por mensaje directo.',

	// For the admins of a server, in their log channel.
	logLine: ({ person, channel, request, model, price, kind }) => `${person} en ${channel}: ${request} · ${model} · ${price} · ${kind}`,
	privatePicture: 'una imagen privada',
	unknownCost: 'precio desconocido',
};

const WHY = {
	'model-changed': 'ahora crea las imágenes otro modelo',
	'too-large': 'lo anterior es demasiado grande para enviarlo entero',
	forgotten: 'lo anterior se eliminó',
	missing: 'se perdió una parte de lo anterior',
	corrupt: 'una parte de lo anterior está dañada',
	'signature-refused': 'Gemini no reconoció lo anterior',
};
