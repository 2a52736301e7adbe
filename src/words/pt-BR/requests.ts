import type { Words } from '../words.ts';
import { allOf, count, dollars, number, oneOf, pictures, WINDOW, wholeMegabytes } from './format.ts';

/** Why a request isn't taken; nothing has been sent to Gemini yet. */
export const requests: Words['requests'] = {
	promptBlank: 'Seu prompt está vazio. Diga o que a imagem deve mostrar.',
	changeBlank: 'Sua mensagem está vazia. Diga o que você quer mudar.',
	askedTwice: 'Você pediu exatamente isso agora há pouco. Se quiser de novo, envie mais uma vez.',
	queueFull: ({ running, waiting }) => `Você tem ${pictures(running)} em andamento e ${number(waiting)} na fila. Tente de novo quando uma ficar pronta.`,
	restarting: 'Estou reiniciando. Tente de novo em um minuto.',
	restartedFirst: 'Precisei reiniciar antes de chegar a sua vez. Nada foi cobrado; tente de novo em um minuto.',
	sessionFull: 'Esta sessão está cheia. Comece outra a partir da última imagem: Apps > Editar imagem.',
	closedInDirectMessages: 'Não funciono em mensagens diretas, só em servidores.',
	closedInServer: 'Só funciono nos servidores escolhidos por quem me opera. Peça para incluir este aqui.',

	// What the person, the channel or the server is not open for.
	blockedEverywhere: 'Quem opera este bot impediu você de criar imagens.',
	blockedHere: 'A administração deste servidor impediu você de criar imagens.',
	rolesMayNot: 'Seus cargos não permitem criar imagens neste servidor.',
	channelClosed: 'As imagens estão desativadas neste canal.',
	channelsOnly: ({ channels }) => `Você pode criar imagens em ${oneOf(channels)}, mas não aqui.`,
	wordBlocked: 'Este servidor não permite uma das palavras do seu prompt. Tente dizer de outro jeito.',
	sizeForRoles: ({ size }) => `Neste servidor, ${size} é só para alguns cargos. Tente um tamanho menor.`,
	searchForRoles: 'Neste servidor, a pesquisa é só para alguns cargos. Tente sem ela.',
	modelNotHere: ({ model, models }) => `Este servidor não usa ${model}. Tente ${oneOf(models)}.`,

	// What a model can't do.
	modelGone: ({ model, models }) => `O Gemini não oferece mais ${model}. ${models.length === 0 ? 'Não há outro modelo aqui.' : `Tente ${oneOf(models)}.`}`,
	aspectUnsupported: ({ model, aspect, aspects }) => `${model} não aceita a proporção ${aspect}. Aceita ${allOf(aspects)}.`,
	sizeFixed: ({ model }) => `${model} sempre cria imagens de cerca de 1K, então não indique o tamanho.`,
	sizeUnsupported: ({ model, size, sizes }) => `${model} não aceita ${size}. Aceita ${allOf(sizes)}.`,
	tooManyPictures: ({ model, most, given }) => `${model} aceita no máximo ${pictures(most)}, e você enviou ${number(given)}.`,
	searchUnsupported: ({ model, models }) => `${model} não faz pesquisas. ${models.length === 0 ? 'Nenhum outro modelo daqui faz.' : `Tente ${oneOf(models)}.`}`,
	thoughtsUnsupported: ({ model, models }) => `${model} não mostra o raciocínio. ${models.length === 0 ? 'Nenhum outro modelo daqui mostra.' : `Tente ${oneOf(models)}.`}`,
	typeUnsupported: ({ model, type }) => `${model} não aceita arquivos ${type}. Envie outro tipo de imagem.`,

	/** What the sentences about a picture begin with: the only one, or one of several. */
	pictureNamed: ({ position, of }) => (of === 1 ? 'Esse arquivo' : `A imagem ${number(position)}`),
	pictureForeign: ({ picture }) => `${picture} não está nos servidores do Discord. Anexe o arquivo aqui.`,
	pictureGone: ({ picture }) => `${picture} não está mais no Discord. Anexe o arquivo de novo.`,
	pictureUnreachable: ({ picture }) => `Não consegui baixar ${lowerFirst(picture)} do Discord. Tente de novo.`,
	pictureTooManyBytes: ({ picture, most }) => `${picture} tem mais de ${wholeMegabytes(most)} MB. Use uma imagem mais leve.`,
	pictureTooManyPixels: ({ picture, width, height, millions }) => `${picture} tem ${number(width)}×${number(height)} pixels, e meu máximo é de ${count(millions, { one: 'milhão', other: 'milhões' })}. Use uma imagem menor.`,
	pictureTooLargeTogether: ({ picture }) => `${picture} pesa demais junto com as outras imagens. Use uma mais leve ou envie menos.`,
	pictureEmpty: ({ picture }) => `${picture} não tem conteúdo. Use outra imagem.`,
	pictureUnsupported: ({ picture, found, types }) => `Não consigo usar ${lowerFirst(picture)}${found === undefined ? '' : ` (${found})`}. Envie ${oneOf(types)}.`,
	pictureTooSlow: ({ picture }) => `${picture} demorou demais para abrir. Use uma imagem menor.`,
	pictureDamaged: ({ picture }) => `Não consigo ler ${lowerFirst(picture)}: dados danificados ou formato desconhecido. Use outra imagem.`,

	// Limits.
	waitedTooLong: 'Você está perto de um limite, e aí eu crio as imagens uma de cada vez. Sua vez não chegou. Nada foi cobrado; tente de novo em alguns minutos.',
	failedCallsUsedUp: ({ most, resetsAt }) => `Chamei o Gemini ${count(most, { one: 'vez', other: 'vezes' })} por você nesta hora sem conseguir uma imagem, então preciso parar por enquanto. Peça de novo ${resetsAt}.`,
	picturesUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) =>
		`${HOLDER[holder]} ${number(left)} de ${count(most, { one: 'imagem disponível', other: 'imagens disponíveis' })} ${WINDOW[window]}${left === 0 ? '' : ', e não é o bastante'}. O limite se renova ${resetsAt}; para ter mais, fale com ${ASK(isOfServer)}.`,
	dollarsUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) => `${HOLDER[holder]} ${dollars(left)} de ${dollars(most)} disponíveis ${WINDOW[window]}, e não é o bastante. O limite se renova ${resetsAt}; para ter mais, fale com ${ASK(isOfServer)}.`,
};

const HOLDER = { user: 'Você tem', guild: 'Este servidor tem', bot: 'Este bot tem' };
const ASK = (isOfServer: boolean) => (isOfServer ? 'a administração deste servidor' : 'quem opera este bot');
const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
