import {
	type AnySelectMenuInteraction,
	ApplicationCommandType,
	type ButtonInteraction,
	type ModalSubmitInteraction,
} from 'discord.js';
import { ZodError } from 'zod';
import { UserError } from '../../errors.ts';
import type { Command, Prepared, Services } from '../command.ts';
import { FOR_MANAGERS, requireManager } from '../manager.ts';
import { type AnyInteraction, describeReplyTarget } from '../scene.ts';
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
	}),
	prepare: (interaction) => ({
		replyTo: describeReplyTarget(interaction, true),
		run: (services) => show(interaction, undefined, services),
	}),
};

/** A menu of the panel: turns to a page, changes a setting, or opens the form for what was picked. */
export const pickSetting = (interaction: AnySelectMenuInteraction, id: string): Prepared | undefined => {
	const { values } = interaction;
	if (id === PAGE_MENU) {
		const [page] = values;
		const run = (services: Services) => show(interaction, page, services);
		return { replyTo: describeReplyTarget(interaction, true), isUpdate: true, run };
	}
	const setting = findSetting(id);
	const [first = ''] = values;
	if (setting?.form !== undefined) return ask(interaction, { id, detail: first, form: setting.form(first) });
	const pick = setting?.pick;
	return pick && change(interaction, id, (view) => pick(values, view));
};

/** A button of the panel: clears a setting or opens a form. */
export const pressSetting = (interaction: ButtonInteraction, idAndDetail: string): Prepared | undefined => {
	const [id = '', detail = ''] = idAndDetail.split('-');
	const { pick, form } = findSetting(id) ?? {};
	if (detail !== 'clear') return form && ask(interaction, { id, detail, form: form(detail) });
	return pick && change(interaction, id, (view) => pick([], view));
};

/** A form of the panel comes back. */
export const submitSetting = (interaction: ModalSubmitInteraction, idAndDetail: string): Prepared | undefined => {
	const [id = '', detail = ''] = idAndDetail.split('-');
	const form = findSetting(id)?.form?.(detail);
	if (form === undefined) return undefined;
	return change(interaction, id, (view) => {
		const names = form.fields(view).map(({ name }) => name);
		const filled = names.map((name) => [name, interaction.fields.getTextInputValue(name)] as const);
		return form.read(Object.fromEntries(filled), view);
	});
};

type Opened = { readonly id: string; readonly detail: string; readonly form: SettingForm };

const ask = (interaction: AnyInteraction, { id, detail, form }: Opened): Prepared => ({
	replyTo: describeReplyTarget(interaction, true),
	async form(services) {
		const view = await viewOf(mustDecide(interaction, services), services);
		return { customId: customIdOf(id, detail), title: form.title, fields: form.fields(view) };
	},
	run: () => Promise.resolve(),
});

/** Whatever comes of it, the panel then shows what holds. */
const change = (interaction: AnyInteraction, id: string, make: (view: View) => ChangedRules): Prepared => ({
	replyTo: describeReplyTarget(interaction, true),
	isUpdate: true,
	async run(services) {
		const guildId = mustDecide(interaction, services);
		const { studio, log } = services;
		try {
			const changed = make(await viewOf(guildId, services));
			await studio.rules.change(guildId, changed);
			log.info({ guildId, userId: interaction.user.id, ...describeChange(changed) }, 'settings changed');
		} catch (error) {
			if (!(error instanceof ZodError)) throw error;
			throw new UserError('This panel is of another version of mine. Nothing was changed; use /settings again.');
		} finally {
			await show(interaction, pageOf(id), services);
		}
	},
});

async function show(interaction: AnyInteraction, page: string | undefined, services: Services): Promise<void> {
	const view = await viewOf(mustDecide(interaction, services), services);
	await services.delivery.showPanel(describeReplyTarget(interaction, true), buildPanel(page, view));
}

/** The server that the person may decide for. @throws UserError when they may not. */
const mustDecide = (interaction: AnyInteraction, { isOperator }: Services): string =>
	interaction.guildId !== null && isOperator?.(interaction.user.id) === true
		? interaction.guildId
		: requireManager(interaction);

async function viewOf(guildId: string, { studio, models, ceilings }: Services): Promise<View> {
	const rules = await studio.rules.of(guildId);
	return { rules, models, ceilings: ceilings ?? { userImages: {}, guildDollars: {} } };
}

/** What people wrote belongs in no log, so of words only the length is said. */
const describeChange = ({ blockedWords, houseStyle, systemInstruction, ...changed }: ChangedRules) => ({
	changed,
	words: {
		blockedWords: blockedWords?.length,
		houseStyle: houseStyle?.length,
		systemInstruction: systemInstruction?.length,
	},
});
