import { writeSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { z } from 'zod';

/**
 * Loaded before the bot: says each write of the ledger as soon as it is on the disk, and kills the process after the
 * one whose number it was given.
 */
const [diesAfterWrite] = z.tuple([z.coerce.number()]).parse(process.argv.slice(2));

let writes = 0;
StatementSync.prototype.all = new Proxy(StatementSync.prototype.all, {
	apply(all, statement: StatementSync, values: readonly unknown[]) {
		const rows = Reflect.apply(all, statement, values);
		const isOfLedger = values.some((value) => typeof value === 'string' && value.startsWith('ledger-'));
		if (!isOfLedger || !statement.sourceSQL.trimStart().startsWith('INSERT')) return rows;
		writeSync(1, `ledger write ${++writes}\n`);
		if (writes === diesAfterWrite) process.kill(process.pid, 'SIGKILL');
		return rows;
	},
});
