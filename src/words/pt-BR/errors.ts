import type { Words } from '../words.ts';
import { count, pluralize } from './format.ts';
/** What went wrong on our side, or between us and Discord; and what was used is out of date. */
export const errors: Words['errors'] = {
	somethingBroke: ({ reference }) => `Algo deu errado aqui. Nada foi cobrado; tente de novo e, se continuar, passe \`${reference}\` para quem opera este bot.`,
	partlyBroken: ({ unmade, reference }) => `Não consegui criar ${count(unmade, { one: 'imagem', other: 'imagens' })} porque algo deu errado do meu lado; nada foi cobrado por ${pluralize(unmade, { one: 'ela', other: 'elas' })}. Passe \`${reference}\` para quem opera este bot.`,
	brokeAfterAll: ({ reference }) => `Algo deu errado do meu lado depois que suas imagens ficaram prontas, por isso elas contam. Passe \`${reference}\` para quem opera este bot.`,
	storageFull: 'Estou sem espaço e não consigo aceitar pedidos. Nada foi cobrado; avise quem opera este bot.',
	sessionGone: 'Não guardo mais essa sessão. Comece outra a partir da imagem: Apps > Editar imagem.',
	madeAndLost: ({ isRest }) => (isRest ? 'O restante foi criado e contado, mas não consegui publicar aqui nem guardar.' : 'Sua imagem foi criada e contada, mas não consegui publicar aqui nem guardar.'),
	madeAndKept: ({ isRest, obstacle }) => `${isRest ? 'O restante foi criado e contado' : 'Sua imagem foi criada e contada'}, e está comigo, mas ${KEPT[obstacle]}`,
	notAllowedHere: 'Não tenho permissão para publicar isso aqui. Permita que eu envie mensagens e anexe arquivos aqui e tente de novo.',
	tooLargeHere: 'O Discord não aceita um arquivo desse tamanho aqui. Tente onde arquivos maiores são permitidos.',
	showPicture: ({ number, of }) => (of === 1 ? 'Mostrar a imagem' : `Mostrar a imagem ${number}`),
	tooSlow: 'Demorei demais para responder. Tente de novo.',
	lookupTooSlow: 'Não consegui consultar isso a tempo. Nada foi alterado; tente de novo.',
	commandGone: 'Não tenho mais esse comando. `/help` mostra o que eu sei fazer.',
	commandChanged: 'Este comando mudou. Recarregue o Discord e tente de novo.',
	buttonOutOfDate: 'Esse botão não vale mais. Use o comando de novo.',
	menuOutOfDate: 'Esse menu não vale mais. Use o comando de novo.',
	formOutOfDate: 'Esse formulário não vale mais. Use o comando de novo.',
	panelOutOfDate: 'Esse painel não vale mais. Nada foi alterado; use /settings de novo.',
	operatorOnly: 'Só quem opera este bot pode fazer isso em todo lugar.',
	managersOnly: 'Só quem pode gerenciar este servidor pode fazer isso.',
};

const KEPT = {
	'not-allowed': 'não tenho permissão para publicar aqui. Permita que eu envie mensagens e anexe arquivos aqui e aperte o botão.',
	'too-large': 'o Discord não aceita um arquivo desse tamanho aqui, nem mesmo reduzido. Aperte o botão para tentar de novo.',
	'not-taken': 'o Discord recusou o envio. Aperte o botão para tentar de novo.',
};
