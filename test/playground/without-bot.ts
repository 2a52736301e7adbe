import { createCast } from '../../playground/server/cast.ts';
import { Inside } from '../../playground/server/inside.ts';
import { servePage } from '../../playground/server/playground.ts';
import { systemClock as clock } from '../../src/clock.ts';
import { startDiscord } from '../simulator/discord/start.ts';
import { startGemini } from '../simulator/gemini/start.ts';

/** The page over a local Discord in which no bot lives. */
export async function serveWithoutBot() {
	await using started = new AsyncDisposableStack();
	const discord = started.use(await startDiscord({ clock, rateLimits: false, botName: 'Plantain' }));
	const gemini = started.use(await startGemini({ clock, signatureChars: 400 }));
	const cast = createCast(discord);
	const inside = new Inside({ discord, gemini, dataDir: '/nowhere' });
	const bot = { state: 'online', lastWords: undefined, killAndStart: async () => undefined } as const;
	const page = started.use(await servePage({ clock, discord, gemini, cast, bot, inside }));
	const running = started.move();
	return { url: page.url, discord, cast, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
