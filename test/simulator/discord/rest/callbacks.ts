import { MessageFlags, InteractionResponseType as R, InteractionType as T } from 'discord.js';
import { z } from 'zod';
import { describeModal } from '../transcript/describe-modal.ts';
import { component } from '../world/component.ts';
import type { Interaction } from '../world/interaction.ts';
import { NOBODY, PARSE_USERS, pingsOf } from '../world/pings.ts';
import { edit, post } from '../world/posting.ts';
import { check } from './check.ts';
import { changeOf, contentOf, readMessage } from './message-body.ts';
import { refusal } from './refused.ts';
import { type Answer, type Call, NO_CONTENT, ok, param, type Route, read } from './route.ts';
import { mustBePrivate } from './webhook-rules.ts';

const callback = z.looseObject({ type: z.number(), data: z.unknown().optional() });
const deferral = z.looseObject({ flags: z.number().nullish() });
const modal = z.looseObject({ custom_id: z.string(), title: z.string(), components: z.array(component) });
const choices = z.looseObject({
	choices: z.array(z.looseObject({ name: z.string(), value: z.union([z.string(), z.number()]) })),
});

/** Which first answers each interaction takes; a form that was opened from a message may also change that message. */
function allowedTypes({ type, source }: Interaction): readonly R[] {
	const message = [R.ChannelMessageWithSource, R.DeferredChannelMessageWithSource];
	const update = [R.DeferredMessageUpdate, R.UpdateMessage];
	switch (type) {
		case T.Ping:
			return [R.Pong];
		case T.ApplicationCommand:
			return [...message, R.Modal];
		case T.MessageComponent:
			return [...message, ...update, R.Modal];
		case T.ApplicationCommandAutocomplete:
			return [R.ApplicationCommandAutocompleteResult];
		case T.ModalSubmit:
			return source === undefined ? message : [...message, ...update];
	}
}

function acknowledge(call: Call): Answer {
	const { world } = call;
	const interaction = world.interactions.get(param(call, 'interaction'));
	if (interaction === undefined || interaction.token !== param(call, 'token') || interaction.isTooLate) {
		throw refusal.unknownInteraction();
	}
	if (interaction.callback !== undefined) throw refusal.alreadyAcknowledged();
	const { type, data } = read(callback, call.body);
	const allowed = allowedTypes(interaction).find((known) => known === type);
	if (allowed === undefined) {
		throw refusal.invalidForm({ type: { _errors: [{ code: 'BASE_TYPE_CHOICES', message: 'Value is not allowed' }] } });
	}
	check(call, 'interaction-callback', interaction.source);
	respond[allowed]?.(call, interaction, data);
	interaction.callback = { type: allowed, atMs: world.clock.now() };
	world.changes.announce();
	return call.query.get('with_response') === 'true' ? ok(described(interaction)) : NO_CONTENT;
}

type Response = (call: Call, interaction: Interaction, data: unknown) => void;

const respond: Partial<Record<R, Response>> = {
	[R.ChannelMessageWithSource](call, interaction, data) {
		const { world } = call;
		const { channel, user } = interaction;
		const body = readMessage(data);
		const isEphemeral = mustBePrivate(interaction, body.flags ?? 0);
		const content = contentOf(call, body, { channel, isEphemeral, interaction });
		const allowed = body.allowed_mentions ?? PARSE_USERS;
		post(world, {
			...content,
			channel,
			author: world.bot,
			interaction,
			repliesTo: interaction.source,
			visibleTo: isEphemeral ? user : undefined,
			pings: pingsOf({ channel, author: world.bot, allowed, ...content }),
		});
	},
	[R.DeferredChannelMessageWithSource]({ world }, interaction, data) {
		const { flags } = read(deferral, data ?? {});
		const isEphemeral = mustBePrivate(interaction, flags ?? 0);
		post(world, {
			channel: interaction.channel,
			author: world.bot,
			interaction,
			repliesTo: interaction.source,
			visibleTo: isEphemeral ? interaction.user : undefined,
			pings: NOBODY,
			content: '',
			embeds: [],
			components: [],
			attachments: [],
			flags: MessageFlags.Loading | (isEphemeral ? MessageFlags.Ephemeral : 0),
		});
	},
	[R.DeferredMessageUpdate](_call, interaction) {
		interaction.original = interaction.source;
	},
	[R.UpdateMessage](call, interaction, data) {
		interaction.original = interaction.source;
		if (interaction.source?.isDeleted === false) {
			edit(call.world, interaction.source, changeOf(call, readMessage(data), interaction.source, interaction));
		}
	},
	[R.Modal]({ world }, interaction, data) {
		const { custom_id: customId, title, components } = read(modal, data);
		interaction.modal = { customId, title, components };
		world.record(interaction.channel, {
			who: world.bot.name,
			sign: '▢',
			text: describeModal(interaction),
			sees: (user) => user === interaction.user,
		});
	},
	[R.ApplicationCommandAutocompleteResult](_call, interaction, data) {
		interaction.choices = read(choices, data).choices;
	},
};

/** The answer to `with_response=true`. */
function described(interaction: Interaction) {
	const { original, callback } = interaction;
	return {
		interaction: {
			id: interaction.id,
			type: interaction.type,
			...(original !== undefined && {
				response_message_id: original.id,
				response_message_loading: original.isThinking,
				response_message_ephemeral: original.isEphemeral,
			}),
		},
		resource: { type: callback?.type, ...(original !== undefined && { message: original.payload() }) },
	};
}

export const callbackRoutes: readonly Route[] = [
	{ method: 'POST', path: '/interactions/:interaction/:token/callback', isOpen: true, answer: acknowledge },
];
