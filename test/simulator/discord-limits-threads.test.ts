import { describe, expect, test } from 'vitest';
import { checkBody } from './discord/limits/check-body.ts';
import { many, noFiles, testAccepted, testLimits, testMinimums, testMistakes } from './discord-limits-table.ts';

const BAD_LENGTH = 'BASE_TYPE_BAD_LENGTH';

const x = (size: number) => 'x'.repeat(size);

describe('threads and channels', () => {
	const thread = (fields: object) => ({ name: 'a', ...fields });

	describe.each(['thread-from-message', 'thread', 'channel-edit'] as const)('%s', (kind) => {
		testLimits(kind, BAD_LENGTH, [['name', 100, 'name', (size) => thread({ name: x(size) })]]);
		testMinimums(kind, BAD_LENGTH, [['name', 1, 'name', (size) => thread({ name: x(size) })]]);
		testLimits(kind, 'NUMBER_TYPE_MAX', [
			['slowmode seconds', 21_600, 'rate_limit_per_user', (size) => thread({ rate_limit_per_user: size })],
		]);
		testMinimums(kind, 'NUMBER_TYPE_MIN', [
			['slowmode seconds', 0, 'rate_limit_per_user', (size) => thread({ rate_limit_per_user: size })],
		]);

		test.each([60, 1440, 4320, 10_080])('is archived after %i idle minutes', (auto_archive_duration) => {
			expect(checkBody(kind, thread({ auto_archive_duration }), noFiles)).toBeUndefined();
		});
		testMistakes(kind, [
			['an hour and a minute', 'auto_archive_duration: BASE_TYPE_CHOICES', thread({ auto_archive_duration: 61 })],
		]);
	});

	testMistakes('thread-from-message', [['a thread without a name', 'name: BASE_TYPE_REQUIRED', {}]]);
	testMistakes('thread', [['a text channel as thread', 'type: BASE_TYPE_CHOICES', thread({ type: 0 })]]);
	testAccepted('thread', [
		['a public thread', thread({ type: 11 })],
		['a thread of no type', thread({})],
	]);
	testAccepted('channel-edit', [['archiving and locking', { archived: true, locked: true }]]);
});

describe('attachment urls to refresh', () => {
	const body = (size: number) => ({ attachment_urls: many(size, () => 'https://a.example/b.png') });
	testLimits('refresh-urls', BAD_LENGTH, [['urls', 50, 'attachment_urls', body]]);
	testMinimums('refresh-urls', BAD_LENGTH, [['urls', 1, 'attachment_urls', body]]);
});
