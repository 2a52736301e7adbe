import type { Words } from '../words.ts';
import { number, pictures } from './format.ts';

export const answers: Words['answers'] = {
	charge: {
		nothing: '料金はかかっていません',
		noPicture: '画像の料金はかかっていません',
		notMissing: '足りない分の料金はかかっていません',
	},
	textOnly: ({ charge }) => `Geminiが画像ではなく言葉で答えました。${charge}。どんな画像にするか教えてください。`,
	blockedPrompt: ({ charge }) => `Geminiの安全フィルターがこのプロンプトをブロックしました。${charge}。表現を変えてみてください。`,
	blockedOutput: ({ charge }) => `Geminiは画像を描きましたが、安全フィルターでブロックされました。${charge}。プロンプトの表現を変えてみてください。`,
	noImage: ({ charge }) => `Geminiから画像が返ってきませんでした。${charge}。もう一度試すか、別の表現にしてみてください。`,
	allowanceUsedUp: ({ charge }) => `GeminiでのこのBotの利用枠を使い切りました。${charge}。運営者にお知らせください。`,
	rateLimited: ({ charge }) => `Geminiへのリクエストが多すぎます。${charge}。1分ほどしてから、もう一度お試しください。`,
	overloaded: ({ charge }) => `Geminiが混雑しています。${charge}。数分後にもう一度お試しください。`,
	unreachable: ({ charge }) => `Geminiに接続できませんでした。${charge}。数分後にもう一度お試しください。`,
	garbled: ({ charge }) => `Geminiの応答を読み取れませんでした。${charge}。もう一度お試しください。`,
	badRequest: ({ charge }) => `Geminiがこのリクエストを受け付けませんでした。${charge}。別のオプションかプロンプトをお試しください。`,
	signatureRefused: ({ charge }) => `Geminiが前の画像を認識できませんでした。${charge}。/imagine で新しく始めてください。`,
	modelGone: ({ charge }) => `Geminiでのこのモデルの提供は終了しました。${charge}。別のモデルを選んでください。`,
	keyRefused: ({ charge }) => `このBotのキーがGeminiに拒否されました。${charge}。運営者にお知らせください。`,
	timedOut: ({ charge }) => `Geminiの処理に時間がかかりすぎたため、中断しました。${charge}。もう一度試すか、小さいサイズを選んでください。`,
	restarted: ({ charge }) => `画像が完成する前に再起動しました。${charge}。1分ほどしてから、もう一度お試しください。`,
	someMissing: ({ missing, of }) => `${pictures(of)}中${pictures(missing)}は作成できませんでした。`,

	underASecond: '1秒未満',
	seconds: ({ seconds }) => `${number(seconds)}秒`,
	substituteDrew: ({ model }) => `選択したモデルが混雑しているため、${model}が描きました。`,
	madeSmaller: ({ pixels, size }) => `ここに投稿できるように縮小しました。元の画像は保存してあります（${pixels}、${size}）。`,
	searched: ({ links }) => `検索：${links}`,
	sources: ({ links }) => `出典：${links}`,
	tooLargeToShow: ({ size }) => `1枚の画像（${size}）は大きすぎてここに表示できず、縮小もできませんでした。`,
	leftOut: ({ left }) => `Geminiはさらに${pictures(left)}描きましたが、上限を超えるためお届けできません。`,
	oldTurnsDropped: 'セッションが長くなったため、最も古いやり取りはGeminiに送られなくなりました。',
	lostButYours: '前の画像が失われたため、あなたの画像から始めました。',
	continuesAfresh: ({ reason }) => `${WHY[reason]}ため、最後の画像だけをもとに作成しました。`,
	lostPicture: '前の画像が失われました。画像を添付して、どこを変えるかもう一度教えてください。',
	refine: '調整',
	thoughts: '思考プロセス',
	thoughtsGone: 'この思考プロセスはもう保存されていません。',
	wholeText: '全文',
	allWords: '言葉の全文',

	welcome: '変えたいところを、ここに書いてください。以前の画像に返信すると、そこから枝分かれできます。`//`で始まるメッセージには反応しません。',
	welcomeWithoutMessages: '画像を変えるには、ここで画像に返信する（メンションはオンのまま）か、メンションするか、`/refine`を使ってください。以前の画像に返信すると、そこから枝分かれできます。',

	notAllowedHere: 'リクエストされた場所に投稿する権限がないため、ここでお届けします。',
	notAllowedIn: ({ channel }) => `${channel}に投稿する権限がないため、ここでお届けします。`,
	notPostedHere: 'リクエストされた場所に投稿できなかったため、ここでお届けします。',
	notPostedIn: ({ channel }) => `${channel}に投稿できなかったため、ここでお届けします。`,
	movedNotAllowed: 'ここに投稿する権限がないため、ダイレクトメッセージでお届けしました。ここでのメッセージの送信とファイルの添付を許可すると、次からはここに届きます。',
	movedNotPosted: 'ここに投稿できなかったため、ダイレクトメッセージでお届けしました。',

	logLine: ({ person, channel, request, model, price, kind }) => `${person}（${channel}）：${request} · ${model} · ${price} · ${kind}`,
	privatePicture: '非公開の画像',
	unknownCost: '料金不明',
};

const WHY = {
	'model-changed': '描くモデルが変わった',
	'too-large': '直前のやり取りが大きすぎて全体を送れない',
	forgotten: 'それまでのやり取りが削除された',
	missing: 'それまでのやり取りの一部が失われた',
	corrupt: 'それまでのやり取りの一部が壊れている',
	'signature-refused': 'それまでのやり取りをGeminiが認識できなかった',
};
