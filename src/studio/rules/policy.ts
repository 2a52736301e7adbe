import { UserError } from '../../errors.ts';
import { mentionChannel } from '../../words/formatters.ts';
import { describeMisfit } from '../generation/capability.ts';
import type { Models } from '../generation/models.ts';
import { type Asker, type ImageRequest, type RequestDraft, USUAL_SETTINGS } from '../requests/request.ts';
import { findBlockedWord } from './blocked-words.ts';
import type { GuildRules, Rules } from './guild-rules.ts';
import type { Moderation } from './moderation.ts';

export type Policy = ReturnType<typeof createPolicy>;

/** Who may make pictures, and where. */
export const createPolicy = (rules: Pick<Rules, 'of'>, moderation: Pick<Moderation, 'isBlockedEverywhere'>) => ({
	/** The rules of the place where somebody asks. @throws UserError when they may not. @throws StoreError */
	async rulesFor(asker: Asker): Promise<GuildRules> {
		if (await moderation.isBlockedEverywhere(asker.userId))
			throw new UserError(({ requests }) => requests.blockedEverywhere);
		const held = await rules.of(asker.guildId);
		throwIfRefused(asker, held);
		return held;
	},
});

/**
 * Checks a draft against a server's rules and fills in its defaults.
 *
 * @throws UserError when the rules refuse it.
 */
export function applyRules({ chosen, ...draft }: RequestDraft, rules: GuildRules, models: Models): ImageRequest {
	throwIfRefused(draft.asker, rules);
	const model = chosen.model ?? rules.defaults.model ?? USUAL_SETTINGS.model;
	// The server's defaults apply only to models that support them.
	const { aspects, sizes } = models[model];
	const usual = rules.defaults;
	const wanted = aspects.find((one) => one === usual.aspect) ?? USUAL_SETTINGS.aspect;
	const aspect = chosen.aspect ?? wanted;
	const size = chosen.size ?? sizes.find((one) => one === usual.size);
	const settings = { ...chosen, model, aspect, ...(size === undefined ? {} : { size }) };
	const isOpen = (roles: readonly string[]) =>
		roles.length === 0 || roles.some((id) => draft.asker.roleIds.includes(id));
	const { nickname } = models[settings.model];
	if (rules.models.length > 0 && !rules.models.includes(settings.model))
		throw new UserError(({ requests }) =>
			requests.modelNotHere({ model: nickname, models: rules.models.map((alias) => models[alias].nickname) }),
		);
	if (settings.size === '4K' && !isOpen(rules.rolesFor4K))
		throw new UserError(({ requests }) => requests.sizeForRoles({ size: '4K' }));
	if (settings.search && !isOpen(rules.rolesForSearch)) throw new UserError(({ requests }) => requests.searchForRoles);
	if (findBlockedWord(draft.prompt, rules.blockedWords) !== undefined)
		throw new UserError(({ requests }) => requests.wordBlocked);
	const misfit = describeMisfit({ settings, references: draft.references }, models);
	if (misfit !== undefined) throw new UserError(misfit);
	return { ...draft, settings };
}

function throwIfRefused({ userId, roleIds, channelId }: Asker, rules: GuildRules): void {
	const has = (ids: readonly string[]) => ids.some((id) => roleIds.includes(id));
	if (rules.blockedUsers.includes(userId)) throw new UserError(({ requests }) => requests.blockedHere);
	if (has(rules.deniedRoles) || (rules.allowedRoles.length > 0 && !has(rules.allowedRoles)))
		throw new UserError(({ requests }) => requests.rolesMayNot);
	if (rules.deniedChannels.includes(channelId)) throw new UserError(({ requests }) => requests.channelClosed);
	const { allowedChannels } = rules;
	if (allowedChannels.length > 0 && !allowedChannels.includes(channelId))
		throw new UserError(({ requests }) => requests.channelsOnly({ channels: allowedChannels.map(mentionChannel) }));
}
