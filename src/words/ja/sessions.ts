import type { Words } from '../words.ts';
import { allOf, dollars, number, pictures } from './format.ts';

export const sessions: Words['sessions'] = {
	none: 'ここにはセッションがありません。/imagine か /edit で始めてください。',
	gone: 'このセッションはもう保存されていません。「アプリ」→「画像を編集」で、新しく始めてください。',
	pictureGone:
		'この画像はもう保存されていません。この画像から「アプリ」→「画像を編集」で、新しいセッションを始めてください。',
	pictureLost: 'その画像はもう保存されていません。',
	picturePrivate: 'その画像は非公開です。受け取れるのは作成した本人だけです。',
	nothingToShow: 'もう一度表示できる画像がありません。',
	lastWasWords: '最後の返答は画像ではなく言葉でした：',
	notYours: ({ owner }) => `これは${owner}さんのセッションです。この操作は本人だけができます。`,
	mayNotRead:
		'このメッセージは読み取れません。メッセージでメンションするか、「調整」を押すか、/refine を使ってください。',
	whatToDo: '画像をどうしますか？画像を添付して、1つのメッセージで教えてください。',
	whatToChange: 'どこを変えますか？1つのメッセージで教えてください。画像を添付することもできます。',
	cannotPost: ({ channel, why }) =>
		`${channel}には画像を投稿できません。${why}。画像はまだ作成していません。解消されたら、もう一度お試しください。`,
	threadLocked: 'スレッドがロックされています',
	permissionsMissing: ({ permissions }) =>
		`そこで必要な権限が${number(permissions.length)}個足りません（${allOf(permissions)}）`,

	nothingToUndo: '元に戻せるものがありません。',
	undone: '元に戻しました。次のメッセージは、1つ前の画像からの続きになります。',
	undoneToStart: '元に戻しました。次のメッセージから新しく始まります。画像に返信すると、そこから続けられます。',
	ended: 'セッションを終了しました。セッションの画像に返信すると再開できます。',

	facts: ({ model, aspect, size, turns, microDollars }) =>
		`${model} · ${aspect} · ${size} · やり取り${number(turns)}回 · これまでに${dollars(microDollars)}`,
	startedAfresh: '新しく開始',
	fromTurn: ({ turn }) => `${number(turn)}から`,
	deletedTurn: '（削除済み）',
	aPicture: '画像',
	newer: '新しいやり取り',
	older: '古いやり取り',

	refineTitle: 'この画像を調整',
	refineQuestion: '変えたいところ',
	editTitle: '画像を編集',
	editQuestion: '画像をどうするか',
	picturesField: '使う画像（任意）',
	noPictureThere: 'そのメッセージには画像がありません。画像のあるメッセージを選んでください。',
	editTooOld: '時間が経ちすぎました。もう一度画像を選んでください。',

	forgetWarning:
		'あなたが始めたすべてのセッションをその中身ごと削除します。ほかの人のセッションであなたがリクエストしたもの、受け取ったもの、提供したものも削除します。この操作は取り消せません。利用量の合計とDiscord上のメッセージは残ります。',
	forgetConfirm: 'すべて削除',
	forgetNotYours:
		'このボタンを押せるのは、リクエストした本人だけです。あなたについて保存しているものを削除するには、/forget を使ってください。',
	forgetFilesMayStay:
		'画像ファイルは、ほかに使っている人がいるかどうか確認できないため、しばらく残る場合があります。このBotの運営者が対応できます。',
	forgetNothing: 'あなたについて保存しているのは利用量の合計だけでした。合計はそのまま残ります。',
	forgotten: ({ gone }) =>
		`削除しました：${allOf(gone)}。利用量の合計は残ります。Discord上のメッセージはご自身で削除できます。`,
	forgottenSessions: ({ amount }) => `セッション${number(amount)}件`,
	forgottenTurns: ({ amount }) => `やり取り${number(amount)}回`,
	forgottenPictures: ({ amount }) => `画像${pictures(amount)}`,
	forgottenThoughts: ({ amount }) => `思考プロセス${number(amount)}件`,
	forgotJustNow: ({ again }) =>
		`その操作は先ほど受け付けました。すでに完了したか、処理中です。${again}に、もう一度実行できます。`,
};
