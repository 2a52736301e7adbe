import type { Numbers } from '../parameters.ts';

/** Names and descriptions of commands and their options, as Discord lists them; names stay English in code. */
const another = { name: 'server', description: 'Another server, by its ID (bot operators only)' };
const person = { name: 'person', description: 'Who' };
const everywhere = (description: string) => ({ name: 'everywhere', description });

/** The options of everything that makes a picture. */
const looks = {
	model: { name: 'model', description: 'The model that draws it' },
	aspect: { name: 'aspect', description: 'Its shape, width to height; auto keeps the shape of the picture you give' },
	size: { name: 'size', description: 'Its size; 1K unless you choose another' },
	search: { name: 'search', description: 'Let the model search Google first and show its sources' },
	thoughts: { name: 'thoughts', description: "Keep the model's thoughts behind a button" },
};
const onlyMe = { name: 'private', description: 'Only you see the picture' };

const noOptions = {};

export const commands = {
	imagine: {
		name: 'imagine',
		description: 'Make a picture from words',
		options: {
			prompt: { name: 'prompt', description: 'What the picture shows' },
			...looks,
			count: { name: 'count', description: 'How many different pictures' },
			private: onlyMe,
		},
	},
	edit: {
		name: 'edit',
		description: 'Change a picture, or combine several',
		options: {
			prompt: { name: 'prompt', description: 'What to do with it' },
			image: { name: 'image', description: 'The picture, "image 1" in your prompt' },
			...looks,
			private: onlyMe,
		},
		/** The options for the second picture to the last. */
		furtherImage: ({ number }: Numbers<'number'>) => ({
			name: `image${number}`,
			description: `One more picture, "image ${number}" in your prompt`,
		}),
	},
	editImage: { name: 'Edit image' },
	refine: {
		name: 'refine',
		description: 'Change the newest picture of the session here',
		options: {
			prompt: { name: 'prompt', description: 'What to change' },
			image: { name: 'image', description: 'A picture to use' },
			model: looks.model,
			aspect: looks.aspect,
			size: looks.size,
		},
	},
	session: {
		name: 'session',
		description: 'The session in this thread or channel',
		subcommands: {
			show: { name: 'show', description: 'List its turns, settings and cost', options: noOptions },
			last: { name: 'last', description: 'Post the newest picture of your session again', options: noOptions },
			undo: { name: 'undo', description: 'Go back one picture; nothing is deleted', options: noOptions },
			end: { name: 'end', description: 'End it; reply to one of its pictures to resume', options: noOptions },
		},
	},
	quota: { name: 'quota', description: "What you have left, and what you've used today", options: noOptions },
	help: { name: 'help', description: 'What I can do, and what each model can', options: noOptions },
	forget: { name: 'forget', description: 'Delete everything I keep about you', options: noOptions },
	usage: {
		name: 'usage',
		description: 'What this server has used, and what people may use',
		subcommands: {
			show: {
				name: 'show',
				description: 'Today, this month and the last 30 days, by person and by model',
				options: { server: another },
			},
			block: {
				name: 'block',
				description: 'Stop a person from making pictures in this server',
				options: { person, server: another, everywhere: everywhere('Everywhere, not just here (bot operators only)') },
			},
			unblock: {
				name: 'unblock',
				description: 'Let a person make pictures in this server again',
				options: {
					person,
					server: another,
					everywhere: everywhere('Lift a block that holds everywhere (bot operators only)'),
				},
			},
			give: {
				name: 'give',
				description: 'Give a person extra pictures for today',
				options: {
					person,
					images: { name: 'images', description: "How many, on top of this server's limits" },
					server: another,
					everywhere: everywhere('On top of the limits across all servers too (bot operators only)'),
				},
			},
		},
	},
	settings: {
		name: 'settings',
		description: "This server's rules: where, who, how much, and how pictures look",
		options: { server: another },
	},
};
