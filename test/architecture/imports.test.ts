import { expect, test } from 'vitest';
import { findViolations, readSources } from './imports.ts';

const sources = readSources(new URL('../../src/', import.meta.url));

test('every import in src points the way the architecture says', () => {
	expect(Object.keys(sources)).toContain('main.ts');
	expect(findViolations(sources)).toEqual([]);
});

test.each([
	['studio/planted.ts', "import { createPainter } from '../gemini/generate.ts';", 'studio may not import gemini'],
	['commands/planted.ts', "import { connect } from '../events/connect.ts';", 'commands may not import events'],
	['gemini/planted.ts', "import type { Client } from 'discord.js';", 'discord.js lives in commands'],
	['delivery/planted.ts', "import { GoogleGenAI } from '@google/genai';", '@google/genai lives in gemini'],
	['studio/planted.ts', "import { Counter } from '@prometheus-io/client';", '@prometheus-io/client lives in metrics'],
	['studio/planted.ts', "import sharp from 'sharp';", 'sharp lives in pixels'],
	[
		'studio/rules/planted.ts',
		"import { createTurns } from '../sessions/turns/turns.ts';",
		'studio/rules may not import studio/sessions',
	],
	[
		'studio/quota/planted.ts',
		"import { createStudio } from '../studio.ts';",
		'quota may not import what puts the rooms together',
	],
	['words/planted.ts', "import { modelAlias } from '../studio/generation/models.ts';", 'words may not import studio'],
	['log.ts', "import { imagine } from './commands/imagine.ts';", 'a leaf imports only leaves'],
	['events/planted.ts', "import { startBot } from '../main.ts';", 'nobody imports the composition root'],
	['main.ts', "const { x } = await import('../test/support/x.ts');", 'nothing in src imports from outside it'],
])('a planted violation in %s is caught: %s', (file, text, why) => {
	expect(findViolations({ ...sources, [file]: text })).toEqual([expect.stringContaining(why)]);
});

test('only main.ts and the backup script read the environment, and what must be set before main.ts runs', () => {
	const readers = Object.entries(sources).filter(([, text]) => text.includes('process.env'));
	expect(readers.map(([file]) => file)).toEqual(['backup.ts', 'main.ts', 'thread-pool.ts']);
});
