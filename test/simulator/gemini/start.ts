import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../../../src/clock.ts';
import { entropy } from './entropy.ts';
import { type Exchange, type RecordedCall, type Service, serveGenerate } from './generate.ts';
import { type ApiVersion, MODELS, type ModelFacts } from './models.ts';
import { Parking } from './parking.ts';
import { invalidKey, Refusal, unknownModel } from './refusal.ts';
import { json, send } from './reply.ts';
import { type Script, ScriptQueue } from './script.ts';
import { SignatureBook } from './signatures.ts';

export type { RecordedCall } from './generate.ts';
export type { Script } from './script.ts';

export interface GeminiOptions {
	readonly clock: Clock;
	/** The one key that is let in. The default does not look like a real one, which secret scanners would report. */
	readonly apiKey?: string;
	/** Base64 characters of every signature, at least 4. The default is what each model was recorded with: 0.6 to 2.9 million. */
	readonly signatureChars?: number;
	/** `lax` answers requests whose signatures are wrong, and only records the violation. The default is `strict`. */
	readonly strictness?: 'strict' | 'lax';
	/** Most tokens that a request to any model may have. The default is each model's own: 65,536 or 131,072. */
	readonly inputTokenLimit?: number;
	/** Models that have been shut down: 404. */
	readonly goneModels?: readonly string[];
	/** With it signatures and response ids are the same in every run. */
	readonly seed?: string;
}

/** A stand-in for the Gemini Developer API on a loopback port. */
export interface LocalGemini extends AsyncDisposable {
	/** For the SDK's `httpOptions.baseUrl`. */
	readonly url: string;
	readonly apiKey: string;
	/** Every call of a generate method, refused ones included, in the order they arrived. */
	readonly calls: readonly RecordedCall[];
	/** Every rule about signatures that a request has broken, in the service's words. */
	readonly violations: readonly string[];
	/** What the following calls do, one script each; after them calls are answered with a picture again. */
	next(...scripts: readonly Script[]): void;
	/** What every call does for which no `next` script waits, until changed. */
	always(script: Script | undefined): void;
	/** How many `next` scripts wait for their calls. */
	readonly waiting: number;
	/** Resolves once at least `count` calls (default 1) are held, delayed or stalled. */
	inFlight(count?: number): Promise<void>;
	/** Lets the calls that are held or stalled now go on; what stalled is then cut off. */
	release(): void;
}

/** Not a literal address, so that connecting takes a look-up as it does to the real one. */
const HOST = 'localhost';
const ROUTE = /^\/(v1|v1beta)\/models(?:\/([\w.-]+)(?::(\w+))?)?$/;
const portSchema = z.object({ port: z.int() });

function describeModel(id: string, facts: ModelFacts): object {
	return {
		name: `models/${id}`,
		version: '001',
		displayName: facts.displayName,
		description: `${facts.displayName}: makes and edits pictures.`,
		inputTokenLimit: facts.inputTokenLimit,
		outputTokenLimit: 32_768,
		supportedGenerationMethods: ['generateContent', 'countTokens', 'batchGenerateContent'],
		temperature: 1,
		topP: 0.95,
		topK: 64,
		maxTemperature: 2,
		...(facts.thoughtTokens !== undefined && { thinking: true }),
	};
}

function authorise(request: IncomingMessage, apiKey: string): void {
	const given = request.headers['x-goog-api-key'];
	if (given === undefined) {
		throw new Refusal(401, 'Request is missing required authentication credential. Pass an API key.');
	}
	if (given !== apiKey) throw invalidKey();
}

class GeminiServer implements LocalGemini {
	readonly apiKey: string;
	readonly calls: RecordedCall[] = [];
	readonly violations: string[] = [];
	readonly #server: Server;
	readonly #service: Service;
	readonly #goneModels: readonly string[];
	readonly #inputTokenLimit: number | undefined;
	readonly #open = new Set<AbortController>();

