import { type BodyKind, checkBody, schemaViolations } from '../limits/check-body.ts';
import type { Message } from '../world/message.ts';
import { Refused } from './refused.ts';
import type { Call } from './route.ts';

/** Holds a request's body against Discord's limits and throws its refusal; what passes is noted where the published schemas disagree. */
export function check(call: Call, kind: BodyKind, edited?: Message): void {
	const refused = checkBody(kind, call.body, {
		files: call.files,
		...(edited && {
			keptAttachments: edited.attachments.map(({ id, name }) => ({ id, filename: name })),
			wasComponentsV2: edited.isComponentsV2,
		}),
	});
	if (refused !== undefined) throw new Refused(refused.status, refused.code, refused.message, refused.errors);
	call.world.violations.push(...schemaViolations(kind, call.body).map((line) => `${kind}: ${line}`));
}
