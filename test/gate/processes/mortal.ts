import { writeSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { z } from 'zod';

/**
 * Loaded before the bot: says each write of the ledger, or of the records with another prefix, as soon as it is on the
 * disk, and kills the process after the one whose number it was given.
 */
const [diesAfterWrite, prefix] = z
	.tuple([z.coerce.number(), z.string().default('ledger-')])
	.parse(process.argv.slice(2));

let writes = 0;
StatementSync.prototype.all = new Proxy(StatementSync.prototype.all, {
	apply(all, statement: StatementSync, values: readonly unknown[]) {
		const rows = Reflect.apply(all, statement, values);
		const isMeant = values.some((value) => typeof value === 'string' && value.startsWith(prefix));
		if (!isMeant || !statement.sourceSQL.trimStart().startsWith('INSERT')) return rows;
		writeSync(1, `ledger write ${++writes}\n`);
		if (writes === diesAfterWrite) process.kill(process.pid, 'SIGKILL');
		return rows;
	},
});
