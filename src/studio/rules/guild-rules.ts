import { z } from 'zod';
import { perWindow } from '../../quota-windows.ts';
import { snowflake } from '../../snowflake.ts';
import { modelAlias } from '../generation/models.ts';
import { RecordCollection } from '../record-collection.ts';
import { changedSettings } from '../requests/request.ts';
import type { Store } from '../store.ts';

const ids = z.array(snowflake).max(25).readonly();
const images = z.int().min(0).max(100_000).optional();
const dollars = z.number().min(0).max(1_000_000).optional();

/** Pictures by window; no entry, no limit. */
const imageLimits = z.object(perWindow(() => images));
/** US dollars by window. */
const dollarLimits = z.object({ day: dollars, month: dollars });

/** The settings of one server. An empty list does not restrict anything. */
export const guildRules = z.object({
	v: z.literal(1),
	/** IANA name of the zone in which the server's days begin. */
	timeZone: z.string().max(100).default('UTC'),
	/** Where people may ask for pictures; a thread counts as its channel. */
	allowedChannels: ids.default([]),
	deniedChannels: ids.default([]),
	/** Who may ask; a denied role wins. */
	allowedRoles: ids.default([]),
	deniedRoles: ids.default([]),
	blockedUsers: z.array(snowflake).max(1000).readonly().default([]),
	/** Who may use 4K, and who may search. */
	rolesFor4K: ids.default([]),
	rolesForSearch: ids.default([]),
	/** The models people may choose. */
	models: z.array(modelAlias).readonly().default([]),
	/** What applies when the person chooses nothing. */
	defaults: changedSettings.default({}),
	/** For each person. */
	userLimits: imageLimits.default({}),
	/** For each person with the role, instead of `userLimits`; of several roles the best counts. */
	roleLimits: z.record(snowflake, imageLimits).default({}),
	/** For the whole server. */
	budget: dollarLimits.default({}),
	/** When a first picture gets a thread: at once, when somebody refines it, or never. */
	threads: z.enum(['auto', 'on-refine', 'off']).default('auto'),
	/** Whether everybody may refine by writing in a session's thread, not only its owner. */
	isOpenToAll: z.boolean().default(false),
	/** Prompts that contain one of these are refused. */
	blockedWords: z.array(z.string().trim().min(1).max(100)).max(500).readonly().default([]),
	/** Added to every prompt. */
	houseStyle: z.string().trim().min(1).max(1000).optional(),
	/** How the model should behave here, sent with every call. */
	systemInstruction: z.string().trim().min(1).max(4000).optional(),
	/** How strictly Gemini blocks here; by default the operator's choice. */
	safety: z.enum(['BLOCK_LOW_AND_ABOVE', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_ONLY_HIGH']).optional(),
	/** Whether a fallback model may be used when the requested one is overloaded. */
	mayFallBack: z.boolean().default(false),
	/** Gets one line about each picture. */
	logChannelId: snowflake.optional(),
});
export type GuildRules = Readonly<z.infer<typeof guildRules>>;

/** Loose, so that what a newer version added is kept when this one writes. */
const storedRules = guildRules.loose();

/** The rules of a server that changed nothing, and of direct messages. */
export const DEFAULT_RULES: GuildRules = guildRules.parse({ v: 1 });

export type Rules = ReturnType<typeof createRules>;

export function createRules(store: Pick<Store, 'records' | 'reportUnreadable' | 'locks'>) {
	const records = new RecordCollection<GuildRules>(store, { namespace: 'rules', kind: 'rules', schema: storedRules });
	/** The rules of a server, or with `null` those of direct messages. @throws StoreError */
	const of = async (guildId: string | null) =>
		(guildId === null ? undefined : await records.get(guildId)) ?? DEFAULT_RULES;
	return {
		of,
		/**
		 * @param change returns what to change in the current rules; nobody else changes them in the meantime.
		 * @throws ZodError when a value is out of bounds; nothing is written. @throws StoreError
		 */
		change: (guildId: string, change: (rules: GuildRules) => Partial<GuildRules>): Promise<GuildRules> =>
			store.locks.withLock([`rules:${guildId}`], async (lease) => {
				const rules = await of(guildId);
				return records.set(guildId, { ...rules, ...change(rules) }, { lease });
			}),
	};
}
