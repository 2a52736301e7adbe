import type { Amount } from '../studio/ledger/page.ts';

export const dollars = (microDollars: number): string => `$${(microDollars / 1_000_000).toFixed(2)}`;

export const pictures = (count: number): string => `${count} ${count === 1 ? 'picture' : 'pictures'}`;

export const describeAmount = ({ images, microDollars }: Amount): string =>
	`${pictures(images)} · ${dollars(microDollars)}`;
