import { z } from 'zod';
import { dollars, pictures, THIS_WINDOW } from '../amounts.ts';
import { isOfServer } from '../studio/quota/accounts.ts';
import type { AccountName, Standing } from '../studio/quota/ledger/limits.ts';
import { counted } from '../text.ts';
import { defineCommand } from './slash-command.ts';

export const quota = defineCommand({
	name: 'quota',
	description: 'What is left for you, and what you spent today',
	options: z.object({}),
	isPrivate: () => true,
	async run({ studio, delivery, asker, replyTo }) {
		const rules = await studio.rules.of(asker.guildId);
		const standings = (await studio.gate.standing(asker, rules)).filter(
			({ limit, used }) => limit.of !== 'failedCalls' || used > 0,
		);
		const { images, microDollars } = await studio.gate.spentToday(asker);
		const lines = [
			...(standings.length === 0 ? ['Nothing limits you here.'] : standings.map(describeStanding)),
			`Today you made ${pictures(images)} for ${(microDollars / 10_000).toFixed(1)} ¢.`,
		];
		await delivery.tell(replyTo, lines.join('\n'));
	},
});

function describeStanding({ account, limit, used, left, resetsAtMs }: Standing): string {
	// With something left, the two make up the limit and what was given on top of it.
	const most = left === 0 ? limit.most : left + used;
	const share = {
		images: `${left} of ${pictures(most)}`,
		microDollars: `${dollars(left)} of ${dollars(most)}`,
		failedCalls: `${left} of ${counted(most, 'call')} without a picture`,
	}[limit.of];
	const back = `<t:${Math.ceil(resetsAtMs / 1000)}:R>`;
	return `**${describeHolder(account)}** · ${share} left ${THIS_WINDOW[limit.window]}, all of it again ${back}`;
}

function describeHolder(account: AccountName): string {
	switch (account.kind) {
		case 'user':
			return isOfServer(account) ? 'You in this server' : 'You';
		case 'role':
			return 'Your role';
		case 'guild':
			return isOfServer(account) ? "This server's own budget" : 'This server';
		case 'bot':
			return 'Everybody together';
	}
}
