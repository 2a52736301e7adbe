import { Temporal } from 'temporal-polyfill';
import { UserError } from '../../errors.ts';
import { DEFAULT_RULES } from '../../studio/rules/guild-rules.ts';
import { textField } from './form.ts';
import type { Setting } from './setting.ts';

export const timeZone: Setting = {
	id: 'timeZone',
	page: 'limits',
	says: ({ rules, words }) => words.settings.timeZoneNow({ zone: rules.timeZone }),
	control: ['change', 'clear'],
	pick: () => ({ timeZone: DEFAULT_RULES.timeZone }),
	form: () => ({
		titleId: 'timeZone',
		fields: ({ rules, words: { settings } }) => [
			textField(settings.timeZoneField, settings.timeZoneHint, {
				custom_id: 'zone',
				max_length: 100,
				value: rules.timeZone,
			}),
		],
		read: (textOf) => ({ timeZone: readTimeZone(textOf('zone').trim() || DEFAULT_RULES.timeZone) }),
	}),
};

/** The zone's name in its usual spelling. @throws UserError when there is no such zone. */
function readTimeZone(name: string): string {
	const unknown = new UserError(({ settings }) => settings.timeZoneUnknown);
	// Offsets and whole dates would parse too, but they don't follow daylight saving time.
	if (!/^[a-z]/i.test(name)) throw unknown;
	try {
		return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
	} catch {
		throw unknown;
	}
}
