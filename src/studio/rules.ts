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
});
export type GuildRules = z.infer<typeof guildRules>;

const DEFAULT_RULES: GuildRules = { v: 1, mayFallBack: false };

export interface Rules {
	/** Of a server; of direct messages when `undefined`. @throws StoreError */
	of(guildId: string | undefined): Promise<GuildRules>;
	/** @throws StoreError */
	set(guildId: string, rules: GuildRules): Promise<void>;
}

export function createRules(records: Records): Rules {
	return {
		async of(guildId) {
			const held = guildId === undefined ? undefined : await records.get(guildId);
			if (held === undefined) return DEFAULT_RULES;
			const parsed = guildRules.safeParse(held);
			if (!parsed.success) throw new StoreError(`the rules of ${guildId} cannot be read`, { cause: parsed.error });
			return parsed.data;
		},
		set: (guildId, rules) => records.set(guildId, rules),
	};
}
