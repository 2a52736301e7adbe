import {
	type AnySelectMenuInteraction,
	ApplicationCommandOptionType,
	ApplicationCommandType,
	type ButtonInteraction,
	type ModalSubmitInteraction,
} from 'discord.js';
import { ZodError } from 'zod';
import { UserError } from '../../errors.ts';
import type { Command, Prepared, Services } from '../command.ts';
import { textIn } from '../form-fields.ts';
import { FOR_MANAGERS, requireManager } from '../manager.ts';
import { type AnyInteraction, describeReplyTarget } from '../origin.ts';
import { buildPanel, findSetting, PAGE_MENU, pageOf } from './pages.ts';
import { type ChangedRules, customIdOf, type SettingForm, type View } from './setting.ts';

/** Shows the rules of a server, a page at a time, to those who may change them. */
export const settings: Command = {
	name: 'settings',
	describe: () => ({
		...FOR_MANAGERS,
		type: ApplicationCommandType.ChatInput,
		name: 'settings',
		description: 'The rules of this server: where, who, how much, and how pictures look',
		options: [
			{
				type: ApplicationCommandOptionType.String,
				name: 'server',
				description: 'Another server, by its id: for whoever runs this bot',
				required: false,
			},
		],
	}),
	prepare(interaction) {
		const server = interaction.options.data.find(({ name }) => name === 'server')?.value;
		const guildId = server === undefined ? (interaction.guildId ?? '') : String(server);
		return {
			replyTo: describeReplyTarget(interaction, true),
			run: (services) => show(interaction, { guildId, page: undefined }, services),
		};
	},
};

/** What a control of the panel is about, as its `custom_id` says: the server, the setting, and which control it is. */
function readId(text: string) {
	const [guildId = '', id = '', detail = ''] = text.split('-');
	return { guildId, id, detail };
}
type About = ReturnType<typeof readId>;

/** A menu of the panel: turns to a page, changes a setting, or opens the form for what was picked. */
export const pickSetting = (interaction: AnySelectMenuInteraction, text: string): Prepared | undefined => {
	const about = readId(text);
	const { guildId, id } = about;
	const { values } = interaction;
	const [first = ''] = values;
	if (id === PAGE_MENU) {
		const run = (services: Services) => show(interaction, { guildId, page: first }, services);
		return { replyTo: describeReplyTarget(interaction, true), isUpdate: true, run };
	}
	const setting = findSetting(id);
	if (setting?.form !== undefined) return ask(interaction, { ...about, detail: first }, setting.form(first));
	const pick = setting?.pick;
	return pick && change(interaction, about, (view) => pick(values, view));
};

/** A button of the panel: clears a setting or opens a form. */
export const pressSetting = (interaction: ButtonInteraction, text: string): Prepared | undefined => {
	const about = readId(text);
	const { pick, form } = findSetting(about.id) ?? {};
	if (about.detail !== 'clear') return form && ask(interaction, about, form(about.detail));
	return pick && change(interaction, about, (view) => pick([], view));
};

/** A form of the panel comes back. */
export const submitSetting = (interaction: ModalSubmitInteraction, text: string): Prepared | undefined => {
	const about = readId(text);
	const form = findSetting(about.id)?.form?.(about.detail);
	if (form === undefined) return undefined;
	return change(interaction, about, (view) => {
		const names = form.fields(view).map(({ name }) => name);
		const filled = names.map((name) => [name, textIn(interaction, name)] as const);
		return form.read(Object.fromEntries(filled), view);
	});
};

const ask = (interaction: AnyInteraction, { guildId, id, detail }: About, form: SettingForm): Prepared => ({
	replyTo: describeReplyTarget(interaction, true),
	async form(services) {
		const view = await viewOf(requireManager(interaction, services, guildId), services);
		return { customId: customIdOf(`${guildId}-${id}`, detail), title: form.title, fields: form.fields(view) };
	},
	run: () => Promise.resolve(),
});

/** Whatever comes of it, the panel then shows what holds. */
const change = (interaction: AnyInteraction, { guildId, id }: About, make: (view: View) => ChangedRules): Prepared => ({
	replyTo: describeReplyTarget(interaction, true),
	isUpdate: true,
	async run(services) {
		requireManager(interaction, services, guildId);
		const { studio, log } = services;
		try {
			const view = await viewOf(guildId, services);
			let changed: ChangedRules = {};
			await studio.rules.change(guildId, (rules) => {
				changed = make({ ...view, rules });
				return changed;
			});
			log.info({ guildId, userId: interaction.user.id, ...describeChange(changed) }, 'settings changed');
		} catch (error) {
			if (!(error instanceof ZodError)) throw error;
			throw new UserError('This panel is of another version of mine. Nothing was changed; use /settings again.');
		} finally {
			await show(interaction, { guildId, page: pageOf(id) }, services);
		}
	},
});

async function show(
	interaction: AnyInteraction,
	{ guildId, page }: { readonly guildId: string; readonly page: string | undefined },
	services: Services,
): Promise<void> {
	const view = await viewOf(requireManager(interaction, services, guildId), services);
	await services.delivery.showPanel(describeReplyTarget(interaction, true), buildPanel(page, view));
}

const viewOf = async (guildId: string, { studio, models, ceilings }: Services): Promise<View> => ({
	guildId,
	rules: await studio.rules.of(guildId),
	models,
	ceilings,
});

/** What people wrote belongs in no log, so of words only the length is said. */
const describeChange = ({ blockedWords, houseStyle, systemInstruction, ...changed }: ChangedRules) => ({
	changed,
	words: {
		blockedWords: blockedWords?.length,
		houseStyle: houseStyle?.length,
		systemInstruction: systemInstruction?.length,
	},
});
