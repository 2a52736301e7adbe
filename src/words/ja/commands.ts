import type { Words } from '../words.ts';

const another = { name: 'サーバー', description: '別のサーバーのID（Botの運営者のみ）' };
const person = { name: 'ユーザー', description: '対象のユーザー' };
const everywhere = (description: string) => ({ name: '全サーバー', description });

const looks = {
	model: { name: 'モデル', description: '画像を描くモデル' },
	aspect: { name: '縦横比', description: '幅と高さの比。autoなら、渡した画像の縦横比のまま' },
	size: { name: 'サイズ', description: '画像のサイズ。指定しなければ1K' },
	search: { name: '検索', description: 'モデルが先にGoogleで検索し、出典を表示します' },
	thoughts: { name: '思考', description: 'モデルの思考プロセスをボタンで見られるようにします' },
};
const onlyMe = { name: '非公開', description: '画像が自分にだけ表示されます' };

const noOptions = {};

export const commands: Words['commands'] = {
	imagine: {
		name: '画像生成',
		description: '言葉から画像を作成します',
		options: {
			prompt: { name: 'プロンプト', description: 'どんな画像にするか' },
			...looks,
			count: { name: '枚数', description: '作成する画像の枚数（それぞれ違う画像）' },
			private: onlyMe,
		},
	},
	edit: {
		name: '編集',
		description: '画像を編集したり、複数の画像を組み合わせたりします',
		options: {
			prompt: { name: 'プロンプト', description: '画像をどうするか' },
			image: { name: '画像', description: '使う画像。プロンプトでは「画像1」' },
			...looks,
			private: onlyMe,
		},
		furtherImage: ({ number }) => ({
			name: `画像${number}`,
			description: `追加の画像。プロンプトでは「画像${number}」`,
		}),
	},
	editImage: { name: '画像を編集' },
	refine: {
		name: '調整',
		description: 'ここのセッションの最新の画像を変更します',
		options: {
			prompt: { name: 'プロンプト', description: '変えたいところ' },
			image: { name: '画像', description: '使う画像' },
			model: looks.model,
			aspect: looks.aspect,
			size: looks.size,
		},
	},
	session: {
		name: 'セッション',
		description: 'このスレッドまたはチャンネルのセッション',
		subcommands: {
			show: { name: '表示', description: 'やり取りの一覧、設定、料金を表示します', options: noOptions },
			last: { name: '再投稿', description: '自分のセッションの最新の画像をもう一度投稿します', options: noOptions },
			undo: { name: '元に戻す', description: '1つ前の画像に戻ります。何も削除されません', options: noOptions },
			end: { name: '終了', description: 'セッションを終了します。画像に返信すると再開できます', options: noOptions },
		},
	},
	quota: { name: '利用枠', description: '残りの利用枠と、今日使った分を表示します', options: noOptions },
	help: { name: 'ヘルプ', description: 'できることと、各モデルの特徴を表示します', options: noOptions },
	forget: { name: 'データ削除', description: 'あなたについて保存しているものをすべて削除します', options: noOptions },
	usage: {
		name: '利用状況',
		description: 'このサーバーの利用状況と、メンバーごとの利用の管理',
		subcommands: {
			show: {
				name: '表示',
				description: '今日、今月、過去30日間の利用状況をユーザー別・モデル別に表示します',
				options: { server: another },
			},
			block: {
				name: '禁止',
				description: 'ユーザーがこのサーバーで画像を作成することを禁止します',
				options: {
					person,
					server: another,
					everywhere: everywhere('ここだけでなく、すべての場所で禁止します（Botの運営者のみ）'),
				},
			},
			unblock: {
				name: '禁止解除',
				description: 'ユーザーがこのサーバーで再び画像を作成できるようにします',
				options: {
					person,
					server: another,
					everywhere: everywhere('すべての場所での禁止を解除します（Botの運営者のみ）'),
				},
			},
			give: {
				name: '追加',
				description: 'ユーザーが今日作成できる枚数を増やします',
				options: {
					person,
					images: { name: '枚数', description: 'このサーバーの上限に追加する枚数' },
					server: another,
					everywhere: everywhere('全サーバー共通の上限にも追加します（Botの運営者のみ）'),
				},
			},
		},
	},
	settings: {
		name: '設定',
		description: 'このサーバーのルール（使える場所と人、上限、画像の見た目）',
		options: { server: another },
	},
};
