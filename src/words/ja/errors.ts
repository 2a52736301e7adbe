import type { Words } from '../words.ts';
import { pictures } from './format.ts';

export const errors: Words['errors'] = {
	somethingBroke: ({ reference }) => `こちらで問題が発生しました。料金はかかっていません。もう一度お試しください。繰り返し発生する場合は、このBotの運営者に\`${reference}\`を伝えてください。`,
	partlyBroken: ({ unmade, reference }) => `こちらで問題が発生したため、${pictures(unmade)}は作成できませんでした。その分の料金はかかっていません。\`${reference}\` をこのBotの運営者に伝えてください。`,
	brokeAfterAll: ({ reference }) => `画像の完成後にこちらで問題が発生したため、その分は利用分に数えられました。\`${reference}\` をこのBotの運営者に伝えてください。`,
	storageFull: '保存容量がいっぱいのため、リクエストを受け付けられません。料金はかかっていません。このBotの運営者にお知らせください。',
	sessionGone: 'そのセッションはもう保存されていません。その画像から「アプリ」→「画像を編集」で、新しく始めてください。',
	madeAndLost: ({ isRest }) => `${isRest ? '残りの画像' : '画像'}は作成されて利用分に数えられましたが、ここへの投稿も保存もできませんでした。`,
	madeAndKept: ({ isRest, obstacle }) => `${isRest ? '残りの画像' : '画像'}は作成されて利用分に数えられ、保存もしてありますが、${KEPT[obstacle]}`,
	notAllowedHere: 'ここに投稿する権限がありません。ここでのメッセージの送信とファイルの添付を許可してから、もう一度お試しください。',
	tooLargeHere: 'ここでは、そのサイズのファイルをDiscordが受け付けません。もっと大きいファイルを送れる場所でお試しください。',
	showPicture: ({ number, of }) => (of === 1 ? '画像を表示' : `画像${number}を表示`),
	tooSlow: '応答が間に合いませんでした。もう一度お試しください。',
	lookupTooSlow: '確認が間に合いませんでした。何も変更されていません。もう一度お試しください。',
	commandGone: 'そのコマンドはなくなりました。`/help`でできることを確認できます。',
	commandChanged: 'このコマンドは変更されました。Discordを再読み込みして、もう一度お試しください。',
	buttonOutOfDate: 'このボタンは古くなっています。コマンドをもう一度実行してください。',
	menuOutOfDate: 'このメニューは古くなっています。コマンドをもう一度実行してください。',
	formOutOfDate: 'このフォームは古くなっています。コマンドをもう一度実行してください。',
	panelOutOfDate: 'この画面は古くなっています。何も変更されていません。/settings をもう一度使ってください。',
	operatorOnly: 'すべての場所を対象にできるのは、このBotの運営者だけです。',
	managersOnly: 'この操作ができるのは、このサーバーを管理できる人だけです。',
};

const KEPT = {
	'not-allowed': 'ここに投稿する権限がありません。ここでのメッセージの送信とファイルの添付を許可してから、ボタンを押してください。',
	'too-large': '縮小しても、ここでDiscordが受け付けるサイズに収まりませんでした。ボタンを押すと、もう一度試せます。',
	'not-taken': 'Discordに受け付けられませんでした。ボタンを押すと、もう一度試せます。',
};
