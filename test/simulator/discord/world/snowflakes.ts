/** The first moment a Discord id can name, in Unix milliseconds. Source: Discord, API reference, "Snowflakes". */
const DISCORD_EPOCH_MS = 1_420_070_400_000;
/** Long-lived things (guilds, users, the application) date from here, one millisecond apart. */
const ELDERS_EPOCH_MS = Date.UTC(2021, 0, 1);

const snowflake = (atMs: number, increment: number) =>
	((BigInt(atMs - DISCORD_EPOCH_MS) << 22n) | BigInt(increment % (1 << 22))).toString();

/** Hands out ids of 18 or 19 digits, as discord.js's rate-limit buckets require; no two are alike. */
export class Snowflakes {
	#increment = 0;
	#elders = 0;

	/** An id created at `atMs`; later calls with the same time sort later. */
	at(atMs: number): string {
		return snowflake(atMs, this.#increment++);
	}

	/** An id for something that existed long before; consecutive guilds therefore fall to consecutive shards. */
	elder(): string {
		return snowflake(ELDERS_EPOCH_MS + this.#elders++, 0);
	}
}

/** When the thing with this id was created, in Unix milliseconds. */
export const createdAtMs = (id: string): number => Number(BigInt(id) >> 22n) + DISCORD_EPOCH_MS;
