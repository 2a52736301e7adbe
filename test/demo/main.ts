import { type Stage, savePictures, setStage } from './stage.ts';

/** Ends the demo with a failure that says what did not come. */
class MissingError extends Error {}

const stage = await setStage(process.env).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
});
console.log(
	stage.isOffline
		? 'Plantain, offline: Discord and Gemini are stand-ins on this machine, and so are the pictures.\nSet GEMINI_API_KEY to see the real Gemini draw (the whole demo costs less than a dollar).\n'
		: 'Plantain with the real Gemini, which your key pays for; Discord is a stand-in on this machine.\n',
);
try {
	const thread = await playAPictureAndTheTalkAboutIt(stage);
	await playEverythingElse(stage);
	console.log('The pictures:');
	for (const line of await savePictures([stage.channel, thread])) console.log(`  ${line}`);
} catch (error) {
	console.error(error instanceof MissingError ? error.message : error);
	process.exitCode = 1;
} finally {
	await stage[Symbol.asyncDispose]();
}

/** One picture and ten turns about it: a restart in the middle, a branch, a step back, two people at once. */
async function playAPictureAndTheTalkAboutIt(stage: Stage) {
	const { alice, bob, channel, discord, gemini } = stage;
	await finish(stage, await alice.slash('imagine', { prompt: 'a fox asleep in the snow, early light' }));
	await stage.within(discord.until(() => (channel.threads[0]?.messages.size ?? 0) > 0));
	const [thread] = channel.threads;
	if (thread === undefined) throw new MissingError('No thread was opened on the picture.');
	const [here, bobHere] = [alice.user.in(thread), bob.user.in(thread)];
	const answered = async (saying: ReturnType<typeof here.say>) => {
		const answer = await stage.answerTo(await saying);
		if (answer === undefined || answer.attachments.length === 0) throw new MissingError('A picture never came.');
		return answer;
	};

	await answered(here.say('give it a red scarf'));
	const third = await answered(here.say('now make it evening'));
	await answered(here.say('add a lantern'));
	await stage.restart();
	await answered(here.say('let it look up at us'));
	await answered(here.reply(third, 'more snow here, and no lantern'));
	await finish(stage, await here.slash('session undo'), 0);
	await Promise.all([answered(here.say('a warmer sky')), answered(bobHere.reply(third, 'in the style of a woodcut'))]);
	await answered(here.say('and a second fox'));
	await answered(here.say('as a postcard with the word "hello"'));
	await finish(stage, await here.slash('session show'), 0);

	console.log(`#${channel.name}\n${channel.transcript({ times: true })}\n`);
	console.log(
		`The thread “${thread.name}” (the bot was restarted after the lantern)\n${thread.transcript({ times: true })}\n`,
	);
	if (stage.isOffline) {
		if (gemini.violations.length > 0)
			throw new MissingError(`Gemini did not recognise: ${gemini.violations.join('; ')}`);
		console.log(`Gemini recognised every signature that came back to it, in all ${gemini.calls.length} turns.\n`);
	}
	return thread;
}

async function playEverythingElse(stage: Stage): Promise<void> {
	const { alice, bob, gemini, channel } = stage;
	const seen = channel.transcript({ times: true }).length;
	await finish(
		stage,
		await bob.slash('imagine', { prompt: 'a lighthouse as a paper cut-out', model: 'pro', aspect: '16:9' }),
	);
	await finish(stage, await alice.slash('imagine', { prompt: 'a birthday card for bob', private: true }));
	const [picture] = [...channel.messages.values()].at(0)?.attachments ?? [];
	if (picture !== undefined) {
		const image = { name: picture.name, bytes: picture.bytes };
		await finish(stage, await bob.slash('edit', { prompt: 'as a stamp', image }));
	}
	if (stage.isOffline) {
		gemini.next({ blocked: 'PROHIBITED_CONTENT' });
		await finish(stage, await bob.slash('imagine', { prompt: 'something that Gemini will not draw' }), 0);
	}
	console.log(`#${channel.name}, later\n${channel.transcript({ times: true }).slice(seen).replace(/^\n/, '')}\n`);
}

/** Waits for the answer to an interaction, which holds so many pictures. */
async function finish(stage: Stage, scene: Awaited<ReturnType<Stage['alice']['slash']>>, pictures = 1): Promise<void> {
	const came = await stage.within(scene.finished());
	if (!came || (scene.response()?.attachments.length ?? 0) < pictures) throw new MissingError('A picture never came.');
}
