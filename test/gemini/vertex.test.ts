import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { json, text } from 'node:stream/consumers';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startPlantain } from '../support/plantain.ts';

afterEach(() => {
	vi.unstubAllEnvs();
});

const ONE_PIXEL_PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const ANSWER = {
	candidates: [
		{
			content: { role: 'model', parts: [{ inlineData: { mimeType: 'image/png', data: ONE_PIXEL_PNG } }] },
			finishReason: 'STOP',
		},
	],
};

interface Heard {
	readonly line: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: unknown;
}

/** A Vertex AI and the token exchange in front of it, which give whoever asks a token and a picture. */
async function startVertex() {
	await using closing = new AsyncDisposableStack();
	const heard: Heard[] = [];
	const server = createServer(async (request, response) => {
		const isToken = request.url === '/token';
		const body = request.method === 'GET' || isToken ? await text(request) : await json(request);
		heard.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
		const token = {
			access_token: 'machine-token',
			issued_token_type: 'access_token',
			token_type: 'Bearer',
			expires_in: 60,
		};
		response.setHeader('content-type', 'application/json').end(JSON.stringify(isToken ? token : ANSWER));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	closing.defer(async () => {
		server.closeAllConnections();
		server.close();
		await once(server, 'close');
	});
	const { port } = z.object({ port: z.int() }).parse(server.address());
	const url = `http://127.0.0.1:${port}`;

	const folder = await mkdtemp(path.join(tmpdir(), 'plantain-vertex-'));
	closing.defer(() => rm(folder, { recursive: true }));
	const proof = path.join(folder, 'proof');
	await writeFile(proof, 'who this machine is');
	const credentials = path.join(folder, 'credentials.json');
	const audience = '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q';
	const account = {
		type: 'external_account',
		audience,
		subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
		token_url: `${url}/token`,
		credential_source: { file: proof },
	};
	await writeFile(credentials, JSON.stringify(account));
	const running = closing.move();
	return { url, heard, credentials, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The bot on Vertex AI, in surroundings that hold keys too, which the SDK would take by itself. */
async function startOnVertex(url: string, credentials: string, env: Readonly<Record<string, string>> = {}) {
	vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', credentials);
	vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'garden');
	vi.stubEnv('GEMINI_API_KEY', 'key-of-the-surroundings');
	vi.stubEnv('GOOGLE_GENAI_API_VERSION', 'v1');
	return startPlantain({
		env: () => ({
			GEMINI_BASE_URL: url,
			GOOGLE_CLOUD_PROJECT: 'garden',
			GOOGLE_CLOUD_LOCATION: 'europe-west4',
			...env,
		}),
	});
}

const MODELS_PATH = '/v1beta1/projects/garden/locations/europe-west4/publishers/google/models';

test('with a project pictures come from it, paid by the machine: no key leaves', async () => {
	await using vertex = await startVertex();
	await using plantain = await startOnVertex(vertex.url, vertex.credentials);
	const scene = await plantain.alice.slash('imagine', { prompt: 'a fox', model: 'pro', aspect: '16:9' });
	expect((await scene.finished()).attachments).toMatchObject([{ type: 'image/png' }]);

	const painted = vertex.heard.filter(({ line }) => line.endsWith(':generateContent'));
	expect(painted).toMatchObject([
		{
			line: `POST ${MODELS_PATH}/gemini-3-pro-image:generateContent`,
			headers: { authorization: 'Bearer machine-token' },
			body: {
				contents: [{ role: 'user', parts: [{ text: 'a fox' }] }],
				generationConfig: { imageConfig: { aspectRatio: '16:9' } },
			},
		},
	]);
	const everything = JSON.stringify(vertex.heard);
	for (const key of ['key-of-the-surroundings', plantain.gemini.apiKey]) expect(everything).not.toContain(key);
	expect(everything).not.toContain('x-goog-api-key');
	expect(plantain.gemini.calls).toEqual([]);
});

test('every configured model is looked for there', async () => {
	await using vertex = await startVertex();
	await using _plantain = await startOnVertex(vertex.url, vertex.credentials, {
		MODEL_PRO: 'gemini-3-pro-image-preview',
	});
	const looked = vertex.heard.filter(({ line }) => line.startsWith('GET')).map(({ line }) => line);
	expect(looked.toSorted()).toEqual([
		'GET /v1beta1/publishers/google/models/gemini-2.5-flash-image',
		'GET /v1beta1/publishers/google/models/gemini-3-pro-image-preview',
		'GET /v1beta1/publishers/google/models/gemini-3.1-flash-lite-image',
		'GET /v1beta1/publishers/google/models/gemini-nano-banana-2.1',
	]);
});

test('a preview is asked for under the version that Vertex AI serves all models by', async () => {
	await using vertex = await startVertex();
	await using plantain = await startOnVertex(vertex.url, vertex.credentials, {
		MODEL_PRO: 'gemini-3-pro-image-preview',
	});
	const scene = await plantain.alice.slash('imagine', { prompt: 'a fox', model: 'pro' });
	await scene.finished();
	expect(vertex.heard.map(({ line }) => line)).toContain(
		`POST ${MODELS_PATH}/gemini-3-pro-image-preview:generateContent`,
	);
});
