import { z } from 'zod';
import type { Records } from './store-ports.ts';
import { StoreError } from './store-ports.ts';

/** What the administrators of one server decided. */
const guildRules = z.object({
	v: z.literal(1),
	/** How the model is to behave here, put before every conversation. */
	systemInstruction: z.string().min(1).max(4000).optional(),
	/** Whether another model may draw when the one asked for is overloaded. */
	mayFallBack: z.boolean(),
	/** Whether a first picture gets a thread: at once, when somebody refines it, or never. */
	threads: z.enum(['auto', 'on-refine', 'off']),
	/** Whether everybody may refine by just writing in a session's thread, not only its owner. */
	isOpenToAll: z.boolean(),
});
export type GuildRules = z.infer<typeof guildRules>;

const DEFAULT_RULES: GuildRules = { v: 1, mayFallBack: false, threads: 'auto', isOpenToAll: false };

export interface Rules {
	/** Of a server; of direct messages when `null`. @throws StoreError */
	of(guildId: string | null): Promise<GuildRules>;
	/** @throws StoreError */
	set(guildId: string, rules: GuildRules): Promise<void>;
}

export function createRules(records: Records): Rules {
	return {
		async of(guildId) {
			const held = guildId === null ? undefined : await records.get(guildId);
			if (held === undefined) return DEFAULT_RULES;
			const parsed = guildRules.safeParse(held);
			if (!parsed.success) throw new StoreError(`the rules of ${guildId} cannot be read`, { cause: parsed.error });
			return parsed.data;
		},
		set: (guildId, rules) => records.set(guildId, rules),
	};
}
