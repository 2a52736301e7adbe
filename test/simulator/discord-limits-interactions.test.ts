import { ComponentType, MessageFlags } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { checkBody } from './discord/limits/check-body.ts';
import { many, noFiles, testAccepted, testLimits, testMinimums, testMistakes } from './discord-limits-table.ts';

const TOO_LONG = 'BASE_TYPE_MAX_LENGTH';
const BAD_LENGTH = 'BASE_TYPE_BAD_LENGTH';
const kind = 'interaction-callback';
const x = (size: number) => 'x'.repeat(size);

describe('callback types', () => {
	test.each([1, 2, 3, 10, 11, 12, 33])('%i is no answer to an interaction', (type) => {
		expect(checkBody(kind, { type, data: { content: 'a' } }, noFiles)).toMatchObject({ code: 50035 });
	});
	testMistakes(kind, [
		['a callback of no type', 'type: BASE_TYPE_REQUIRED', { data: { content: 'a' } }],
		['data that is no object', 'data: MODEL_TYPE_CONVERT', { type: 4, data: 'a' }],
		['an unknown flag of a reply', 'data.flags: BASE_TYPE_CHOICES', { type: 4, data: { content: 'a', flags: 1 } }],
		[
			'components V2 on a deferral',
			'data.flags: BASE_TYPE_CHOICES',
			{ type: 5, data: { flags: MessageFlags.IsComponentsV2 } },
		],
		['a modal without its data', 'data: BASE_TYPE_REQUIRED', { type: 9 }],
		['a completion without its data', 'data: BASE_TYPE_REQUIRED', { type: 8 }],
	]);
	testAccepted(kind, [
		['a deferral', { type: 5 }],
		['a deferral with no flag set', { type: 5, data: { flags: 0 } }],
		['an ephemeral deferral', { type: 5, data: { flags: MessageFlags.Ephemeral } }],
		['a deferred update', { type: 6 }],
		['an update of nothing', { type: 7 }],
		['an ephemeral reply', { type: 4, data: { content: 'a', flags: MessageFlags.Ephemeral } }],
	]);

	test('a reply of nothing is error 50006', () => {
		expect(checkBody(kind, { type: 4 }, noFiles)).toMatchObject({ status: 400, code: 50006 });
	});

	test('an update cannot take components V2 away', () => {
		const update = { type: 7, data: { content: 'a', flags: 0 } };
		expect(checkBody(kind, update, { files: [], wasComponentsV2: true })).toMatchObject({ code: 50035 });
		expect(checkBody(kind, update, noFiles)).toBeUndefined();
	});
});

describe('autocomplete', () => {
	const completion = (count: number, fields: object = {}) => ({
		type: 8,
		data: { choices: many(count, () => ({ name: 'a', value: 'a', ...fields })) },
	});
	testLimits(kind, TOO_LONG, [
		['choices', 25, 'data.choices', (size) => completion(size)],
		['value', 100, 'data.choices.0.value', (size) => completion(1, { value: x(size) })],
	]);
	testLimits(kind, BAD_LENGTH, [['name', 100, 'data.choices.0.name', (size) => completion(1, { name: x(size) })]]);
	testMinimums(kind, BAD_LENGTH, [['name', 1, 'data.choices.0.name', (size) => completion(1, { name: x(size) })]]);
	testAccepted(kind, [
		['no choice at all', completion(0)],
		['numbers', completion(1, { value: 0.5 })],
	]);
	testMistakes(kind, [
		['a value of neither kind', 'data.choices.0.value: STRING_TYPE_CONVERT', completion(1, { value: true })],
	]);
});

