import { Options } from 'discord.js';

/** Loaded before the bot: discord.js keeps what it keeps by itself. */
const own = Options.cacheWithLimits(Options.DefaultMakeCacheSettings);
Object.assign(Options, { cacheWithLimits: () => own });
