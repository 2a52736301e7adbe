import type { Actor } from '../simulator/discord/actors/actor.ts';
import type { LocalDiscord } from '../simulator/discord/start.ts';
import type { Interaction } from '../simulator/discord/world/interaction.ts';
import type { Message } from '../simulator/discord/world/message.ts';

export interface Wishing {
	readonly discord: LocalDiscord;
	readonly person: Actor;
	/** A picture of the bot. */
	readonly picture: Message;
}

/** Something that was asked for, and everything that answered it. */
interface Wish {
	answers(): readonly Message[];
	/** Resolves with the first of them that says more than "thinking…". */
	answered(): Promise<Message>;
}

/** So many wishes of one person at once: in turn by slash, by the form behind a button, and as a reply. */
export async function wishAtOnce(count: number, wishing: Wishing): Promise<readonly Wish[]> {
	const { discord, person, picture } = wishing;
	const forms = Array.from({ length: Math.ceil(count / 3) }, () => person.click(picture, 'Refine'));
	await Promise.all(forms.map((form) => form.acknowledged()));
	const wishes = Array.from({ length: count }, async (_, index): Promise<Wish> => {
		const prompt = `wish ${discord.requests.length}-${index}`;
		const form = index % 3 === 1 ? forms.pop() : undefined;
		if (form !== undefined) return byInteraction(await person.submitModal(form, { prompt }));
		if (index % 3 === 0) return byInteraction(await person.slash('imagine', { prompt }));
		return byMessage(await person.reply(picture, prompt), discord);
	});
	return Promise.all(wishes);
}

const byInteraction = (interaction: Interaction): Wish => ({
	answers: () => [interaction.response(), ...interaction.followUps].filter((message) => message !== undefined),
	answered: () => interaction.finished(),
});

function byMessage(asked: Message, discord: LocalDiscord): Wish {
	const answers = () => [...asked.channel.messages.values()].filter(({ repliesTo }) => repliesTo === asked);
	return {
		answers,
		async answered() {
			await discord.until(() => answers().length > 0);
			const [first] = answers();
			if (first === undefined) throw new Error('the answer was taken back');
			return first;
		},
	};
}

/** How many answers are a picture, and how many say each sentence, in which numbers and times are left out. */
export function tally(answers: readonly Message[]): Record<string, number> {
	const kinds = answers.map(({ attachments, content }) =>
		attachments.length > 0 ? 'a picture' : content.replaceAll(/<t:\d+:R>|\d+/g, '…'),
	);
	return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, same]) => [kind, same.length]));
}

/** The interactions whose answer was written more than once, each as the path it was written to. */
export function twiceAnswered({ requests }: LocalDiscord): string[] {
	const written = requests.filter(({ method, status }) => method === 'PATCH' && status === 200).map(({ path }) => path);
	return written.filter((path, index) => written.indexOf(path) < index);
}
