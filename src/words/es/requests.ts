import type { Words } from '../words.ts';
import { allOf, count, dollars, number, oneOf, pictures, pluralize, WINDOW, wholeMegabytes } from './format.ts';

/** Why a request isn't taken; nothing has been sent to Gemini yet. */
export const requests: Words['requests'] = {
	promptBlank: 'Tu prompt está vacío. Dime qué debe mostrar la imagen.',
	changeBlank: 'Tu mensaje está vacío. Dime qué quieres cambiar.',
	askedTwice: 'Pediste exactamente lo mismo hace un momento. Si lo quieres otra vez, envíalo de nuevo.',
	queueFull: ({ running, waiting }) => `Tienes ${pictures(running)} en marcha y ${number(waiting)} en espera. Inténtalo de nuevo cuando termine una.`,
	restarting: 'Me estoy reiniciando. Inténtalo de nuevo en un minuto.',
	restartedFirst: 'Tuve que reiniciarme antes de que llegara tu turno. No se te cobrará nada; inténtalo de nuevo en un minuto.',
	sessionFull: 'Esta sesión está llena. Empieza otra desde su última imagen: Aplicaciones > Editar imagen.',
	closedInDirectMessages: 'No funciono en los mensajes directos. Úsame en un servidor.',
	closedInServer: 'Solo funciono en los servidores que elige quien me gestiona. Pídele que incluya este.',

	// What the person, the channel or the server is not open for.
	blockedEverywhere: 'Quien gestiona este bot te bloqueó la creación de imágenes.',
	blockedHere: 'La administración de este servidor te bloqueó la creación de imágenes.',
	rolesMayNot: 'Tus roles no te permiten crear imágenes en este servidor.',
	channelClosed: 'Las imágenes están desactivadas en este canal.',
	channelsOnly: ({ channels }) => `Puedes crear imágenes en ${oneOf(channels)}, pero aquí no.`,
	wordBlocked: 'Este servidor no permite una de las palabras de tu prompt. Intenta decirlo de otra forma.',
	sizeForRoles: ({ size }) => `En este servidor, ${size} está reservado para ciertos roles. Prueba un tamaño menor.`,
	searchForRoles: 'En este servidor, la búsqueda está reservada para ciertos roles. Prueba sin ella.',
	modelNotHere: ({ model, models }) => `Este servidor no usa ${model}. Prueba con ${oneOf(models)}.`,

	// What a model can't do.
	modelGone: ({ model, models }) => `Gemini ya no ofrece ${model}. ${models.length === 0 ? 'Aquí no hay ningún otro modelo.' : `Prueba con ${oneOf(models)}.`}`,
	aspectUnsupported: ({ model, aspect, aspects }) => `${model} no admite la proporción ${aspect}. Admite ${allOf(aspects)}.`,
	sizeFixed: ({ model }) => `${model} siempre crea imágenes de aproximadamente 1K, así que no indiques el tamaño.`,
	sizeUnsupported: ({ model, size, sizes }) => `${model} no admite ${size}. Admite ${allOf(sizes)}.`,
	tooManyPictures: ({ model, most, given }) => `${model} admite ${pictures(most)} como máximo, y enviaste ${number(given)}.`,
	searchUnsupported: ({ model, models }) => `${model} no puede buscar. ${models.length === 0 ? 'Aquí tampoco puede ningún otro modelo.' : `Prueba con ${oneOf(models)}.`}`,
	thoughtsUnsupported: ({ model, models }) => `${model} no muestra su razonamiento. ${models.length === 0 ? 'Aquí tampoco lo muestra ningún otro modelo.' : `Prueba con ${oneOf(models)}.`}`,
	typeUnsupported: ({ model, type }) => `${model} no acepta archivos ${type}. Envía otro tipo de imagen.`,

	/** What the sentences about a picture begin with: the only one, or one of several. */
	pictureNamed: ({ position, of }) => (of === 1 ? 'Ese archivo' : `La imagen ${number(position)}`),
	pictureForeign: ({ picture }) => `${picture} no está en los servidores de Discord. Adjunta el archivo aquí.`,
	pictureGone: ({ picture }) => `${picture} ya no está en Discord. Vuelve a adjuntar el archivo.`,
	pictureUnreachable: ({ picture }) => `No pude descargar ${lowerFirst(picture)} de Discord. Inténtalo de nuevo.`,
	pictureTooManyBytes: ({ picture, most }) => `${picture} pesa más de ${wholeMegabytes(most)} MB. Usa una imagen más ligera.`,
	pictureTooManyPixels: ({ picture, width, height, millions }) => `${picture} mide ${number(width)}×${number(height)} píxeles, y mi máximo es de ${count(millions, { one: 'millón', other: 'millones' })}. Usa una imagen más pequeña.`,
	pictureTooLargeTogether: ({ picture }) => `${picture} pesa demasiado junto con las demás imágenes. Usa una más ligera o envía menos.`,
	pictureEmpty: ({ picture }) => `${picture} no tiene contenido. Usa otra imagen.`,
	pictureUnsupported: ({ picture, found, types }) => `No puedo usar ${lowerFirst(picture)}${found === undefined ? '' : ` (${found})`}. Envía ${oneOf(types)}.`,
	pictureTooSlow: ({ picture }) => `${picture} tardó demasiado en abrirse. Usa una imagen más pequeña.`,
	pictureDamaged: ({ picture }) => `No puedo leer ${lowerFirst(picture)}: datos dañados o formato desconocido. Usa otra imagen.`,

	// Limits.
	waitedTooLong: 'Estás cerca de un límite, y ahí creo las imágenes de una en una. Tu turno no llegó. No se te cobrará nada; inténtalo de nuevo en unos minutos.',
	failedCallsUsedUp: ({ most, resetsAt }) => `Llamé a Gemini ${count(most, { one: 'vez', other: 'veces' })} por ti en esta hora sin conseguir una imagen, así que debo parar por ahora. Vuelve a pedírmelo ${resetsAt}.`,
	picturesUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) =>
		`${HOLDER[holder]} ${pluralize(left, { one: 'queda', other: 'quedan' })} ${number(left)} de ${pictures(most)} ${WINDOW[window]}${left === 0 ? '' : ', y no alcanza'}. El límite se renueva ${resetsAt}; si necesitas más, habla con ${ASK(isOfServer)}.`,
	dollarsUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) => `${HOLDER[holder]} quedan ${dollars(left)} de ${dollars(most)} ${WINDOW[window]}, y no alcanza. El límite se renueva ${resetsAt}; si necesitas más, habla con ${ASK(isOfServer)}.`,
};

const HOLDER = { user: 'Te', guild: 'A este servidor le', bot: 'A este bot le' };
const ASK = (isOfServer: boolean) => (isOfServer ? 'la administración de este servidor' : 'quien gestiona este bot');
const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
