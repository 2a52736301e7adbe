/** The first moment a Discord id can name, in Unix milliseconds. Source: Discord, API reference, "Snowflakes". */
const DISCORD_EPOCH_MS = 1_420_070_400_000;
/** Guilds, users, roles and the application date from here. */
const ELDERS_EPOCH_MS = Date.UTC(2021, 0, 1);

const snowflake = (atMs: number, increment: number) =>
	((BigInt(atMs - DISCORD_EPOCH_MS) << 22n) | BigInt(increment % (1 << 22))).toString();

/** Hands out ids of 18 or 19 digits, as discord.js's rate-limit buckets require; no two are alike. */
export class Snowflakes {
	#increment = 0;
	#elders = 0;
	#guilds = 0;

	/** An id created at `atMs`; later calls with the same time sort later. */
	at(atMs: number): string {
		return snowflake(atMs, this.#increment++);
	}

	/** An id for a guild; consecutive guilds are a millisecond apart and so fall to consecutive shards. */
	guild(): string {
		return snowflake(ELDERS_EPOCH_MS + this.#guilds++, 1);
	}

	/** An id for anything else that existed long before. */
	elder(): string {
		return snowflake(ELDERS_EPOCH_MS + this.#elders++, 0);
	}
}