describe('modals', () => {
	const modal = (fields: object) => ({
		type: 9,
		data: { custom_id: 'm', title: 'Refine', components: [label()], ...fields },
	});
	const label = (fields: object = {}) => ({
		type: ComponentType.Label,
		label: 'Prompt',
		component: input(),
		...fields,
	});
	const input = (fields: object = {}) => ({ type: ComponentType.TextInput, custom_id: 'a', style: 2, ...fields });
	const inLabel = (component: object) => modal({ components: [label({ component })] });
	const upload = (fields: object = {}) => ({ type: ComponentType.FileUpload, custom_id: 'a', ...fields });
	const option = (value: string, fields: object = {}) => ({ label: 'a', value, ...fields });
	const group = (type: ComponentType, count: number, fields: object = {}) => ({
		type,
		custom_id: 'a',
		options: many(count, (index) => option(`${index}`)),
		...fields,
	});
	const row = (...components: object[]) => modal({ components: [{ type: ComponentType.ActionRow, components }] });
	const labels = (count: number) => many(count, (index) => label({ component: input({ custom_id: `${index}` }) }));
	const at = 'data.components.0.component';
	const twice = (fields: object) => ({
		...group(ComponentType.RadioGroup, 2),
		options: [option('a', fields), option('b', fields)],
	});
	const same = { ...group(ComponentType.RadioGroup, 2), options: [option('a'), option('a')] };
	const radio = (fields: object) => ({
		...group(ComponentType.RadioGroup, 2),
		options: [option('a', fields), option('b')],
	});
	const boxes = (fields: object) => group(ComponentType.CheckboxGroup, 10, fields);
	const each = [
		{ type: ComponentType.Checkbox, custom_id: 'b' },
		{ type: ComponentType.UserSelect, custom_id: 'c' },
		group(ComponentType.CheckboxGroup, 1, { custom_id: 'd' }),
		upload({ custom_id: 'e' }),
	].map((component) => label({ component }));

	testLimits(kind, BAD_LENGTH, [
		['title', 45, 'data.title', (size) => modal({ title: x(size) })],
		['custom_id', 100, 'data.custom_id', (size) => modal({ custom_id: x(size) })],
		['components', 5, 'data.components', (size) => modal({ components: labels(size) })],
		['label', 45, 'data.components.0.label', (size) => modal({ components: [label({ label: x(size) })] })],
		[
			'description',
			100,
			'data.components.0.description',
			(size) => modal({ components: [label({ description: x(size) })] }),
		],
		['custom_id of an input', 100, `${at}.custom_id`, (size) => inLabel(input({ custom_id: x(size) }))],
		['radio options', 10, `${at}.options`, (size) => inLabel(group(ComponentType.RadioGroup, size))],
		['boxes', 10, `${at}.options`, (size) => inLabel(group(ComponentType.CheckboxGroup, size))],
		['option label', 100, `${at}.options.0.label`, (size) => inLabel(radio({ label: x(size) }))],
		['option value', 100, `${at}.options.0.value`, (size) => inLabel(radio({ value: x(size) }))],
		['input label in a row', 45, 'data.components.0.components.0.label', (size) => row(input({ label: x(size) }))],
	]);
	testMinimums(kind, BAD_LENGTH, [
		['title', 1, 'data.title', (size) => modal({ title: x(size) })],
		['custom_id', 1, 'data.custom_id', (size) => modal({ custom_id: x(size) })],
		['components', 1, 'data.components', (size) => modal({ components: labels(size) })],
		['radio options', 2, `${at}.options`, (size) => inLabel(group(ComponentType.RadioGroup, size))],
		['label', 1, 'data.components.0.label', (size) => modal({ components: [label({ label: x(size) })] })],
		[
			'description',
			1,
			'data.components.0.description',
			(size) => modal({ components: [label({ description: x(size) })] }),
		],
		['input label in a row', 1, 'data.components.0.components.0.label', (size) => row(input({ label: x(size) }))],
		['boxes', 1, `${at}.options`, (size) => inLabel(group(ComponentType.CheckboxGroup, size))],
	]);
	testLimits(kind, TOO_LONG, [
		['option description', 100, `${at}.options.0.description`, (size) => inLabel(radio({ description: x(size) }))],
		['value', 4000, `${at}.value`, (size) => inLabel(input({ value: x(size) }))],
		['placeholder', 100, `${at}.placeholder`, (size) => inLabel(input({ placeholder: x(size) }))],
		['file types', 10, `${at}.file_types`, (size) => inLabel(upload({ file_types: many(size, () => 'image') }))],
	]);
	testLimits(kind, 'BASE_TYPE_MIN_LENGTH', [
		[
			'most boxes of three',
			3,
			`${at}.options`,
			(size) => inLabel(group(ComponentType.CheckboxGroup, 3, { max_values: size })),
		],
	]);
	testLimits(kind, 'NUMBER_TYPE_MAX', [
		['min_length', 4000, `${at}.min_length`, (size) => inLabel(input({ min_length: size }))],
		['max_length', 4000, `${at}.max_length`, (size) => inLabel(input({ max_length: size }))],
		[
			'min_length under max_length',
			5,
			`${at}.min_length`,
			(size) => inLabel(input({ min_length: size, max_length: 5 })),
		],
		['most files', 10, `${at}.max_values`, (size) => inLabel(upload({ max_values: size }))],
		['fewest files', 3, `${at}.min_values`, (size) => inLabel(upload({ min_values: size, max_values: 3 }))],
		[
			'fewest boxes',
			3,
			`${at}.min_values`,
			(size) => inLabel(group(ComponentType.CheckboxGroup, 3, { min_values: size })),
		],
	]);
	testMinimums(kind, 'NUMBER_TYPE_MIN', [
		['min_length', 0, `${at}.min_length`, (size) => inLabel(input({ min_length: size }))],
		['max_length', 1, `${at}.max_length`, (size) => inLabel(input({ max_length: size }))],
		['fewest boxes', 0, `${at}.min_values`, (size) => inLabel(boxes({ min_values: size }))],
		['most boxes', 1, `${at}.max_values`, (size) => inLabel(boxes({ min_values: 0, max_values: size }))],
		['fewest files', 0, `${at}.min_values`, (size) => inLabel(upload({ min_values: size, max_values: 10 }))],
		['most files', 1, `${at}.max_values`, (size) => inLabel(upload({ min_values: 0, max_values: size }))],
	]);
	testMistakes(kind, [
		[
			'a custom_id twice',
			'data.components.1.component.custom_id: COMPONENT_CUSTOM_ID_DUPLICATED',
			modal({ components: [label(), label()] }),
		],
		['an input outside a label', 'data.components.0: UNION_TYPE_CHOICES', modal({ components: [input()] })],
		['a button in a label', `${at}: UNION_TYPE_CHOICES`, inLabel({ type: ComponentType.Button })],
		['a label in a label', `${at}: UNION_TYPE_CHOICES`, inLabel(label())],
		['a label of nothing', `${at}: BASE_TYPE_REQUIRED`, modal({ components: [{ ...label(), component: undefined }] })],
		[
			'a disabled select',
			`${at}.disabled: BASE_TYPE_CHOICES`,
			inLabel({ type: ComponentType.UserSelect, custom_id: 'a', disabled: true }),
		],
		[
			'two inputs in a row',
			`data.components.0.components: ${BAD_LENGTH}`,
			row(input({ label: 'a' }), input({ label: 'b', custom_id: 'b' })),
		],
		['an input with no label', 'data.components.0.components.0.label: BASE_TYPE_REQUIRED', row(input())],
		['an input of no style', `${at}.style: BASE_TYPE_REQUIRED`, inLabel(input({ style: undefined }))],
		[
			'two buttons of a radio set',
			`${at}.options: SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES`,
			inLabel(twice({ default: true })),
		],
		[
			'two radio buttons of one value',
			`${at}.options.1.value: SELECT_COMPONENT_OPTION_VALUE_DUPLICATED`,
			inLabel(same),
		],
	]);
	testAccepted(kind, [
		[
			'a text and four kinds of input',
			modal({ components: [{ type: ComponentType.TextDisplay, content: 'a' }, ...each] }),
		],
		['a select that is not disabled', inLabel({ type: ComponentType.UserSelect, custom_id: 'a', disabled: false })],
		['an input in a row', row(input({ label: 'Prompt' }))],
		['no file or ten', inLabel(upload({ min_values: 0, max_values: 10, required: false }))],
	]);
});
