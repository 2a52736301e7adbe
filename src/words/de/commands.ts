import type { Words } from '../words.ts';

const another = { name: 'server', description: 'Ein anderer Server, per ID (nur für Bot-Betreiber)' };
const person = { name: 'person', description: 'Um wen es geht' };
const everywhere = (description: string) => ({ name: 'überall', description });

const looks = {
	model: { name: 'modell', description: 'Das Modell, das zeichnet' },
	aspect: { name: 'seitenverhältnis', description: 'Breite zu Höhe; auto übernimmt das Verhältnis deines Bildes' },
	size: { name: 'größe', description: 'Wie groß das Bild wird; ohne Angabe 1K' },
	search: { name: 'suche', description: 'Lass das Modell erst bei Google suchen und die Quellen zeigen' },
	thoughts: { name: 'gedanken', description: 'Zeig die Gedanken des Modells auf Knopfdruck' },
};
const onlyMe = { name: 'privat', description: 'Nur du siehst das Bild' };

const noOptions = {};

export const commands: Words['commands'] = {
	imagine: {
		name: 'erstellen',
		description: 'Mach aus Worten ein Bild',
		options: {
			prompt: { name: 'prompt', description: 'Was das Bild zeigt' },
			...looks,
			count: { name: 'anzahl', description: 'Wie viele verschiedene Bilder' },
			private: onlyMe,
		},
	},
	edit: {
		name: 'bearbeiten',
		description: 'Bearbeite ein Bild oder kombiniere mehrere',
		options: {
			prompt: { name: 'prompt', description: 'Was damit passieren soll' },
			image: { name: 'bild', description: 'Das Bild, „Bild 1“ in deinem Prompt' },
			...looks,
			private: onlyMe,
		},
		furtherImage: ({ number }) => ({
			name: `bild${number}`,
			description: `Noch ein Bild, „Bild ${number}“ in deinem Prompt`,
		}),
	},
	editImage: { name: 'Bild bearbeiten' },
	refine: {
		name: 'verfeinern',
		description: 'Ändere das neueste Bild der Session hier',
		options: {
			prompt: { name: 'prompt', description: 'Was sich ändern soll' },
			image: { name: 'bild', description: 'Ein Bild als Vorlage' },
			model: looks.model,
			aspect: looks.aspect,
			size: looks.size,
		},
	},
	session: {
		name: 'session',
		description: 'Die Session in diesem Thread oder Kanal',
		subcommands: {
			show: { name: 'anzeigen', description: 'Zeig ihre Schritte, Einstellungen und Kosten', options: noOptions },
			last: { name: 'letztes-bild', description: 'Poste das neueste Bild deiner Session noch mal', options: noOptions },
			undo: { name: 'rückgängig', description: 'Geh ein Bild zurück; gelöscht wird nichts', options: noOptions },
			end: {
				name: 'beenden',
				description: 'Beende sie; mit einer Antwort auf eins ihrer Bilder geht es weiter',
				options: noOptions,
			},
		},
	},
	quota: {
		name: 'kontingent',
		description: 'Was dir noch bleibt und was du heute verbraucht hast',
		options: noOptions,
	},
	help: { name: 'hilfe', description: 'Was ich kann und was die einzelnen Modelle können', options: noOptions },
	forget: { name: 'vergessen', description: 'Lösche alles, was ich über dich gespeichert habe', options: noOptions },
	usage: {
		name: 'nutzung',
		description: 'Was dieser Server verbraucht hat und was einzelne Personen dürfen',
		subcommands: {
			show: {
				name: 'anzeigen',
				description: 'Heute, dieser Monat und die letzten 30 Tage, nach Person und Modell',
				options: { server: another },
			},
			block: {
				name: 'sperren',
				description: 'Sperre eine Person auf diesem Server für das Erstellen von Bildern',
				options: {
					person,
					server: another,
					everywhere: everywhere('Überall, nicht nur hier (nur für Bot-Betreiber)'),
				},
			},
			unblock: {
				name: 'entsperren',
				description: 'Lass eine Person auf diesem Server wieder Bilder erstellen',
				options: {
					person,
					server: another,
					everywhere: everywhere('Hebt eine Sperre auf, die überall gilt (nur für Bot-Betreiber)'),
				},
			},
			give: {
				name: 'schenken',
				description: 'Schenk einer Person für heute zusätzliche Bilder',
				options: {
					person,
					images: { name: 'bilder', description: 'Wie viele, zusätzlich zu den Limits dieses Servers' },
					server: another,
					everywhere: everywhere('Auch zusätzlich zu den serverübergreifenden Limits (nur für Bot-Betreiber)'),
				},
			},
		},
	},
	settings: {
		name: 'einstellungen',
		description: 'Die Regeln dieses Servers: wo, wer, wie viel und wie Bilder aussehen',
		options: { server: another },
	},
};
