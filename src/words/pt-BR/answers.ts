import type { Words } from '../words.ts';
import { number, pictures, pluralize } from './format.ts';

/** What Gemini's answer came to, and how it reaches the person. */
export const answers: Words['answers'] = {
	// Without a picture.
	charge: {
		nothing: 'Nada foi cobrado',
		noPicture: 'Nenhuma imagem foi cobrada',
		notMissing: 'O que falta não foi cobrado',
	},
	textOnly: ({ charge }) => `O Gemini respondeu com palavras em vez de uma imagem. ${charge}; diga o que ela deve mostrar.`,
	blockedPrompt: ({ charge }) => `O filtro de segurança do Gemini bloqueou este prompt. ${charge}; tente dizer de outro jeito.`,
	blockedOutput: ({ charge }) => `O Gemini criou algo, mas o filtro de segurança dele barrou. ${charge}; tente reformular seu prompt.`,
	noImage: ({ charge }) => `O Gemini terminou sem criar uma imagem. ${charge}; tente de novo ou descreva de outro jeito.`,
	allowanceUsedUp: ({ charge }) => `A cota deste bot no Gemini acabou. ${charge}; avise quem opera o bot.`,
	rateLimited: ({ charge }) => `O Gemini está recebendo pedidos demais. ${charge}; tente de novo em um minuto.`,
	overloaded: ({ charge }) => `O Gemini está sobrecarregado. ${charge}; tente de novo em alguns minutos.`,
	unreachable: ({ charge }) => `Não consegui falar com o Gemini. ${charge}; tente de novo em alguns minutos.`,
	garbled: ({ charge }) => `A resposta do Gemini não fez sentido. ${charge}; tente de novo.`,
	badRequest: ({ charge }) => `O Gemini não aceitou este pedido. ${charge}; tente outras opções ou outro prompt.`,
	signatureRefused: ({ charge }) => `O Gemini não reconheceu a imagem anterior. ${charge}; comece uma nova com /imagine.`,
	modelGone: ({ charge }) => `O Gemini não oferece mais este modelo. ${charge}; escolha outro.`,
	keyRefused: ({ charge }) => `O Gemini recusa a chave deste bot. ${charge}; avise quem opera o bot.`,
	timedOut: ({ charge }) => `O Gemini demorou demais e parei de esperar. ${charge}; tente de novo ou escolha um tamanho menor.`,
	restarted: ({ charge }) => `Precisei reiniciar antes de a sua imagem ficar pronta. ${charge}; tente de novo em um minuto.`,
	/** In front of one of the sentences above. */
	someMissing: ({ missing, of }) => `${pluralize(missing, { one: 'Faltou', other: 'Faltaram' })} ${number(missing)} de ${pictures(of)}.`,

	// Below a picture.
	underASecond: 'menos de um segundo',
	seconds: ({ seconds }) => `${number(seconds)} s`,
	substituteDrew: ({ model }) => `O modelo que você escolheu está sobrecarregado, então esta imagem foi criada por ${model}.`,
	madeSmaller: ({ pixels, size }) => `Reduzida para caber aqui; eu guardo a original (${pixels}, ${size}).`,
	searched: ({ links }) => `Pesquisas: ${links}`,
	sources: ({ links }) => `Fontes: ${links}`,
	tooLargeToShow: ({ size }) => `Uma imagem (${size}) é grande demais para mostrar aqui, e não consegui reduzi-la.`,
	leftOut: ({ left }) => `O Gemini criou mais ${pictures(left)}, mas ${pluralize(left, { one: 'ela não cabe', other: 'elas não cabem' })} nos seus limites.`,
	oldTurnsDropped: 'Esta sessão é longa, então o Gemini não vê mais as etapas mais antigas.',
	lostButYours: 'Perdi a imagem anterior, então vou partir da sua.',
	continuesAfresh: ({ reason }) => `Parto apenas da última imagem: ${WHY[reason]}.`,
	lostPicture: 'Perdi a imagem anterior. Anexe a imagem e diga de novo o que mudar.',
	refine: 'Retocar',
	thoughts: 'Raciocínio',
	thoughtsGone: 'Não guardo mais este raciocínio.',
	wholeText: 'O texto completo',
	allWords: 'Todas as palavras',

	// In a thread that opens on a picture.
	welcome: 'Diga aqui mesmo o que você quer mudar. Responda a uma imagem mais antiga para continuar a partir dela. Comece com `//` e eu ignoro.',
	welcomeWithoutMessages: 'Responda aqui a uma imagem para mudá-la (deixe a menção ativada), me mencione ou use `/refine`. Responda a uma imagem mais antiga para continuar a partir dela.',

	// When it can't be posted where it was asked for.
	notAllowedHere: 'Não tenho permissão para publicar isto onde você pediu, então estou enviando aqui.',
	notAllowedIn: ({ channel }) => `Não tenho permissão para publicar isto em ${channel}, então estou enviando aqui.`,
	notPostedHere: 'Não consegui publicar isto onde você pediu, então estou enviando aqui.',
	notPostedIn: ({ channel }) => `Não consegui publicar isto em ${channel}, então estou enviando aqui.`,
	movedNotAllowed: 'Não tenho permissão para publicar isso aqui, então enviei a você por mensagem direta. Se eu puder enviar mensagens e anexar arquivos aqui, a próxima imagem vem para cá.',
	movedNotPosted: 'Não consegui publicar isso aqui, então enviei a você por mensagem direta.',

	// For the admins of a server, in their log channel.
	logLine: ({ person, channel, request, model, price, kind }) => `${person} em ${channel}: ${request} · ${model} · ${price} · ${kind}`,
	privatePicture: 'uma imagem privada',
	unknownCost: 'custo desconhecido',
};

const WHY = {
	'model-changed': 'o modelo agora é outro',
	'too-large': 'o que veio antes é grande demais para enviar inteiro',
	forgotten: 'o que veio antes foi apagado',
	missing: 'parte do que veio antes se perdeu',
	corrupt: 'parte do que veio antes está danificada',
	'signature-refused': 'o Gemini não reconheceu o que veio antes',
};
