import { writeSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';
import { z } from 'zod';

/**
 * Loaded before the bot: says each write of the ledger, or of the records with another prefix, as soon as it is
 * committed. Kills the process after the one whose number it was given is committed, or at it, before it is.
 */
const [dies, prefix, moment] = z
	.tuple([z.coerce.number(), z.string().default('ledger-'), z.enum(['at', 'after']).default('after')])
	.parse(process.argv.slice(2));

let committed = 0;
/** How many were written in the transaction that is open. */
let open = 0;
let isTransaction = false;

const die = () => process.kill(process.pid, 'SIGKILL');

StatementSync.prototype.all = new Proxy(StatementSync.prototype.all, {
	apply(all, statement: StatementSync, values: readonly unknown[]) {
		const rows = Reflect.apply(all, statement, values);
		const [verb = ''] = statement.sourceSQL.trimStart().split(' ');
		if (verb === 'BEGIN') isTransaction = true;
		if (verb === 'COMMIT') isTransaction = false;
		if (verb === 'INSERT' && values.some((value) => typeof value === 'string' && value.startsWith(prefix))) open++;
		if (dies > 0 && moment === 'at' && committed + open >= dies) die();
		if (isTransaction) return rows;
		for (; open > 0; open--) writeSync(1, `ledger write ${++committed}\n`);
		if (dies > 0 && committed >= dies) die();
		return rows;
	},
});
