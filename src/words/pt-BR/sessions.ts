import type { Words } from '../words.ts';
import { allOf, count, dollars, number, pluralize } from './format.ts';

/** Talking to pictures: `/session`, `/refine`, replies, `Edit image` and `/forget`. */
export const sessions: Words['sessions'] = {
	none: 'Não há nenhuma sessão aqui. Comece uma com /imagine ou /edit.',
	gone: 'Não guardo mais esta sessão. Comece outra: Apps > Editar imagem.',
	pictureGone: 'Não guardo mais esta imagem. Comece outra sessão a partir dela: Apps > Editar imagem.',
	pictureLost: 'Não guardo mais essa imagem.',
	picturePrivate: 'Essa imagem é privada. Só quem a criou pode recebê-la.',
	nothingToShow: 'Não há nenhuma imagem para trazer de volta.',
	lastWasWords: 'A última resposta foi em palavras, sem imagem:',
	notYours: ({ owner }) => `Esta sessão é de ${owner}, e mais ninguém pode fazer isso.`,
	mayNotRead: 'Não consigo ler isso. Me mencione na sua mensagem, aperte Retocar ou use /refine.',
	whatToDo: 'O que faço com a imagem? Diga em uma só mensagem, com a imagem anexada.',
	whatToChange: 'O que devo mudar? Diga em uma só mensagem e, se quiser, anexe uma imagem.',
	cannotPost: ({ channel, why }) => `Não posso publicar imagens em ${channel}: ${why}. Não criei nada; tente de novo quando isso mudar.`,
	threadLocked: 'o tópico está trancado',
	permissionsMissing: ({ permissions }) => `me ${pluralize(permissions.length, { one: 'falta', other: 'faltam' })} ${count(permissions.length, { one: 'permissão', other: 'permissões' })} ali (${allOf(permissions)})`,

	nothingToUndo: 'Não há nada para desfazer.',
	undone: 'Desfeito. Sua próxima mensagem continua a partir da imagem anterior.',
	undoneToStart: 'Desfeito. Sua próxima mensagem começa do zero; responda a uma imagem para continuar a partir dela.',
	ended: 'Esta sessão foi encerrada. Responda a uma das imagens dela para retomar.',

	facts: ({ model, aspect, size, turns, microDollars }) => `${model} · ${aspect} · ${size} · ${count(turns, { one: 'etapa', other: 'etapas' })} · ${dollars(microDollars)} até agora`,
	startedAfresh: 'do zero',
	fromTurn: ({ turn }) => `a partir da etapa ${number(turn)}`,
	deletedTurn: '(apagada)',
	aPicture: 'uma imagem',
	newer: 'Mais recentes',
	older: 'Mais antigas',

	refineTitle: 'Retocar esta imagem',
	refineQuestion: 'O que você quer mudar',
	editTitle: 'Editar imagem',
	editQuestion: 'O que você quer fazer com ela',
	picturesField: 'Imagens para usar (opcional)',
	noPictureThere: 'Não há imagem nessa mensagem. Escolha uma mensagem que tenha.',
	editTooOld: 'Já passou tempo demais. Escolha a imagem de novo.',

	forgetWarning: 'Isto apaga todas as sessões que você começou, com tudo o que há nelas, e o que você pediu, recebeu e enviou nas sessões de outras pessoas. Não dá para desfazer. Os totais de uso continuam, assim como as mensagens no Discord.',
	forgetConfirm: 'Apagar tudo',
	forgetNotYours: 'Só quem pediu pode apertar isso. Use /forget para apagar o que eu guardo sobre você.',
	forgetFilesMayStay: 'Os arquivos das imagens podem continuar guardados por enquanto, porque não sei quem mais precisa deles. Quem opera este bot pode resolver isso.',
	forgetNothing: 'Eu não guardava nada sobre você além dos totais de uso, e esses continuam.',
	forgotten: ({ gone }) => `Apagado: ${allOf(gone)}. Os totais de uso continuam; as mensagens no Discord ficam por sua conta.`,
	forgottenSessions: ({ amount }) => count(amount, { one: 'sessão', other: 'sessões' }),
	forgottenTurns: ({ amount }) => count(amount, { one: 'etapa', other: 'etapas' }),
	forgottenThoughts: ({ amount }) => count(amount, { one: 'raciocínio', other: 'raciocínios' }),
	forgotJustNow: ({ again }) => `Você pediu isso agora há pouco: já está feito ou em andamento. Você pode pedir de novo ${again}.`,
};
