import type { Words } from '../words.ts';

const another = { name: 'servidor', description: 'Outro servidor, pelo ID (só para quem opera o bot)' };
const person = { name: 'pessoa', description: 'Quem' };
const everywhere = (description: string) => ({ name: 'global', description });

/** The options of everything that makes a picture. */
const looks = {
	model: { name: 'modelo', description: 'O modelo que cria a imagem' },
	aspect: {
		name: 'proporção',
		description: 'A proporção, largura por altura; auto mantém a da imagem que você enviar',
	},
	size: { name: 'tamanho', description: 'O tamanho; 1K se você não escolher outro' },
	search: { name: 'pesquisa', description: 'Deixa o modelo pesquisar antes no Google e mostrar as fontes' },
	thoughts: { name: 'raciocínio', description: 'Guarda o raciocínio do modelo atrás de um botão' },
};
const onlyMe = { name: 'privada', description: 'Só você vê a imagem' };

const noOptions = {};

export const commands: Words['commands'] = {
	imagine: {
		name: 'imaginar',
		description: 'Cria uma imagem a partir de palavras',
		options: {
			prompt: { name: 'prompt', description: 'O que a imagem mostra' },
			...looks,
			count: { name: 'quantidade', description: 'Quantas imagens diferentes' },
			private: onlyMe,
		},
	},
	edit: {
		name: 'editar',
		description: 'Muda uma imagem ou combina várias',
		options: {
			prompt: { name: 'prompt', description: 'O que fazer com ela' },
			image: { name: 'imagem', description: 'A imagem; “imagem 1” no seu prompt' },
			...looks,
			private: onlyMe,
		},
		/** The options for the second picture to the last. */
		furtherImage: ({ number }) => ({
			name: `imagem${number}`,
			description: `Mais uma imagem; “imagem ${number}” no seu prompt`,
		}),
	},
	editImage: { name: 'Editar imagem' },
	refine: {
		name: 'retocar',
		description: 'Muda a imagem mais recente desta sessão',
		options: {
			prompt: { name: 'prompt', description: 'O que mudar' },
			image: { name: 'imagem', description: 'Uma imagem para usar' },
			model: looks.model,
			aspect: looks.aspect,
			size: looks.size,
		},
	},
	session: {
		name: 'sessão',
		description: 'A sessão deste tópico ou canal',
		subcommands: {
			show: { name: 'ver', description: 'Mostra as etapas, as configurações e o custo', options: noOptions },
			last: { name: 'última', description: 'Publica de novo a imagem mais recente da sua sessão', options: noOptions },
			undo: { name: 'desfazer', description: 'Volta uma imagem; nada é apagado', options: noOptions },
			end: {
				name: 'encerrar',
				description: 'Encerra a sessão; responda a uma das imagens para retomar',
				options: noOptions,
			},
		},
	},
	quota: { name: 'cota', description: 'O que você ainda tem e o que já usou hoje', options: noOptions },
	help: { name: 'ajuda', description: 'O que eu sei fazer e o que cada modelo sabe', options: noOptions },
	forget: { name: 'esquecer', description: 'Apaga tudo o que eu guardo sobre você', options: noOptions },
	usage: {
		name: 'uso',
		description: 'O que este servidor usou e o que cada pessoa pode usar',
		subcommands: {
			show: {
				name: 'ver',
				description: 'Hoje, este mês e os últimos 30 dias, por pessoa e por modelo',
				options: { server: another },
			},
			block: {
				name: 'bloquear',
				description: 'Impede uma pessoa de criar imagens neste servidor',
				options: {
					person,
					server: another,
					everywhere: everywhere('Em todo lugar, não só aqui (só para quem opera o bot)'),
				},
			},
			unblock: {
				name: 'desbloquear',
				description: 'Permite que uma pessoa volte a criar imagens neste servidor',
				options: {
					person,
					server: another,
					everywhere: everywhere('Remove um bloqueio que vale em todo lugar (só para quem opera o bot)'),
				},
			},
			give: {
				name: 'dar',
				description: 'Dá imagens extras a uma pessoa por hoje',
				options: {
					person,
					images: { name: 'imagens', description: 'Quantas, além dos limites deste servidor' },
					server: another,
					everywhere: everywhere('Também além dos limites do total de servidores (só para quem opera o bot)'),
				},
			},
		},
	},
	settings: {
		name: 'configurações',
		description: 'As regras deste servidor: onde, quem, quanto e como são as imagens',
		options: { server: another },
	},
};
