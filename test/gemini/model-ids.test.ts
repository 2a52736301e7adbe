import { expect, test } from 'vitest';
import { configureModels, isPreview } from '../../src/gemini/models.ts';
import { modelAlias } from '../../src/studio/generation/models.ts';

test.each([
	['gemini-3-pro-image', false],
	['gemini-nano-banana-2.1', false],
	['gemini-3-pro-image-preview', true],
	['gemini-3-pro-image-preview-11-2026', true],
	['gemini-flash-image-latest', true],
	['previewer-2', false],
	['gemini-latestimage', false],
])('%s needs the preview version of the API: %s', (id, needed) => {
	expect(isPreview(id)).toBe(needed);
	expect(configureModels({ pro: id }).pro.state).toBe(needed ? 'preview' : 'current');
});

test('an id that is not configured stays as it is known, and one that is changes nothing else', () => {
	const known = configureModels({});
	const configured = configureModels({ pro: 'gemini-4-pro-image', flash: undefined });
	expect(configured).toEqual({ ...known, pro: { ...known.pro, id: 'gemini-4-pro-image' } });
});

test('none of the known models has been shut down, and only the oldest is deprecated', () => {
	const known = configureModels({});
	expect(modelAlias.options.map((alias) => [known[alias].id, known[alias].state])).toEqual([
		['gemini-nano-banana-2.1', 'current'],
		['gemini-3-pro-image', 'current'],
		['gemini-3.1-flash-lite-image', 'current'],
		['gemini-2.5-flash-image', 'deprecated'],
	]);
});