	constructor(options: GeminiOptions) {
		this.apiKey = options.apiKey ?? 'local-gemini-key';
		this.#goneModels = options.goneModels ?? [];
		this.#inputTokenLimit = options.inputTokenLimit;
		const source = entropy(options.seed);
		this.#service = {
			clock: options.clock,
			isStrict: options.strictness !== 'lax',
			signatureChars: options.signatureChars,
			entropy: source,
			book: new SignatureBook(source),
			scripts: new ScriptQueue(),
			parking: new Parking(),
			violations: this.violations,
			authorise: (request) => authorise(request, this.apiKey),
			modelFor: (id, apiVersion) => this.#modelFor(id, apiVersion),
		};
		this.#server = createServer((request, response) => void this.#serve(request, response));
	}

	async listen(): Promise<this> {
		this.#server.listen(0, HOST);
		await once(this.#server, 'listening');
		return this;
	}

	get url(): string {
		return `http://${HOST}:${portSchema.parse(this.#server.address()).port}`;
	}

	next(...scripts: readonly Script[]): void {
		this.#service.scripts.next(...scripts);
	}

	always(script: Script | undefined): void {
		this.#service.scripts.always(script);
	}

	get waiting(): number {
		return this.#service.scripts.waiting;
	}

	inFlight(count = 1): Promise<void> {
		return this.#service.parking.inFlight(count);
	}

	release(): void {
		this.#service.parking.release();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const abort of this.#open) abort.abort();
		const closed = once(this.#server, 'close');
		this.#server.close();
		this.#server.closeAllConnections();
		await closed;
	}

	#modelFor(id: string, apiVersion: ApiVersion): ModelFacts {
		const facts = this.#goneModels.includes(id) ? undefined : MODELS.get(id);
		if (facts === undefined || !facts.apiVersions.includes(apiVersion)) throw unknownModel(id, apiVersion);
		return { ...facts, inputTokenLimit: this.#inputTokenLimit ?? facts.inputTokenLimit };
	}

	async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', `http://${HOST}`);
		const [, version, model, method] = ROUTE.exec(url.pathname) ?? [];
		const apiVersion = version === 'v1beta' ? 'v1beta' : 'v1';
		const isStream = method === 'streamGenerateContent' && url.searchParams.get('alt') === 'sse';
		if (request.method === 'POST' && model !== undefined && (isStream || method === 'generateContent')) {
			return this.#generate(request, response, { model, apiVersion, isStream });
		}
		request.resume();
		try {
			if (request.method !== 'GET' || version === undefined || method !== undefined) {
				throw new Refusal(404, `Method not found: ${request.method} ${url.pathname}`);
			}
			authorise(request, this.apiKey);
			send(response, json(200, this.#describe(model, apiVersion)));
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			send(response, json(error.status, error.body));
		}
	}

	/** One model, or the list of all that this API version serves. */
	#describe(model: string | undefined, apiVersion: ApiVersion): object {
		if (model !== undefined) return describeModel(model, this.#modelFor(model, apiVersion));
		const served = [...MODELS].filter(
			([id, facts]) => facts.apiVersions.includes(apiVersion) && !this.#goneModels.includes(id),
		);
		return { models: served.map(([id, facts]) => describeModel(id, facts)) };
	}

	async #generate(
		incoming: IncomingMessage,
		response: ServerResponse,
		route: Pick<RecordedCall, 'model' | 'apiVersion' | 'isStream'>,
	): Promise<void> {
		const abort = new AbortController();
		const { promise: ended, resolve: end } = Promise.withResolvers<void>();
		const call: Exchange['call'] = {
			...route,
			startedAtMs: this.#service.clock.now(),
			request: undefined,
			contents: [],
			status: undefined,
			response: undefined,
			parts: [],
			abortedByClient: false,
			ended,
		};
		this.calls.push(call);
		this.#open.add(abort);
		response.once('close', () => {
			call.abortedByClient = !response.writableFinished && !abort.signal.aborted;
			abort.abort();
			this.#open.delete(abort);
			end();
		});
		try {
			await serveGenerate(this.#service, { call, incoming, response, abort });
		} catch (error) {
			// Whoever is gone needs no answer; anything else is a fault of this stand-in and must be loud.
			if (!abort.signal.aborted && incoming.complete) throw error;
		}
	}
}

/** Starts a local Gemini on a free port of the loopback interface. Disposing of it closes every connection. */
export function startGemini(options: GeminiOptions): Promise<LocalGemini> {
	return new GeminiServer(options).listen();
}
