import type { Words } from '../words.ts';
import { allOf, count, dollars, number, oneOf, pictures, WINDOW, wholeMegabytes } from './format.ts';

export const requests: Words['requests'] = {
	promptBlank: 'Dein Prompt ist leer. Sag mir, was das Bild zeigen soll.',
	changeBlank: 'Deine Nachricht ist leer. Sag mir, was ich ändern soll.',
	askedTwice: 'Genau das hast du gerade eben schon angefragt. Wenn du es noch mal willst, schick es einfach erneut.',
	queueFull: ({ running, waiting }) => `Du hast gerade ${pictures(running)} in Arbeit und ${number(waiting)} in der Warteschlange. Versuch es wieder, sobald eins fertig ist.`,
	restarting: 'Ich starte gerade neu. Versuch es in einer Minute noch mal.',
	restartedFirst: 'Ich musste neu starten, bevor du dran warst. Dir wurde nichts berechnet; versuch es in einer Minute noch mal.',
	sessionFull: 'Diese Session ist voll. Starte mit ihrem letzten Bild eine neue: Apps, „Bild bearbeiten“.',
	closedInDirectMessages: 'In Direktnachrichten funktioniere ich nicht. Nutz mich auf einem Server.',
	closedInServer: 'Ich bin nur auf den Servern meines Betreibers verfügbar. Frag dort nach, ob ich hier freigeschaltet werden kann.',

	blockedEverywhere: 'Der Betreiber dieses Bots hat dich für das Erstellen von Bildern gesperrt.',
	blockedHere: 'Die Admins dieses Servers haben dich für das Erstellen von Bildern gesperrt.',
	rolesMayNot: 'Mit deinen Rollen kannst du auf diesem Server keine Bilder erstellen.',
	channelClosed: 'In diesem Kanal sind Bilder deaktiviert.',
	channelsOnly: ({ channels }) => `Bilder kannst du in ${oneOf(channels)} erstellen, aber nicht hier.`,
	wordBlocked: 'Dein Prompt enthält ein Wort, das auf diesem Server nicht erlaubt ist. Versuch es mit einer anderen Formulierung.',
	sizeForRoles: ({ size }) => `${size} ist auf diesem Server bestimmten Rollen vorbehalten. Versuch es mit einer kleineren Größe.`,
	searchForRoles: 'Die Suche ist auf diesem Server bestimmten Rollen vorbehalten. Versuch es ohne Suche.',
	modelNotHere: ({ model, models }) => `${model} wird auf diesem Server nicht verwendet. Versuch es mit ${oneOf(models)}.`,

	modelGone: ({ model, models }) => `Gemini bietet ${model} nicht mehr an. ${models.length === 0 ? 'Ein anderes Modell gibt es hier nicht.' : `Versuch es mit ${oneOf(models)}.`}`,
	aspectUnsupported: ({ model, aspect, aspects }) => `${model} kann nicht in ${aspect} zeichnen. Möglich: ${allOf(aspects)}.`,
	sizeFixed: ({ model }) => `${model} zeichnet immer in etwa 1K. Lass die Größe also weg.`,
	sizeUnsupported: ({ model, size, sizes }) => `${model} kann nicht in ${size} zeichnen. Möglich: ${allOf(sizes)}.`,
	tooManyPictures: ({ model, most, given }) => `${model} nimmt höchstens ${pictures(most)} an, und du hast ${number(given)} mitgeschickt.`,
	searchUnsupported: ({ model, models }) => `${model} kann nicht suchen. ${models.length === 0 ? 'Das kann hier auch kein anderes Modell.' : `${oneOf(models)} kann es.`}`,
	thoughtsUnsupported: ({ model, models }) => `${model} verrät seine Gedanken nicht. ${models.length === 0 ? 'Das tut hier auch kein anderes Modell.' : `${oneOf(models)} kann es.`}`,
	typeUnsupported: ({ model, type }) => `${model} nimmt keine Dateien vom Typ ${type} an. Schick ein Bild in einem anderen Format.`,

	pictureNamed: ({ position, of }) => (of === 1 ? 'Diese Datei' : `Bild ${number(position)}`),
	pictureForeign: ({ picture }) => `${picture} liegt nicht auf den Servern von Discord. Häng das Bild stattdessen direkt an.`,
	pictureGone: ({ picture }) => `${picture} ist nicht mehr auf Discord. Häng das Bild noch mal an.`,
	pictureUnreachable: ({ picture }) => `${picture} ließ sich nicht von Discord abrufen. Versuch es noch mal.`,
	pictureTooManyBytes: ({ picture, most }) => `${picture} ist größer als ${wholeMegabytes(most)} MB. Nimm ein kleineres Bild.`,
	pictureTooManyPixels: ({ picture, width, height, millions }) => `${picture} hat ${number(width)}×${number(height)} Pixel, und ich schaffe höchstens ${count(millions, { one: 'Million', other: 'Millionen' })}. Nimm ein kleineres Bild.`,
	pictureTooLargeTogether: ({ picture }) => `${picture} ist zusammen mit den anderen zu groß. Nimm ein kleineres Bild oder weniger Bilder.`,
	pictureEmpty: ({ picture }) => `${picture} ist leer. Nimm ein anderes Bild.`,
	pictureUnsupported: ({ picture, found, types }) => `${picture} hat ein Format, mit dem ich nichts anfangen kann${found === undefined ? '' : ` (${found})`}. Schick ${oneOf(types)}.`,
	pictureTooSlow: ({ picture }) => `${picture} ließ sich nicht schnell genug öffnen. Nimm ein kleineres Bild.`,
	pictureDamaged: ({ picture }) => `${picture} ist beschädigt oder hat ein Format, das ich nicht lesen kann. Nimm ein anderes Bild.`,

	waitedTooLong: 'Du bist nah an einem Limit. Dann erstelle ich Bilder nur noch nacheinander, und du bist nicht mehr drangekommen. Dir wurde nichts berechnet; versuch es in ein paar Minuten noch mal.',
	failedCallsUsedUp: ({ most, resetsAt }) => `Ich habe Gemini in dieser Stunde ${count(most, { other: 'Mal' })} für dich aufgerufen, ohne ein Bild zu bekommen. Deshalb muss ich erst mal aufhören. Frag ${resetsAt} wieder.`,
	picturesUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) =>
		`${HOLDER[holder]} ${WINDOW[window]} noch ${number(left)} von ${count(most, { one: 'Bild', other: 'Bildern' })} übrig${left === 0 ? '' : ', und das reicht nicht'}. Das Limit wird ${resetsAt} zurückgesetzt; wenn du mehr brauchst, frag ${ASK(isOfServer)}.`,
	dollarsUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) => `${HOLDER[holder]} ${WINDOW[window]} noch ${dollars(left)} von ${dollars(most)} übrig, und das reicht nicht. Das Limit wird ${resetsAt} zurückgesetzt; wenn du mehr brauchst, frag ${ASK(isOfServer)}.`,
};

const HOLDER = { user: 'Du hast', guild: 'Dieser Server hat', bot: 'Dieser Bot hat' };
const ASK = (isOfServer: boolean) => (isOfServer ? 'die Admins dieses Servers' : 'den Betreiber dieses Bots');
