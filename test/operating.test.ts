import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { environment } from '../src/config.ts';
import { definitions } from '../src/metrics/definitions.ts';
import { quotaVariables } from '../src/quota-variables.ts';

const docs = new URL('../docs/', import.meta.url);
const operating = readFileSync(new URL('operating.md', docs), 'utf8');

/** Each metric that the page explains, with the labels that it names. */
const explained = [...operating.matchAll(/^\| `([a-z_]+)` \| ([^|]*)\|/gm)].map(([, name = '', labels = '']) => [
	name,
	[...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
]);

test('every metric is explained, with its labels, and none that does not exist', () => {
	const registered = Object.values(definitions).map(({ name, labels }) => [name, Object.keys(labels)]);
	expect(Object.fromEntries(explained)).toMatchObject(Object.fromEntries(registered));
	const named = [...operating.matchAll(/\bplantain_\w+|\bprocess_\w+/g)].map(([name]) => name);
	const names = Object.values(definitions).map(({ name }): string => name);
	expect(named.filter((name) => !names.includes(name))).toEqual([]);
});

test('every variable, label value and file that the page names exists', () => {
	const shape = { ...environment.shape, ...quotaVariables.shape };
	const variables = [...operating.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=\d+)?`/g)].map(([, name = '']) => name);
	expect(variables.length).toBeGreaterThan(8);
	expect(variables.filter((name) => !Object.keys(shape).includes(name))).toEqual([]);
	const outcomes: readonly string[] = definitions.generated.labels.outcome;
	const acted = [...operating.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \| (?!`)/gm)].flatMap(([, cell = '']) =>
		[...cell.matchAll(/`([a-z-]+)`/g)].map(([, value]) => value ?? ''),
	);
	expect(acted).toContain('rate-limited');
	expect(acted.filter((value) => !outcomes.includes(value))).toEqual([]);
	const linked = [...operating.matchAll(/\]\(((?!https?:)[^)#]+)/g)].map(([, path]) => path ?? '');
	expect(linked.filter((path) => !existsSync(new URL(path, docs)))).toEqual([]);
});
