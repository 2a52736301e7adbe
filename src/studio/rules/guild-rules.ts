import { z } from 'zod';
import { SNOWFLAKE } from '../../snowflake.ts';
import { perWindow } from '../../windows.ts';
import { modelAlias } from '../generation/models.ts';
import { RecordCollection } from '../record-collection.ts';
import { changedSettings } from '../requests/request.ts';
import type { Store } from '../store.ts';

const snowflake = z.string().regex(SNOWFLAKE);
const ids = z.array(snowflake).max(25).readonly();
const images = z.int().min(0).max(100_000).optional();
const dollars = z.number().min(0).max(1_000_000).optional();

/** Pictures by window; a window that is left out has no limit of its own. */
const imageLimits = z.object(perWindow(() => images));
/** US dollars by window. */
const dollarLimits = z.object({ day: dollars, month: dollars });

/** What the administrators of one server decided. Every list that is empty leaves everything open. */
export const guildRules = z.object({
	v: z.literal(1),
	/** IANA name of the zone in which the server's days begin. */
	timeZone: z.string().max(100).default('UTC'),
	/** Where pictures may be asked for; a thread counts as its channel. */
	allowedChannels: ids.default([]),
	deniedChannels: ids.default([]),
	/** Who may ask; denied wins. */
	allowedRoles: ids.default([]),
	deniedRoles: ids.default([]),
	blockedUsers: z.array(snowflake).max(1000).readonly().default([]),
	/** Who may use 4K and who may search; everybody when empty. */
	rolesFor4K: ids.default([]),
	rolesForSearch: ids.default([]),
	/** The models people may choose; all when empty. */
	models: z.array(modelAlias).readonly().default([]),
	/** What holds where the person chose nothing. */
	defaults: changedSettings.default({}),
	/** For each person. */
	userLimits: imageLimits.default({}),
	/** For each person who has the role; of several roles the best counts, and it replaces `userLimits`. */
	roleLimits: z.record(snowflake, imageLimits).default({}),
	/** For the whole server. */
	budget: dollarLimits.default({}),
	/** Whether a first picture gets a thread: at once, when somebody refines it, or never. */
	threads: z.enum(['auto', 'on-refine', 'off']).default('auto'),
	/** Whether everybody may refine by just writing in a session's thread, not only its owner. */
	isOpenToAll: z.boolean().default(false),
	/** Prompts with one of these are refused. */
	blockedWords: z.array(z.string().trim().min(1).max(100)).max(500).readonly().default([]),
	/** Added to every prompt. */
	houseStyle: z.string().trim().min(1).max(1000).optional(),
	/** How the model is to behave here, put before every conversation. */
	systemInstruction: z.string().trim().min(1).max(4000).optional(),
	/** How strictly Gemini blocks here; the operator's choice when left out. */
	safety: z.enum(['BLOCK_LOW_AND_ABOVE', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_ONLY_HIGH']).optional(),
	/** Whether another model may draw when the one asked for is overloaded. */
	mayFallBack: z.boolean().default(false),
	/** Gets one line about each picture. */
	logChannelId: snowflake.optional(),
});
export type GuildRules = Readonly<z.infer<typeof guildRules>>;

/** Loose, so that what a newer version added is kept when this one writes. */
const storedRules = guildRules.loose();

/** What holds where nobody decided anything, and in direct messages. */
export const DEFAULT_RULES: GuildRules = guildRules.parse({ v: 1 });

export interface Rules {
	/** Of a server; of direct messages when `null`. @throws StoreError */
	of(guildId: string | null): Promise<GuildRules>;
	/**
	 * @param change what becomes of the rules that hold just now; nobody else changes them meanwhile.
	 * @throws ZodError when a value is out of its bounds; nothing is written. @throws StoreError
	 */
	change(guildId: string, change: (rules: GuildRules) => Partial<GuildRules>): Promise<GuildRules>;
}

export function createRules(store: Pick<Store, 'records' | 'reportUnreadable' | 'locks'>): Rules {
	const records = new RecordCollection<GuildRules>(store, { namespace: 'rules', kind: 'rules', schema: storedRules });
	const of = async (guildId: string | null) =>
		(guildId === null ? undefined : await records.get(guildId)) ?? DEFAULT_RULES;
	return {
		of,
		change: (guildId, change) =>
			store.locks.withLock([`rules:${guildId}`], async (lease) => {
				const rules = await of(guildId);
				return records.set(guildId, { ...rules, ...change(rules) }, { lease });
			}),
	};
}
