import {
	ApplicationCommandAutocompleteCallbackRequestSchema,
	ApplicationCommandCreateRequestSchema,
	ApplicationCommandUpdateRequestSchema,
	CreateForumThreadRequestSchema,
	CreateMessageInteractionCallbackRequestSchema,
	CreateTextThreadWithMessageRequestSchema,
	CreateTextThreadWithoutMessageRequestSchema,
	IncomingWebhookRequestPartialSchema,
	IncomingWebhookUpdateRequestPartialSchema,
	MessageCreateRequestSchema,
	MessageEditRequestPartialSchema,
	ModalInteractionCallbackRequestSchema,
	UpdateGuildChannelRequestPartialSchema,
	UpdateMessageInteractionCallbackRequestSchema,
	UpdateThreadRequestPartialSchema,
} from 'discord-api-spec/zod';
import { z } from 'zod';
import type { BodyKind } from './check-body.ts';

/** Discord's published schema of each body; it has none of `refresh-urls`. */
const SCHEMAS: Readonly<Record<BodyKind, z.core.$ZodType>> = {
	'channel-message': MessageCreateRequestSchema,
	'channel-message-edit': MessageEditRequestPartialSchema,
	'interaction-callback': z.union([
		CreateMessageInteractionCallbackRequestSchema,
		UpdateMessageInteractionCallbackRequestSchema,
		ApplicationCommandAutocompleteCallbackRequestSchema,
		ModalInteractionCallbackRequestSchema,
	]),
	'webhook-message': IncomingWebhookRequestPartialSchema,
	'webhook-message-edit': IncomingWebhookUpdateRequestPartialSchema,
	commands: z.array(ApplicationCommandUpdateRequestSchema),
	command: ApplicationCommandCreateRequestSchema,
	'thread-from-message': CreateTextThreadWithMessageRequestSchema,
	'forum-post': CreateForumThreadRequestSchema,
	thread: CreateTextThreadWithoutMessageRequestSchema,
	'channel-edit': z.union([UpdateThreadRequestPartialSchema, UpdateGuildChannelRequestPartialSchema]),
	'refresh-urls': z.unknown(),
};

interface Disagreement {
	/** The field, with a `.` before each step. */
	readonly path: string;
	readonly message: string;
}

/** Fields that the published schemas are known to be wrong about; nothing they say of these is passed on. */
const KNOWN_TO_BE_WRONG = [
	/\.default_member_permissions$/, // Wanted as a number, which permissions outgrow: they are sent as digits.
	/\.message_reference\.type$/, // Wanted as 0, a reply; 1, a forward, is documented too.
	/\.emoji\.name$/, // Wanted always, though a custom emoji is known by its id alone.
];

/**
 * What the schemas that Discord publishes say of a body, one line per disagreement; empty when they agree. They miss
 * most limits, so this is no more than a second net under `checkBody`.
 *
 * Source: the discord-api-spec package, made from Discord's own OpenAPI description.
 */
export function schemaViolations(kind: BodyKind, body: unknown): string[] {
	const parsed = z.safeParse(SCHEMAS[kind], body);
	return (parsed.error?.issues ?? [])
		.flatMap((issue) => disagreements(issue, ''))
		.filter(({ path }) => !KNOWN_TO_BE_WRONG.some((known) => known.test(path)))
		.map(({ path, message }) => `${path.slice(1)}: ${message}`);
}

/** The schemas' unions have no discriminator, so each alternative complains; the one that was meant complains least. */
function disagreements(issue: z.core.$ZodIssue, at: string): Disagreement[] {
	const path = [at, ...issue.path.map(String)].join('.');
	if (issue.code !== 'invalid_union') return [{ path, message: issue.message }];
	const [meant] = issue.errors.toSorted((a, b) => distance(a) - distance(b));
	if (meant === undefined) return [{ path, message: issue.message }];
	return meant.flatMap((nested) => disagreements(nested, path));
}

const distance = (issues: readonly z.core.$ZodIssue[]) =>
	issues.some(({ path }) => path.join('.') === 'type') ? Number.POSITIVE_INFINITY : issues.length;
