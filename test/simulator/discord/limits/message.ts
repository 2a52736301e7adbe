import { MessageFlags } from 'discord.js';
import { z } from 'zod';
import { attachments, brokenReferences, fileNames, MAX_ATTACHMENTS, unknownAttachments } from './attachments.ts';
import type { BodyContext, Refusal } from './check-body.ts';
import { componentMedia, legacyComponents, v2Components } from './components.ts';
import { embedPictures, embeds } from './embeds.ts';
import { type FormError, formErrors, invalidForm, type Path } from './errors-tree.ts';
import { fault, list, rule, snowflake, text } from './fields.ts';

const MAX_NONCE_CHARS = 25;
const EMBED_EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp', 'gif'];

/** What differs between the routes that take a message. */
export interface MessageRoute {
	/** Where in the body the message stands: `['data']` in an interaction callback. */
	readonly at: Path;
	/** An edit leaves what it does not name, so only what it names can be wrong. */
	readonly isEdit: boolean;
	/** Flags that may be set here. An edit ignores all others; `undefined` stands for that. */
	readonly flags: number | undefined;
	/** Only channel messages know a nonce; discord.js sends it to webhooks too, where it is ignored. */
	readonly readsNonce: boolean;
}

const ids = list(snowflake, 0, 100).superRefine(
	rule((sent) =>
		sent.flatMap((id, index) =>
			sent.indexOf(id) < index
				? [{ path: [index], code: 'SET_TYPE_ALREADY_CONTAINS_VALUE', message: 'The set already contains this value' }]
				: [],
		),
	),
);

const exclusive = (kind: 'users' | 'roles') =>
	fault('MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`);

const allowedMentions = z
	.object({
		parse: z.array(z.literal(['users', 'roles', 'everyone'])).nullish(),
		users: ids.nullish(),
		roles: ids.nullish(),
		replied_user: z.boolean().nullish(),
	})
	.refine(({ parse, users }) => !(parse?.includes('users') && users?.length), exclusive('users'))
	.refine(({ parse, roles }) => !(parse?.includes('roles') && roles?.length), exclusive('roles'));

const common = {
	content: text(0, 2000).nullish(),
	tts: z.boolean().nullish(),
	flags: z.int().nullish(),
	embeds: embeds.nullish(),
	allowed_mentions: allowedMentions.nullish(),
	attachments: attachments.nullish(),
	sticker_ids: list(snowflake, 0, 3).nullish(),
	poll: z.unknown().optional(),
	nonce: z.unknown().optional(),
	enforce_nonce: z.boolean().nullish(),
	message_reference: z
		.object({ message_id: snowflake, channel_id: snowflake.nullish(), type: z.literal([0, 1]).nullish() })
		.nullish(),
};

const legacyMessage = z.object({ ...common, components: legacyComponents.nullish() });
const v2Message = z.object({ ...common, components: v2Components.nullish() });
const flagsOnly = z.object({ flags: z.int().nullish() });

type Message = z.infer<typeof legacyMessage> | z.infer<typeof v2Message>;

/** What Discord says of a message body, or `undefined` when it takes it. */
export function checkMessage(body: unknown, route: MessageRoute, context: BodyContext): Refusal | undefined {
	const flags = flagsOnly.safeParse(body).data?.flags ?? undefined;
	const isV2 = flags === undefined ? context.wasComponentsV2 === true : (flags & MessageFlags.IsComponentsV2) !== 0;
	if (context.wasComponentsV2 && !isV2) {
		const code = 'MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG';
		const message = 'The IS_COMPONENTS_V2 flag cannot be removed from a message';
		return invalidForm([{ path: [...route.at, 'flags'], code, message }]);
	}
	const parsed = (isV2 ? v2Message : legacyMessage).safeParse(body, { reportInput: true });
	if (!parsed.success) return invalidForm(formErrors(parsed.error, route.at));

	const names = fileNames(parsed.data.attachments, context);
	if (names.length > MAX_ATTACHMENTS) {
		const message = `Maximum number of attachments in a message reached (${MAX_ATTACHMENTS})`;
		return { status: 400, code: 30015, message };
	}
	const errors = [
		...flagErrors(flags ?? 0, route.flags),
		...(route.readsNonce ? nonceErrors(parsed.data.nonce) : []),
		...(isV2 ? legacyFieldErrors(parsed.data) : []),
		...unknownAttachments(parsed.data.attachments, context),
		...referenceErrors(parsed.data, names),
	];
	if (errors.length > 0) return invalidForm(errors.map((error) => ({ ...error, path: [...route.at, ...error.path] })));
	const isEmpty = isV2
		? showsNoComponents(parsed.data, route.isEdit)
		: showsNothing(parsed.data, route.isEdit, names.length);
	return isEmpty ? { status: 400, code: 50006, message: 'Cannot send an empty message' } : undefined;
}

function referenceErrors({ embeds: sent, components }: Message, names: readonly string[]): FormError[] {
	return [
		...brokenReferences(embedPictures(sent ?? []), names, EMBED_EXTENSIONS),
		...brokenReferences(componentMedia(components ?? []), names),
	];
}

function flagErrors(flags: number, allowed: number | undefined): FormError[] {
	if (allowed === undefined || (flags & ~allowed) === 0) return [];
	return [{ path: ['flags'], code: 'BASE_TYPE_CHOICES', message: `Only these flags can be set here: ${allowed}.` }];
}

function nonceErrors(nonce: unknown): FormError[] {
	if (nonce === undefined || nonce === null || Number.isInteger(nonce)) return [];
	if (typeof nonce !== 'string') {
		const message = 'This field must be a string or integer.';
		return [{ path: ['nonce'], code: 'NONCE_TYPE_INVALID_TYPE', message }];
	}
	if (nonce.length <= MAX_NONCE_CHARS) return [];
	const message = `Must be ${MAX_NONCE_CHARS} or fewer characters long.`;
	return [{ path: ['nonce'], code: 'NONCE_TYPE_TOO_LONG', message }];
}

/** What a message of components cannot have. Emptying these fields is how an ordinary message is turned into one. */
function legacyFieldErrors({ content, embeds: sent, sticker_ids, poll }: Message): FormError[] {
	const used = { content, embeds: sent?.length, sticker_ids: sticker_ids?.length, poll };
	return Object.entries(used)
		.filter(([, value]) => Boolean(value))
		.map(([field]) => ({
			path: [field],
			code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
			message: `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
		}));
}

/** Whether nothing would be seen of an ordinary message; of an edit, whether it empties every part it could keep. */
function showsNothing(sent: Message, isEdit: boolean, fileCount: number): boolean {
	const { content, embeds: shown, components, sticker_ids, poll, message_reference } = sent;
	if (isEdit && [content, shown, components].includes(undefined)) return false;
	const isForward = message_reference?.type === 1;
	return !(
		content?.trim() ||
		shown?.length ||
		components?.length ||
		sticker_ids?.length ||
		poll ||
		isForward ||
		fileCount
	);
}

/** The same of a message of components, where files do not show by themselves. */
const showsNoComponents = ({ components }: Message, isEdit: boolean) =>
	!(components?.length || (isEdit && components === undefined));
