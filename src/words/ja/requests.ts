import type { Words } from '../words.ts';
import { allOf, dollars, number, oneOf, pictures, WINDOW, wholeMegabytes } from './format.ts';

export const requests: Words['requests'] = {
	promptBlank: 'プロンプトが空です。どんな画像にするか教えてください。',
	changeBlank: 'メッセージが空です。どこを変えるか教えてください。',
	askedTwice: 'まったく同じリクエストを先ほど受け取りました。もう一度作る場合は、再度送信してください。',
	queueFull: ({ running, waiting }) => `現在、${pictures(running)}を作成中で、${pictures(waiting)}が順番待ちです。どれかが完成してから、もう一度お試しください。`,
	restarting: '再起動しています。1分ほどしてから、もう一度お試しください。',
	restartedFirst: '順番が来る前に再起動しました。料金はかかっていません。1分ほどしてから、もう一度お試しください。',
	sessionFull: 'このセッションはいっぱいです。最後の画像から「アプリ」→「画像を編集」で、新しく始めてください。',
	closedInDirectMessages: 'ダイレクトメッセージでは使えません。サーバーで使ってください。',
	closedInServer: '運営者のサーバーでのみ使えます。ここでも使えるように、運営者に依頼してください。',

	blockedEverywhere: 'このBotの運営者が、あなたの画像作成を禁止しています。',
	blockedHere: 'このサーバーの管理者が、あなたの画像作成を禁止しています。',
	rolesMayNot: 'あなたのロールでは、このサーバーで画像を作成できません。',
	channelClosed: 'このチャンネルでは、画像の作成がオフになっています。',
	channelsOnly: ({ channels }) => `画像は${oneOf(channels)}で作成できます。ここでは作成できません。`,
	wordBlocked: 'このサーバーで禁止されている言葉がプロンプトに含まれています。表現を変えてみてください。',
	sizeForRoles: ({ size }) => `このサーバーで${size}を使えるのは、特定のロールだけです。小さいサイズをお試しください。`,
	searchForRoles: 'このサーバーで検索を使えるのは、特定のロールだけです。検索なしでお試しください。',
	modelNotHere: ({ model, models }) => `このサーバーでは${model}を使えません。${oneOf(models)}をお試しください。`,

	modelGone: ({ model, models }) => `Geminiでの${model}の提供は終了しました。${models.length === 0 ? 'ここで使えるモデルはほかにありません。' : `${oneOf(models)}をお試しください。`}`,
	aspectUnsupported: ({ model, aspect, aspects }) => `${model}は縦横比${aspect}に対応していません。使えるのは${allOf(aspects)}です。`,
	sizeFixed: ({ model }) => `${model}のサイズは常に約1Kです。サイズの指定を外してください。`,
	sizeUnsupported: ({ model, size, sizes }) => `${model}は${size}に対応していません。使えるのは${allOf(sizes)}です。`,
	tooManyPictures: ({ model, most, given }) => `${model}で使える画像は${pictures(most)}までですが、${pictures(given)}渡されました。`,
	searchUnsupported: ({ model, models }) => `${model}は検索に対応していません。${models.length === 0 ? 'ここで検索できるモデルはありません。' : `${oneOf(models)}なら検索できます。`}`,
	thoughtsUnsupported: ({ model, models }) => `${model}の思考プロセスは見られません。${models.length === 0 ? 'ここで思考プロセスを見られるモデルはありません。' : `${oneOf(models)}なら見られます。`}`,
	typeUnsupported: ({ model, type }) => `${model}は${type}ファイルに対応していません。別の形式の画像を送ってください。`,

	pictureNamed: ({ position, of }) => (of === 1 ? 'そのファイル' : `画像${number(position)}`),
	pictureForeign: ({ picture }) => `${picture}はDiscordのサーバーにありません。画像を直接添付してください。`,
	pictureGone: ({ picture }) => `${picture}はもうDiscordにありません。もう一度添付してください。`,
	pictureUnreachable: ({ picture }) => `${picture}をDiscordから取得できませんでした。もう一度お試しください。`,
	pictureTooManyBytes: ({ picture, most }) => `${picture}は${wholeMegabytes(most)} MBを超えています。もっと小さい画像を使ってください。`,
	pictureTooManyPixels: ({ picture, width, height, millions }) => `${picture}は${number(width)}×${number(height)}ピクセルですが、使えるのは${number(millions * 100)}万ピクセルまでです。もっと小さい画像を使ってください。`,
	pictureTooLargeTogether: ({ picture }) => `ほかの画像と合わせると、${picture}は大きすぎます。もっと小さい画像を使うか、枚数を減らしてください。`,
	pictureEmpty: ({ picture }) => `${picture}は空です。別の画像を使ってください。`,
	pictureUnsupported: ({ picture, found, types }) => `${picture}は使えない形式です${found === undefined ? '' : `（${found}）`}。${oneOf(types)}を送ってください。`,
	pictureTooSlow: ({ picture }) => `${picture}を開くのに時間がかかりすぎました。もっと小さい画像を使ってください。`,
	pictureDamaged: ({ picture }) => `${picture}は壊れているか、読み込めない形式です。別の画像を使ってください。`,

	waitedTooLong: '上限が近いため、画像を1枚ずつ作成していますが、順番が回ってきませんでした。料金はかかっていません。数分後にもう一度お試しください。',
	failedCallsUsedUp: ({ most, resetsAt }) => `この1時間にGeminiを${number(most)}回呼び出しましたが、画像ができませんでした。いったん停止します。${resetsAt}にもう一度お試しください。`,
	picturesUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) => `${HOLDER[holder]}の${WINDOW[window]}の残りは${pictures(most)}中${pictures(left)}${left === 0 ? 'です' : 'で、足りません'}。${resetsAt}にリセットされます。増やしたい場合は、${ASK(isOfServer)}に相談してください。`,
	dollarsUsedUp: ({ holder, left, most, window, resetsAt, isOfServer }) => `${HOLDER[holder]}の${WINDOW[window]}の残りは${dollars(most)}のうち${dollars(left)}で、足りません。${resetsAt}にリセットされます。増やしたい場合は、${ASK(isOfServer)}に相談してください。`,
};

const HOLDER = { user: 'あなた', guild: 'このサーバー', bot: 'このBot' };
const ASK = (isOfServer: boolean) => (isOfServer ? 'このサーバーの管理者' : 'このBotの運営者');
