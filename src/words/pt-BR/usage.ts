import type { Words } from '../words.ts';
import { count, dollars, number, pictures, pluralize, WINDOW } from './format.ts';

/** `/quota`, `/usage` and `/help`. */
export const usage: Words['usage'] = {
	unlimited: 'Você não tem nenhum limite aqui.',
	today: ({ images, microDollars }) => `Hoje você criou ${pictures(images)} por ${dollars(microDollars)}.`,
	/** `left` and `most` in pictures, micro-dollars or calls. */
	standing: ({ who, unit, left, most, window, resetsAt }) => `**${HOLDER[who]}** · ${SHARE[unit](left, most)} ${WINDOW[window]} · renova ${resetsAt}`,

	totalToday: ({ amount }) => `**Hoje** ${amount}`,
	totalThisMonth: ({ amount }) => `**Este mês** ${amount}`,
	amount: ({ images, microDollars }) => `${pictures(images)} · ${dollars(microDollars)}`,
	byModel: 'Por modelo',
	byPerson: 'Por pessoa',
	share: ({ name, thisMonth, today }) => `${name}: ${thisMonth} (hoje ${today})`,
	blocked: 'Bloqueios',
	blockedEverywhere: 'Bloqueios em todo lugar',
	more: ({ amount }) => `e mais ${number(amount)}`,
	chartEmpty: ({ days }) => `Nenhum gasto nos últimos ${count(days, { one: 'dia', other: 'dias' })}`,
	chart: ({ days, microDollars, date }) => `Dólares gastos em cada um dos últimos ${count(days, { one: 'dia', other: 'dias' })}, no máximo ${dollars(microDollars)} em ${date}`,

	blockedNow: ({ person, isEverywhere }) => `${person} não pode mais criar imagens ${isEverywhere ? 'em nenhum lugar' : 'neste servidor'}.`,
	blockedAlready: ({ person }) => `${person} já tinha um bloqueio.`,
	blockListFull: ({ amount }) => `Há ${count(amount, { one: 'pessoa bloqueada', other: 'pessoas bloqueadas' })} neste servidor, e a lista está cheia.`,
	unblockedNow: ({ person, isEverywhere }) => (isEverywhere ? `${person} pode voltar a criar imagens, exceto nos servidores com bloqueio próprio.` : `${person} pode voltar a criar imagens neste servidor.`),
	notBlocked: ({ person }) => `${person} não tinha nenhum bloqueio.`,
	given: ({ person, images, isEverywhere }) => `${person} pode criar mais ${pictures(images)} hoje, ${isEverywhere ? 'neste servidor e no total de servidores' : 'neste servidor; os limites do total de servidores continuam valendo'}.`,

	help: {
		make: '`/imagine` cria uma imagem a partir de palavras. `/edit` muda uma imagem que você anexar ou combina até 14: diga “o chapéu da imagem 2”. Para mudar qualquer imagem de um canal, abra o menu dela: Apps > Editar imagem.',
		talk: 'Depois, converse com a imagem: escreva no tópico dela, responda a ela, aperte Retocar ou use `/refine`. Responda a uma imagem mais antiga para continuar a partir dela. `/session` mostra toda a história, desfaz uma etapa ou encerra a sessão.',
		rights: 'Uma imagem que falha não é cobrada. `/quota` mostra o que você ainda tem; `/forget` apaga o que eu guardo sobre você.',
		model: ({ name, alias, facts }) => `**${name}** (\`${alias}\`): ${facts.join(' · ')}`,
		about1K: 'cerca de 1K',
		aspects: ({ amount, first, last }) => `${count(amount, { one: 'proporção', other: 'proporções' })} de ${first} a ${last}`,
		references: ({ most }) => `parte de até ${pictures(most)}`,
		noSearch: 'sem pesquisa',
		searchesWeb: 'pesquisa na web',
		searchesWebAndImages: 'pesquisa na web e em imagens',
		price: ({ microDollars }) => `cerca de ${dollars(microDollars)} por imagem`,
		deprecated: 'será descontinuado',
		preview: 'versão prévia',
	},
};

const HOLDER = {
	you: 'Você',
	'you-here': 'Você neste servidor',
	server: 'Este servidor',
	'server-own': 'O orçamento próprio deste servidor',
	bot: 'Todo mundo junto',
};
const remain = (left: number) => pluralize(left, { one: 'resta', other: 'restam' });
const SHARE = {
	images: (left: number, most: number) => `${remain(left)} ${number(left)} de ${pictures(most)}`,
	microDollars: (left: number, most: number) => `restam ${dollars(left)} de ${dollars(most)}`,
	failedCalls: (left: number, most: number) => `${remain(left)} ${number(left)} de ${count(most, { one: 'chamada', other: 'chamadas' })} sem imagem`,
};
