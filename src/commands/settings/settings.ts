import type { AnySelectMenuInteraction, ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import { ZodError, z } from 'zod';
import { UserError } from '../../errors.ts';
import type { InteractionTarget } from '../../studio/requests/request.ts';
import { wordsOf } from '../../words/languages.ts';
import type { Prepared, Services } from '../command.ts';
import { outOfDate, textIn } from '../form-fields.ts';
import { FOR_MANAGERS, requireManager } from '../manager.ts';
import { type AnyInteraction, describeReplyTarget } from '../origin.ts';
import { defineCommand } from '../slash-command.ts';
import { openForm, type SettingForm } from './form.ts';
import { buildPanel, customIdOf, findPage, PAGE_MENU } from './panel.ts';
import type { ChangedRules, PageId, View } from './setting.ts';
import { findSetting } from './table.ts';

const FIRST_PAGE: PageId = 'where';

/** Shows a server's rules, one page at a time, to people who may change them. */
export const settings = defineCommand({
	words: ({ commands }) => commands.settings,
	offer: FOR_MANAGERS,
	options: z.object({ server: z.string().optional() }),
	run: ({ options, replyTo, ...asked }) =>
		show({ invoker: asked, replyTo, guildId: options.server }, FIRST_PAGE, asked),
});

/** Who wants to see or change which server; `undefined` means the one they're in. */
interface Use {
	readonly invoker: Parameters<typeof requireManager>[0];
	readonly replyTo: InteractionTarget;
	readonly guildId: string | undefined;
}

/** What a panel control's `custom_id` refers to: the server, the setting and which control it is. */
function readId(interaction: AnyInteraction, text: string) {
	const [guildId = '', id = '', detail = ''] = text.split('-');
	return { invoker: interaction, replyTo: describeReplyTarget(interaction, true), guildId, id, detail };
}
type ControlUse = ReturnType<typeof readId>;

/** Handles a panel menu: turns to a page, changes a setting, or opens the form for the picked value. */
export const pickSetting = (interaction: AnySelectMenuInteraction, text: string): Prepared => {
	const use = readId(interaction, text);
	const { replyTo, id } = use;
	const { values } = interaction;
	const [first = ''] = values;
	if (id === PAGE_MENU)
		return { replyTo, isUpdate: true, run: (services) => show(use, findPage(first) ?? FIRST_PAGE, services) };
	const { pick, form } = findSetting(id) ?? {};
	if (form !== undefined) return ask({ ...use, detail: first }, form(first));
	if (pick !== undefined) return change(use, (view) => pick(values, view));
	throw outOfDate('menu');
};

/** Handles a panel button: clears a setting or opens a form. */
export const pressSetting = (interaction: ButtonInteraction, text: string): Prepared => {
	const use = readId(interaction, text);
	const { pick, form } = findSetting(use.id) ?? {};
	if (use.detail !== 'clear' && form !== undefined) return ask(use, form(use.detail));
	if (use.detail === 'clear' && pick !== undefined) return change(use, (view) => pick([], view));
	throw outOfDate('button');
};

/** Handles a submitted panel form. */
export const submitSetting = (interaction: ModalSubmitInteraction, text: string): Prepared => {
	const use = readId(interaction, text);
	const form = findSetting(use.id)?.form?.(use.detail);
	if (form === undefined) throw outOfDate('form');
	return change(use, (view) => form.read((name) => textIn(interaction, name), view));
};

const ask = (use: ControlUse, form: SettingForm): Prepared => ({
	replyTo: use.replyTo,
	async form(services) {
		const view = await viewOf(use, services);
		return { custom_id: customIdOf(use.guildId, use.id, use.detail), ...openForm(form, view) };
	},
	run: () => Promise.resolve(),
});

/** Shows the panel again even when the change fails. */
const change = (use: ControlUse, make: (view: View) => ChangedRules): Prepared => ({
	replyTo: use.replyTo,
	isUpdate: true,
	async run(services) {
		const { studio, log } = services;
		const view = await viewOf(use, services);
		const { guildId } = view;
		try {
			let changed: ChangedRules = {};
			await studio.changeRules(guildId, (rules) => {
				changed = make({ ...view, rules });
				return changed;
			});
			log.info({ guildId, userId: use.replyTo.userId, ...describeChange(changed) }, 'settings changed');
		} catch (error) {
			if (!(error instanceof ZodError)) throw error;
			throw new UserError(({ errors }) => errors.panelOutOfDate);
		} finally {
			await show(use, findSetting(use.id)?.page ?? FIRST_PAGE, services);
		}
	},
});

async function show(use: Use, page: PageId, services: Services): Promise<void> {
	await services.delivery.showPanel(use.replyTo, buildPanel(page, await viewOf(use, services)));
}

/** @throws UserError when the person may not manage the server. */
async function viewOf({ invoker, replyTo, guildId: wanted }: Use, services: Services): Promise<View> {
	const { studio, models, ceilings } = services;
	const guildId = requireManager(invoker, services, wanted);
	return { guildId, rules: await studio.rulesOf(guildId), models, ceilings, words: wordsOf(replyTo) };
}

/** People's own text doesn't belong in a log, so this keeps only its length. */
const describeChange = ({ blockedWords, houseStyle, systemInstruction, ...changed }: ChangedRules) => ({
	changed,
	words: {
		blockedWords: blockedWords?.length,
		houseStyle: houseStyle?.length,
		systemInstruction: systemInstruction?.length,
	},
});
