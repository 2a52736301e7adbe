import type { Words } from '../words.ts';
import { dollars, number, pictures, WINDOW } from './format.ts';

export const usage: Words['usage'] = {
	unlimited: 'ここでは、あなたに上限はありません。',
	today: ({ images, microDollars }) => `今日は画像を${pictures(images)}作成しました（${dollars(microDollars)}）。`,
	standing: ({ who, unit, left, most, window, resetsAt }) => `**${HOLDER[who]}** · ${WINDOW[window]}の残り：${SHARE[unit](left, most)} · ${resetsAt}にリセット`,

	totalToday: ({ amount }) => `**今日** ${amount}`,
	totalThisMonth: ({ amount }) => `**今月** ${amount}`,
	amount: ({ images, microDollars }) => `${pictures(images)} · ${dollars(microDollars)}`,
	byModel: 'モデル別',
	byPerson: 'ユーザー別',
	share: ({ name, thisMonth, today }) => `${name}：${thisMonth}（今日 ${today}）`,
	blocked: '禁止中',
	blockedEverywhere: 'すべての場所で禁止中',
	more: ({ amount }) => `ほか${number(amount)}人`,
	chartEmpty: ({ days }) => `過去${number(days)}日間の支出はありません`,
	chart: ({ days, microDollars, date }) => `過去${number(days)}日間の1日ごとの支出（ドル）。最高は${date}の${dollars(microDollars)}`,

	blockedNow: ({ person, isEverywhere }) => `${person}さんは、${isEverywhere ? 'すべての場所で' : 'このサーバーで'}画像を作成できなくなりました。`,
	blockedAlready: ({ person }) => `${person}さんはすでに禁止されています。`,
	blockListFull: ({ amount }) => `このサーバーでは${number(amount)}人が禁止されていて、リストがいっぱいです。`,
	unblockedNow: ({ person, isEverywhere }) => (isEverywhere ? `${person}さんは、個別に禁止しているサーバーを除き、また画像を作成できます。` : `${person}さんは、このサーバーでまた画像を作成できます。`),
	notBlocked: ({ person }) => `${person}さんは禁止されていませんでした。`,
	given: ({ person, images, isEverywhere }) => `${person}さんは今日、追加で${pictures(images)}作成できます。${isEverywhere ? 'このサーバーの上限にも、全サーバー共通の上限にも追加されます。' : 'このサーバーの上限に追加されます。全サーバー共通の上限は変わりません。'}`,

	help: {
		make: '`/imagine`は言葉から画像を作ります。`/edit`は添付した画像を変えたり、最大14枚を組み合わせたりします（例：「画像2の帽子」）。チャンネルにある画像を変えるには、そのメニューから「アプリ」→「画像を編集」を選びます。',
		talk: 'そのあとは、画像と会話できます。スレッドに書く、画像に返信する、「調整」を押す、`/refine`を使う、のどれでも大丈夫です。以前の画像に返信すると、そこから枝分かれできます。`/session`では、これまでの流れを見たり、1つ前に戻したり、終了したりできます。',
		rights: '失敗した画像の料金はかかりません。`/quota`で残りを確認できます。`/forget`で、あなたについて保存しているものを削除できます。',
		model: ({ name, alias, facts }) => `**${name}**（\`${alias}\`）：${facts.join(' · ')}`,
		about1K: '約1K',
		aspects: ({ amount, first, last }) => `縦横比${number(amount)}種類（${first}〜${last}）`,
		references: ({ most }) => `参照画像は${pictures(most)}まで`,
		noSearch: '検索なし',
		searchesWeb: 'ウェブを検索',
		searchesWebAndImages: 'ウェブと画像を検索',
		price: ({ microDollars }) => `1枚約${dollars(microDollars)}`,
		deprecated: '提供終了予定',
		preview: 'プレビュー版',
	},
};

const HOLDER = {
	you: 'あなた',
	'you-here': 'このサーバーでのあなた',
	server: 'このサーバー',
	'server-own': 'このサーバー独自の予算',
	bot: '全員の合計',
};
const SHARE = {
	images: (left: number, most: number) => `${pictures(most)}中${pictures(left)}`,
	microDollars: (left: number, most: number) => `${dollars(most)}のうち${dollars(left)}`,
	failedCalls: (left: number, most: number) => `画像なしの呼び出し${number(most)}回中${number(left)}回`,
};
