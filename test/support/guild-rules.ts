import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { createRules, type GuildRules } from '../../src/studio/rules.ts';
import { type PlantainOptions, startPlantain } from './plantain.ts';

/** The bot in a server whose administrators have decided this. */
export async function startWithRules(rules: Partial<GuildRules>, options: PlantainOptions = {}) {
	await using opened = new AsyncDisposableStack();
	const dataDir = await mkdtemp(path.join(tmpdir(), 'plantain-rules-'));
	opened.defer(() => rm(dataDir, { recursive: true }));
	const env: PlantainOptions['env'] = (guild) => ({ ...options.env?.(guild), DATA_DIR: dataDir });
	const plantain = opened.use(await startPlantain({ ...options, env }));
	const { clock, guild } = plantain;
	{
		await using store = await openStore({ dataDir, clock, log: createLog('silent') });
		await createRules(store.records('rules'), store.locks).change(guild.id, () => rules);
	}
	const running = opened.move();
	return { ...plantain, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
