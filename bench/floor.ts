import { WebSocket } from 'ws';

/**
 * The floor: what no bot can do without to bring a picture from Gemini to Discord, and nothing else. One gateway
 * connection, an acknowledgement, one POST, decoding, one upload. It keeps nothing, checks nothing and limits nobody, and
 * it uses no library of Discord's or Google's: `ws` and Node's own `fetch`. The acknowledgement and the POST leave in the
 * same moment.
 */
const [apiUrl, token, geminiUrl] = process.argv.slice(2);
const api = `${apiUrl}/v10`;
const MODEL_ID = 'gemini-3-pro-image';

/** Source: Discord, gateway opcodes, interaction callback types and intents. */
const OP = { dispatch: 0, heartbeat: 1, identify: 2, hello: 10 };
const CALLBACK = { message: 4, deferred: 5 };
const GUILDS_INTENT = 1;
const TEXT_OPTION = 3;

interface Interaction {
	readonly id: string;
	readonly token: string;
	readonly application_id: string;
	readonly data: { readonly name: string; readonly options: readonly { name: string; value: string }[] };
}

interface Answer {
	readonly candidates: readonly [{ content: { parts: readonly [{ inlineData: { mimeType: string; data: string } }] } }];
}

interface Gateway {
	readonly op: number;
	readonly s: number | null;
	readonly t: string | null;
	readonly d: { heartbeat_interval: number } & { application: { id: string } } & Interaction;
}

/** A connection that the other side closed in the same moment costs a second try. */
const call = (url: string, request: RequestInit) => fetch(url, request).catch(() => fetch(url, request));

async function send(method: string, path: string, body: FormData | object): Promise<void> {
	const isForm = body instanceof FormData;
	const response = await call(`${api}${path}`, {
		method,
		headers: { authorization: `Bot ${token}`, ...(isForm ? {} : { 'content-type': 'application/json' }) },
		body: isForm ? body : JSON.stringify(body),
	});
	await response.arrayBuffer();
}

const acknowledge = ({ id, token }: Interaction, type: number) =>
	send('POST', `/interactions/${id}/${token}/callback`, {
		type,
		...(type === CALLBACK.message && { data: { content: '…' } }),
	});

async function generate({ data }: Interaction) {
	const { prompt, size } = Object.fromEntries(data.options.map(({ name, value }) => [name, value]));
	const answered = await call(`${geminiUrl}/v1/models/${MODEL_ID}:generateContent`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({
			contents: [{ role: 'user', parts: [{ text: prompt }] }],
			generationConfig: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { imageSize: size } },
		}),
	});
	const { candidates }: Answer = JSON.parse(await answered.text());
	const { inlineData } = candidates[0].content.parts[0];
	return new Blob([Buffer.from(inlineData.data, 'base64')], { type: inlineData.mimeType });
}

async function imagine(interaction: Interaction): Promise<void> {
	const [picture] = await Promise.all([generate(interaction), acknowledge(interaction, CALLBACK.deferred)]);
	const form = new FormData();
	form.set('payload_json', JSON.stringify({ attachments: [{ id: 0 }] }));
	form.set('files[0]', picture, 'picture.jpg');
	await send('PATCH', `/webhooks/${interaction.application_id}/${interaction.token}/messages/@original`, form);
}

const option = (name: string) => ({ type: TEXT_OPTION, name, description: name });
const COMMANDS = [
	{ name: 'imagine', description: 'imagine', options: ['prompt', 'size'].map(option) },
	{ name: 'help', description: 'help' },
];

const { url }: { url: string } = JSON.parse(await (await fetch(`${api}/gateway`)).text());
const socket = new WebSocket(`${url}/?v=10&encoding=json`);
let sequence: number | null = null;

function answer({ t, d }: Gateway): Promise<void> | undefined {
	if (t === 'READY') return send('PUT', `/applications/${d.application.id}/commands`, COMMANDS);
	if (t !== 'INTERACTION_CREATE') return undefined;
	return d.data.name === 'imagine' ? imagine(d) : acknowledge(d, CALLBACK.message);
}

socket.on('message', async (raw) => {
	const message: Gateway = JSON.parse(String(raw));
	sequence = message.s ?? sequence;
	if (message.op === OP.dispatch) return answer(message);
	if (message.op !== OP.hello) return undefined;
	const properties = { os: process.platform, browser: 'floor', device: 'floor' };
	const tell = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
	setInterval(() => tell(OP.heartbeat, sequence), message.d.heartbeat_interval);
	tell(OP.identify, { token, intents: GUILDS_INTENT, properties });
});
