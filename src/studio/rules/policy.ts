import { UserError } from '../../errors.ts';
import { describeMisfit } from '../generation/capability.ts';
import type { Models } from '../generation/models.ts';
import { type Asker, type ImageRequest, type RequestDraft, USUAL_SETTINGS } from '../requests/request.ts';
import { findBlockedWord } from './blocked-words.ts';
import type { GuildRules, Rules } from './guild-rules.ts';
import type { Moderation } from './moderation.ts';

/** Who may make pictures, and where. */
export interface Policy {
	/**
	 * The rules that hold where somebody asks.
	 *
	 * @throws UserError with one sentence when they may make no pictures there. @throws StoreError
	 */
	rulesFor(asker: Asker): Promise<GuildRules>;
}

export const createPolicy = ({ rules, people }: { readonly rules: Rules; readonly people: Moderation }): Policy => ({
	async rulesFor(asker) {
		if (await people.isBlockedEverywhere(asker.userId))
			throw new UserError('Whoever runs this bot has blocked you from making pictures. Nothing was charged.');
		const held = await rules.of(asker.guildId);
		throwIfRefused(asker, held);
		return held;
	},
});

/**
 * What a server's rules make of a wish: filled up with its defaults and its style.
 *
 * @throws UserError with one sentence when it may not be carried out.
 */
export function applyRules({ chosen, ...order }: RequestDraft, rules: GuildRules, models: Models): ImageRequest {
	throwIfRefused(order.asker, rules);
	const model = chosen.model ?? rules.defaults.model ?? USUAL_SETTINGS.model;
	// What the server wants holds for the models that can do it.
	const { aspects, sizes } = models[model];
	const usual = rules.defaults;
	const wanted = aspects.find((one) => one === usual.aspect) ?? USUAL_SETTINGS.aspect;
	const aspect = chosen.aspect ?? wanted;
	const size = chosen.size ?? sizes.find((one) => one === usual.size);
	const settings = { ...chosen, model, aspect, ...(size === undefined ? {} : { size }) };
	const isOpen = (roles: readonly string[]) =>
		roles.length === 0 || roles.some((id) => order.asker.roleIds.includes(id));
	const { nickname } = models[settings.model];
	if (rules.models.length > 0 && !rules.models.includes(settings.model))
		throw new UserError(
			`${nickname} is not used in this server. Nothing was charged; choose ${nicknames(rules.models, models)}.`,
		);
	if (settings.size === '4K' && !isOpen(rules.rolesFor4K))
		throw new UserError('4K is kept for some roles in this server. Nothing was charged; choose 2K.');
	if (settings.search && !isOpen(rules.rolesForSearch))
		throw new UserError('Searching is kept for some roles in this server. Nothing was charged; ask without it.');
	if (findBlockedWord(order.prompt, rules.blockedWords) !== undefined)
		throw new UserError('This server does not allow a word in that prompt. Nothing was charged; say it another way.');
	const misfit = describeMisfit({ settings, references: order.references }, models);
	if (misfit !== undefined) throw new UserError(`${misfit} Nothing was charged.`);
	return { ...order, settings };
}

function throwIfRefused(asker: Asker, rules: GuildRules): void {
	const refusal = refuseAsker(asker, rules);
	if (refusal !== undefined) throw new UserError(`${refusal} Nothing was charged.`);
}

function refuseAsker({ userId, roleIds, channelId }: Asker, rules: GuildRules): string | undefined {
	const has = (ids: readonly string[]) => ids.some((id) => roleIds.includes(id));
	if (rules.blockedUsers.includes(userId)) return 'The admins of this server have blocked you from making pictures.';
	if (has(rules.deniedRoles) || (rules.allowedRoles.length > 0 && !has(rules.allowedRoles)))
		return 'Your roles may not make pictures in this server.';
	if (rules.deniedChannels.includes(channelId)) return 'Pictures are not made in this channel.';
	if (rules.allowedChannels.length > 0 && !rules.allowedChannels.includes(channelId))
		return `Pictures are made in ${rules.allowedChannels.map((id) => `<#${id}>`).join(', ')} only.`;
	return undefined;
}

const nicknames = (aliases: GuildRules['models'], models: Models) =>
	aliases.map((alias) => models[alias].nickname).join(' or ');
