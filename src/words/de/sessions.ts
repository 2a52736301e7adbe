import type { Words } from '../words.ts';
import { allOf, count, dollars, number, pictures, pluralize } from './format.ts';

export const sessions: Words['sessions'] = {
	none: 'Hier läuft keine Session. Starte eine mit /imagine oder /edit.',
	gone: 'Diese Session habe ich nicht mehr. Starte eine neue: Apps, „Bild bearbeiten“.',
	pictureGone: 'Dieses Bild habe ich nicht mehr. Starte damit eine neue Session: Apps, „Bild bearbeiten“.',
	pictureLost: 'Dieses Bild habe ich nicht mehr.',
	picturePrivate: 'Dieses Bild ist privat. Nur wer es erstellt hat, kann es abrufen.',
	nothingToShow: 'Es gibt kein Bild, das ich noch mal zeigen könnte.',
	lastWasWords: 'Die letzte Antwort kam in Worten, nicht als Bild:',
	notYours: ({ owner }) => `Diese Session gehört ${owner}. Das kann sonst niemand.`,
	mayNotRead: 'Das kann ich nicht lesen. Erwähne mich in deiner Nachricht, drück „Verfeinern“ oder nutz /refine.',
	whatToDo: 'Was soll ich damit machen? Schreib es mir in einer Nachricht und häng das Bild an.',
	whatToChange: 'Was soll ich ändern? Schreib es mir in einer Nachricht, gern mit einem Bild im Anhang.',
	cannotPost: ({ channel, why }) =>
		`In ${channel} kann ich keine Bilder posten: ${why}. Ich habe noch nichts gezeichnet; versuch es noch mal, wenn sich das geändert hat.`,
	threadLocked: 'Der Thread ist gesperrt',
	permissionsMissing: ({ permissions }) =>
		`Mir ${pluralize(permissions.length, { one: 'fehlt', other: 'fehlen' })} dort ${count(permissions.length, { one: 'Berechtigung', other: 'Berechtigungen' })} (${allOf(permissions)})`,

	nothingToUndo: 'Es gibt nichts rückgängig zu machen.',
	undone: 'Rückgängig gemacht. Mit deiner nächsten Nachricht geht es beim Bild davor weiter.',
	undoneToStart:
		'Rückgängig gemacht. Mit deiner nächsten Nachricht fängst du neu an; antworte auf ein Bild, um dort weiterzumachen.',
	ended: 'Diese Session ist beendet. Antworte auf eins ihrer Bilder, um sie fortzusetzen.',

	facts: ({ model, aspect, size, turns, microDollars }) =>
		`${model} · ${aspect} · ${size} · ${count(turns, { one: 'Schritt', other: 'Schritte' })} · bisher ${dollars(microDollars)}`,
	startedAfresh: 'neu begonnen',
	fromTurn: ({ turn }) => `von ${number(turn)} aus`,
	deletedTurn: '(gelöscht)',
	aPicture: 'ein Bild',
	newer: 'Neuere',
	older: 'Ältere',

	refineTitle: 'Dieses Bild verfeinern',
	refineQuestion: 'Was soll sich ändern?',
	editTitle: 'Bild bearbeiten',
	editQuestion: 'Was soll damit passieren?',
	picturesField: 'Bilder als Vorlage (optional)',
	noPictureThere: 'In dieser Nachricht ist kein Bild. Wähl eine mit Bild aus.',
	editTooOld: 'Das ist zu lange her. Wähl das Bild bitte noch mal aus.',

	forgetWarning:
		'Damit löschst du alle Sessions, die du gestartet hast, mit allem darin, und was du in Sessions von anderen angefragt, bekommen und beigesteuert hast. Das lässt sich nicht rückgängig machen. Gesamtwerte zur Nutzung bleiben erhalten, ebenso Nachrichten auf Discord.',
	forgetConfirm: 'Alles löschen',
	forgetNotYours:
		'Diesen Button kann nur drücken, wer danach gefragt hat. Mit /forget löschst du, was ich über dich gespeichert habe.',
	forgetFilesMayStay:
		'Die Bilddateien bleiben vielleicht noch gespeichert, weil ich nicht weiß, wer sie sonst braucht. Darum kann sich der Betreiber dieses Bots kümmern.',
	forgetNothing: 'Außer Gesamtwerten zur Nutzung hatte ich nichts über dich gespeichert, und die bleiben.',
	forgotten: ({ gone }) =>
		`Gelöscht: ${allOf(gone)}. Gesamtwerte zur Nutzung bleiben erhalten; Nachrichten auf Discord kannst du selbst löschen.`,
	forgottenSessions: ({ amount }) => count(amount, { one: 'Session', other: 'Sessions' }),
	forgottenTurns: ({ amount }) => count(amount, { one: 'Schritt', other: 'Schritte' }),
	forgottenPictures: ({ amount }) => pictures(amount),
	forgottenThoughts: ({ amount }) => count(amount, { one: 'Gedanke', other: 'Gedanken' }),
	forgotJustNow: ({ again }) =>
		`Darum hast du gerade eben schon gebeten; es ist erledigt oder läuft noch. Du kannst es ${again} wieder tun.`,
};
