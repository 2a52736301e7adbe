import type { Words } from '../words.ts';
import { count, number, pluralize } from './format.ts';

export const answers: Words['answers'] = {
	charge: {
		nothing: 'Dir wurde nichts berechnet',
		noPicture: 'Dir wurde kein Bild berechnet',
		notMissing: 'Was fehlt, wurde dir nicht berechnet',
	},
	textOnly: ({ charge }) => `Gemini hat mit Worten statt mit einem Bild geantwortet. ${charge}; sag mir, was du sehen möchtest.`,
	blockedPrompt: ({ charge }) => `Der Sicherheitsfilter von Gemini hat diesen Prompt blockiert. ${charge}; versuch es mit einer anderen Formulierung.`,
	blockedOutput: ({ charge }) => `Gemini hat etwas gezeichnet, aber der Sicherheitsfilter hat es zurückgehalten. ${charge}; formulier deinen Prompt am besten um.`,
	noImage: ({ charge }) => `Gemini hat kein Bild geliefert. ${charge}; versuch es noch mal oder beschreib es anders.`,
	allowanceUsedUp: ({ charge }) => `Das Kontingent dieses Bots bei Gemini ist aufgebraucht. ${charge}; sag bitte dem Betreiber Bescheid.`,
	rateLimited: ({ charge }) => `Gemini bekommt gerade zu viele Anfragen. ${charge}; versuch es in einer Minute noch mal.`,
	overloaded: ({ charge }) => `Gemini ist überlastet. ${charge}; versuch es in ein paar Minuten noch mal.`,
	unreachable: ({ charge }) => `Ich konnte Gemini nicht erreichen. ${charge}; versuch es in ein paar Minuten noch mal.`,
	garbled: ({ charge }) => `Die Antwort von Gemini ergab keinen Sinn. ${charge}; versuch es noch mal.`,
	badRequest: ({ charge }) => `Gemini hat diese Anfrage nicht angenommen. ${charge}; versuch es mit anderen Optionen oder einem anderen Prompt.`,
	signatureRefused: ({ charge }) => `Gemini hat das vorige Bild nicht wiedererkannt. ${charge}; starte mit /imagine ein neues.`,
	modelGone: ({ charge }) => `Gemini bietet dieses Modell nicht mehr an. ${charge}; wähl ein anderes.`,
	keyRefused: ({ charge }) => `Gemini lehnt den Schlüssel dieses Bots ab. ${charge}; sag bitte dem Betreiber Bescheid.`,
	timedOut: ({ charge }) => `Gemini hat zu lange gebraucht, deshalb warte ich nicht weiter. ${charge}; versuch es noch mal oder wähl eine kleinere Größe.`,
	restarted: ({ charge }) => `Ich musste neu starten, bevor dein Bild fertig war. ${charge}; versuch es in einer Minute noch mal.`,
	someMissing: ({ missing, of }) => `${number(missing)} von ${count(of, { one: 'Bild', other: 'Bildern' })} ${pluralize(missing, { one: 'fehlt', other: 'fehlen' })}.`,

	underASecond: 'unter einer Sekunde',
	seconds: ({ seconds }) => `${number(seconds)} s`,
	substituteDrew: ({ model }) => `Das Modell deiner Wahl ist überlastet, deshalb hat ${model} gezeichnet.`,
	madeSmaller: ({ pixels, size }) => `Verkleinert, damit es hier hineinpasst; das Original bewahre ich auf (${pixels}, ${size}).`,
	searched: ({ links }) => `Gesucht: ${links}`,
	sources: ({ links }) => `Quellen: ${links}`,
	tooLargeToShow: ({ size }) => `Ein Bild (${size}) ist zu groß, um es hier zu zeigen, und ließ sich nicht verkleinern.`,
	leftOut: ({ left }) => `Gemini hat noch ${count(left, { one: 'weiteres Bild', other: 'weitere Bilder' })} gezeichnet, aber dafür lassen deine Limits keinen Platz.`,
	oldTurnsDropped: 'Diese Session ist lang, deshalb sieht Gemini ihre ältesten Schritte nicht mehr.',
	lostButYours: 'Das vorige Bild habe ich verloren, deshalb geht es hier mit deinem los.',
	continuesAfresh: ({ reason }) => `Grundlage ist hier nur das letzte Bild, denn ${WHY[reason]}.`,
	lostPicture: 'Das vorige Bild habe ich verloren. Häng es an und sag mir noch mal, was ich ändern soll.',
	refine: 'Verfeinern',
	thoughts: 'Gedanken',
	thoughtsGone: 'Diese Gedanken habe ich nicht mehr.',
	wholeText: 'Der ganze Text',
	allWords: 'Der ganze Wortlaut',

	welcome: 'Sag mir gleich hier, was ich ändern soll. Antworte auf ein älteres Bild, um von dort aus weiterzumachen. Nachrichten, die mit `//` anfangen, ignoriere ich.',
	welcomeWithoutMessages: 'Antworte hier auf ein Bild, um es zu ändern (lass den Ping an), erwähne mich oder nutz `/refine`. Antworte auf ein älteres Bild, um von dort aus weiterzumachen.',

	notAllowedHere: 'Dort, wo du danach gefragt hast, darf ich das nicht posten. Deshalb schicke ich es dir hier.',
	notAllowedIn: ({ channel }) => `In ${channel} darf ich das nicht posten. Deshalb schicke ich es dir hier.`,
	notPostedHere: 'Dort, wo du danach gefragt hast, konnte ich das nicht posten. Deshalb schicke ich es dir hier.',
	notPostedIn: ({ channel }) => `In ${channel} konnte ich das nicht posten. Deshalb schicke ich es dir hier.`,
	movedNotAllowed: 'Das darf ich hier nicht posten, deshalb habe ich es dir als Direktnachricht geschickt. Erlaub mir, hier Nachrichten zu senden und Dateien anzuhängen, dann kommt das nächste Bild hierher.',
	movedNotPosted: 'Das konnte ich hier nicht posten, deshalb habe ich es dir als Direktnachricht geschickt.',

	logLine: ({ person, channel, request, model, price, kind }) => `${person} in ${channel}: ${request} · ${model} · ${price} · ${kind}`,
	privatePicture: 'ein privates Bild',
	unknownCost: 'Kosten unbekannt',
};

const WHY = {
	'model-changed': 'jetzt zeichnet ein anderes Modell',
	'too-large': 'der Schritt davor ist zu groß, um ihn ganz mitzuschicken',
	forgotten: 'der Verlauf davor wurde gelöscht',
	missing: 'ein Teil des Verlaufs ist verloren gegangen',
	corrupt: 'ein Teil des Verlaufs ist beschädigt',
	'signature-refused': 'Gemini hat den Verlauf nicht wiedererkannt',
};
