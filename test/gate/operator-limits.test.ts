import { expect, test } from 'vitest';
import { createLedger } from '../../src/studio/quota/ledger/create-ledger.ts';
import { createRules, type GuildRules } from '../../src/studio/rules/guild-rules.ts';
import { startPlantain } from '../support/plantain.ts';

type Plantain = Awaited<ReturnType<typeof startPlantain>>;

/** Room for one picture a day in one server; one costs 4.1 ¢. */
const ONE_A_DAY = { env: () => ({ QUOTA_GUILD_USD_PER_DAY: '0.06' }) };

let wishes = 0;
const imagine = async ({ alice }: Plantain) =>
	(await alice.slash('imagine', { prompt: `a fox ${wishes++}` })).finished();

async function changeRules({ whileStopped, guild }: Plantain, changed: Partial<GuildRules>): Promise<void> {
	await whileStopped((store) => createRules(store).change(guild.id, () => changed));
}

test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
	"a server that moves to %s, where another day begins, does not renew the operator's budget for it",
	async (timeZone) => {
		await using plantain = await startPlantain(ONE_A_DAY);
		const { alice, clock, gemini } = plantain;
		expect((await imagine(plantain)).attachments).toHaveLength(1);
		await changeRules(plantain, { timeZone });
		// Twelve hours on, it is another day in one of the two zones than before.
		for (const hours of [0, 8]) {
			await clock.advance(hours * 3_600_000);
			const refused = (await imagine(plantain)).content;
			expect(refused).toContain('This server has $0.019 of $0.06 left today');
			expect(refused).toContain(`<t:${Date.UTC(2026, 10, 21) / 1000}:R>`);
			expect(refused).toContain("ask this bot's operator");
		}
		await clock.advance(Date.UTC(2026, 10, 21) - clock.now());
		expect((await imagine(plantain)).attachments).toHaveLength(1);
		expect(gemini.calls).toHaveLength(2);
		expect((await (await alice.slash('quota')).finished()).content).toContain('**This server** · ');
	},
);

test("what a server had spent when both had one account still counts in the operator's budget", async () => {
	await using plantain = await startPlantain(ONE_A_DAY);
	const { clock, gemini, guild } = plantain;
	await plantain.whileStopped(async (store) => {
		const ledger = createLedger({ ...store, clock });
		const account = { kind: 'guild', id: guild.id, limits: [], timeZone: 'UTC' } as const;
		const spent = { images: 1, microDollars: 41_000 };
		await ledger.reserve('before', [account], spent, 60_000);
		await ledger.settle('before', [{ ...spent, model: 'flash' }]);
	});
	expect((await imagine(plantain)).content).toContain('$0.019 of $0.06 left today');
	expect(gemini.calls).toEqual([]);
});

test("a server's own budget begins its days where the server is, and its admins are asked for more", async () => {
	await using plantain = await startPlantain();
	const { clock } = plantain;
	await changeRules(plantain, { budget: { day: 0.06 }, timeZone: 'Pacific/Kiritimati' });
	// Midnight there is ten o'clock in UTC, and it is three in the afternoon.
	expect((await imagine(plantain)).attachments).toHaveLength(1);
	await plantain.restart();
	await clock.advance(Date.UTC(2026, 10, 21, 10) - 1 - clock.now());
	expect((await imagine(plantain)).content).toContain('ask an admin of this server');
	await clock.advance(1);
	expect((await imagine(plantain)).attachments).toHaveLength(1);
});
