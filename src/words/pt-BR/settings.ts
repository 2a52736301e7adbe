import type { Words } from '../words.ts';
import { count, dollars, number, pictures, pluralize } from './format.ts';

/** The panel of `/settings`, what stands on it and what it refuses. */
export const settings: Words['settings'] = {
	title: 'Configurações deste servidor',
	section: 'Seção',
	pages: {
		where: 'Onde e quem',
		looks: 'Modelos e aparência',
		limits: 'Limites e dinheiro',
		safety: 'Palavras e segurança',
		threads: 'Tópicos e registro',
	},
	change: 'Alterar',
	clear: 'Limpar',
	add: 'Adicionar',
	remove: 'Remover',
	everywhere: 'Em todo lugar.',
	everybody: 'Todo mundo.',
	noneExcluded: 'Nenhum excluído.',
	none: 'Nada por enquanto.',
	all: 'Todos.',
	more: ({ amount }) => `mais ${number(amount)}`,
	moreRoles: ({ amount }) => `mais ${count(amount, { one: 'cargo', other: 'cargos' })}`,
	asEverywhere: ({ value }) => `O padrão: ${value}`,
	/** The description of the file with a text that is too long for the panel. */
	whole: ({ title }) => `${title}: texto completo`,

	allowedChannels: 'Só nestes canais',
	deniedChannels: 'Nunca nestes canais',
	allowedRoles: 'Só pessoas com um destes cargos',
	deniedRoles: 'Ninguém com um destes cargos',
	rolesFor4K: 'Cargos que podem usar 4K',
	rolesForSearch: 'Cargos que podem usar a pesquisa',
	models: 'Modelos que dá para escolher',
	allModels: 'Todos os modelos',
	defaultModel: 'Modelo quando ninguém escolhe',
	defaultAspect: 'Proporção quando ninguém escolhe',
	defaultSize: 'Tamanho quando ninguém escolhe',
	mayFallBack: 'Quando o modelo está sobrecarregado',
	mayFallBackOptions: { wait: 'Avisar', 'fall-back': 'Usar outro modelo e avisar' },
	houseStyle: 'Estilo do servidor',
	houseStyleHint: 'Entra em todos os prompts. Vazio: nenhum.',
	userLimits: 'Imagens por pessoa',
	userLimitsNone: 'Sem limite neste servidor.',
	roleLimits: 'Imagens por pessoa, conforme o cargo',
	roleLimitsMenu: 'Definir ou limpar os limites de um cargo',
	roleLimitsForm: 'Imagens por pessoa com este cargo',
	noLimit: 'sem limite',
	budget: 'Orçamento deste servidor',
	budgetNone: 'Sem orçamento próprio.',
	timeZone: 'Fuso horário',
	timeZoneNow: ({ zone }) => `Os dias e os meses começam no horário de ${zone}.`,
	timeZoneField: 'Fuso que define o início dos dias',
	timeZoneHint: 'Um nome como America/Sao_Paulo ou Europe/Lisbon. Vazio: UTC.',
	blockedWords: 'Palavras bloqueadas',
	blockedWordsNow: ({ amount }) =>
		`${count(amount, { one: 'palavra', other: 'palavras' })}: todo prompt que ${pluralize(amount, { one: 'a contém', other: 'contém uma delas' })} é recusado.`,
	blockedWordsField: 'Palavras, uma por linha',
	blockedWordsAdd: 'Bloquear palavras',
	blockedWordsAddHint: '*palavra* também é encontrada dentro de outras palavras.',
	blockedWordsRemove: 'Desbloquear palavras',
	blockedWordsRemoveHint: 'Como estão na lista.',
	systemInstruction: 'Como o modelo deve se comportar',
	systemInstructionHint: 'Vai antes de cada conversa. Vazio: nada.',
	safety: 'Rigor do filtro do Gemini',
	safetyOptions: {
		none: 'O que quem opera o bot escolheu',
		BLOCK_LOW_AND_ABOVE: 'Rígido: a partir de risco baixo',
		BLOCK_MEDIUM_AND_ABOVE: 'Moderado: a partir de risco médio',
		BLOCK_ONLY_HIGH: 'Leve: só risco alto',
	},
	threads: 'Tópicos nas imagens',
	threadsOptions: { auto: 'Na hora', 'on-refine': 'Quando alguém retoca a imagem', off: 'Nunca' },
	isOpenToAll: 'Quem pode retocar no tópico de uma sessão',
	isOpenToAllOptions: { owner: 'Só quem começou', everybody: 'Todo mundo' },
	logChannelId: 'Canal de registro',
	logChannelNow: ({ channel }) => `${channel} recebe uma linha sobre cada imagem.`,

	/** `amount` in pictures, without the word. */
	imagesPer: ({ amount, window }) => `${number(amount)} ${EACH[window]}`,
	dollarsPer: ({ microDollars, window }) => `${dollars(microDollars)} ${EACH[window]}`,
	ceiling: ({ amounts }) => `Quem opera o bot permite no máximo ${amounts}.`,
	perWindow: ({ window }) => PER[window],
	imagesHint: 'Imagens; vazio: sem limite; 0: nenhuma.',
	dollarsHint: 'Dólares americanos, como 2.50 (com ponto); vazio: sem orçamento; 0: nada.',

	// Refusals; nothing was changed.
	imagesInvalid: 'Um limite é um número inteiro de imagens de 0 a 100000, ou vazio. Nada foi alterado.',
	dollarsInvalid: 'Um orçamento é um valor de 0 a 1000000 dólares, como 2.50 (com ponto), ou vazio. Nada foi alterado.',
	aboveCeilingImages: ({ most, window }) =>
		`Quem opera o bot permite a cada pessoa no máximo ${pictures(most)} ${EACH[window]}. Nada foi alterado.`,
	aboveCeilingDollars: ({ microDollars, window }) =>
		`Quem opera o bot permite a cada servidor no máximo ${dollars(microDollars)} ${EACH[window]}. Nada foi alterado.`,
	defaultsUnsupported: ({ why }) => `${why} Nada foi alterado.`,
	timeZoneUnknown: 'Não conheço esse fuso horário; tente um como America/Sao_Paulo. Nada foi alterado.',
	wordInvisible: 'Uma destas palavras não tem nada visível. Nada foi alterado.',
	wordsTooMany: 'Uma palavra pode ter 100 caracteres e a lista, 500 palavras. Nada foi alterado.',
	wordsNotListed: 'Nenhuma destas palavras está na lista. Nada foi alterado.',
};

const EACH = { minute: 'por minuto', hour: 'por hora', day: 'por dia', month: 'por mês' };
const PER = { minute: 'Por minuto', hour: 'Por hora', day: 'Por dia', month: 'Por mês' };
