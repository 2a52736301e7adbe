import type { Words } from '../words.ts';
import { count, pluralize } from './format.ts';
export const errors: Words['errors'] = {
	somethingBroke: ({ reference }) => `Bei mir ist etwas schiefgelaufen. Dir wurde nichts berechnet; versuch es noch mal. Wenn es immer wieder passiert, gib dem Betreiber dieses Bots \`${reference}\` durch.`,
	partlyBroken: ({ unmade, reference }) => `${count(unmade, { one: 'Bild konnte', other: 'Bilder konnten' })} nicht gemacht werden, weil bei mir etwas schiefgegangen ist; ${pluralize(unmade, { one: 'es wurde', other: 'sie wurden' })} dir nicht berechnet. Gib \`${reference}\` an den Betreiber dieses Bots weiter.`,
	brokeAfterAll: ({ reference }) => `Bei mir ist etwas schiefgegangen, nachdem deine Bilder fertig waren; sie zählen deshalb. Gib \`${reference}\` an den Betreiber dieses Bots weiter.`,
	storageFull: 'Mein Speicher ist voll, deshalb kann ich keine Anfragen annehmen. Dir wurde nichts berechnet; sag bitte dem Betreiber dieses Bots Bescheid.',
	sessionGone: 'Diese Session habe ich nicht mehr. Starte mit ihrem Bild eine neue: Apps, „Bild bearbeiten“.',
	madeAndLost: ({ isRest }) => `${isRest ? 'Der Rest' : 'Dein Bild'} wurde erstellt und gezählt, ließ sich aber weder hier posten noch aufbewahren.`,
	madeAndKept: ({ isRest, obstacle }) => `${isRest ? 'Der Rest' : 'Dein Bild'} wurde erstellt, gezählt und aufbewahrt, aber ${KEPT[obstacle]}`,
	notAllowedHere: 'Das darf ich hier nicht posten. Erlaub mir, hier Nachrichten zu senden und Dateien anzuhängen, und versuch es dann noch mal.',
	tooLargeHere: 'Discord nimmt hier keine so große Datei an. Versuch es dort, wo größere Dateien erlaubt sind.',
	showPicture: ({ number, of }) => (of === 1 ? 'Bild zeigen' : `Bild ${number} zeigen`),
	tooSlow: 'Ich war mit der Antwort zu langsam. Versuch es bitte noch mal.',
	lookupTooSlow: 'Das konnte ich nicht rechtzeitig nachsehen. Es wurde nichts geändert; versuch es bitte noch mal.',
	commandGone: 'Diesen Befehl gibt es nicht mehr. `/help` zeigt dir, was ich kann.',
	commandChanged: 'Dieser Befehl hat sich geändert. Lade Discord neu und versuch es noch mal.',
	buttonOutOfDate: 'Dieser Button ist veraltet. Führ den Befehl noch mal aus.',
	menuOutOfDate: 'Dieses Menü ist veraltet. Führ den Befehl noch mal aus.',
	formOutOfDate: 'Dieses Formular ist veraltet. Führ den Befehl noch mal aus.',
	panelOutOfDate: 'Diese Ansicht ist veraltet. Es wurde nichts geändert; öffne sie mit /settings neu.',
	operatorOnly: 'Überall darf das nur der Betreiber dieses Bots.',
	managersOnly: 'Das dürfen nur Leute, die diesen Server verwalten können.',
};

const KEPT = {
	'not-allowed': 'ich darf hier nicht posten. Erlaub mir, hier Nachrichten zu senden und Dateien anzuhängen, und drück dann den Button.',
	'too-large': 'Discord nimmt hier keine so große Datei an, nicht mal verkleinert. Drück den Button, um es noch mal zu versuchen.',
	'not-taken': 'Discord hat die Datei nicht angenommen. Drück den Button, um es noch mal zu versuchen.',
};
