import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../src/clock.ts';
import { type Answer, answer } from './answer.ts';
import { parseJson, readBody } from './body.ts';
import { checkConfig } from './config-rules.ts';
import { checkContents } from './content-rules.ts';
import type { Entropy } from './entropy.ts';
import type { ApiVersion, ModelFacts } from './models.ts';
import type { Parking } from './parking.ts';
import { errorInfo, Refusal, rateLimited } from './refusal.ts';
import { html, json, type Reply, send, sendHalf, stream } from './reply.ts';
import { type Content, type GenerateRequest, type Part, parseRequest } from './request.ts';
import type { Script, ScriptQueue } from './script.ts';
import { badSignature, type SignatureBook, signaturesInUserTurns } from './signatures.ts';
import { checkInputTokens } from './usage.ts';

/** One call of a generate method, as the server saw it. */
export interface RecordedCall {
	readonly model: string;
	readonly apiVersion: ApiVersion;
	readonly isStream: boolean;
	/** On the server's clock, in milliseconds. */
	readonly startedAtMs: number;
	/** The parsed body; `undefined` until it has been read, and when it is not JSON. */
	readonly request: unknown;
	/** The turns of the request; empty when its shape was refused. */
	readonly contents: readonly Content[];
	/** The HTTP status; `undefined` when no response was begun. */
	readonly status: number | undefined;
	/** The body as it would be whole, parsed: an object, the list of a stream's chunks, or a page of HTML. */
	readonly response: unknown;
	/** The parts of the answer, thoughts included; empty when there was none. */
	readonly parts: readonly Part[];
	/** Whether the client went away before it had the whole response. */
	readonly abortedByClient: boolean;
	/** Resolves when the exchange is over, whoever ended it. */
	readonly ended: Promise<void>;
}

/** What all calls share. */
export interface Service {
	readonly clock: Clock;
	readonly isStrict: boolean;
	/** Length of every signature, where the model's own is not wanted. */
	readonly signatureChars: number | undefined;
	readonly entropy: Entropy;
	readonly book: SignatureBook;
	readonly scripts: ScriptQueue;
	readonly parking: Parking;
	readonly violations: string[];
	/** Throws a {@link Refusal} when the caller may not call. */
	authorise(request: IncomingMessage): void;
	/** Throws a {@link Refusal} when there is no such model. */
	modelFor(id: string, apiVersion: ApiVersion): ModelFacts;
}

export interface Exchange {
	readonly call: { -readonly [Field in keyof RecordedCall]: RecordedCall[Field] };
	readonly incoming: IncomingMessage;
	readonly response: ServerResponse;
	/** Ends the exchange from either side: the client went away, a script cuts it, or the server is closed. */
	readonly abort: AbortController;
}

function scriptedRefusal({ rateLimited: limit, status, message, googleStatus, reason }: Script, model: string) {
	if (limit !== undefined) return rateLimited(model, limit);
	if (status === undefined) return undefined;
	const usual = status === 503 ? 'The model is overloaded. Please try again later.' : 'The request was not served.';
	return new Refusal(status, message ?? usual, {
		...(googleStatus !== undefined && { googleStatus }),
		...(reason !== undefined && { details: [errorInfo(reason)] }),
	});
}

function checkSignatures(service: Service, request: GenerateRequest, model: string, isSigned: boolean): void {
	const contents = request.contents ?? [];
	const faults = service.book.faults(contents, model, isSigned);
	service.violations.push(...faults, ...signaturesInUserTurns(contents));
	if (faults.length > 0 && service.isStrict) throw badSignature(faults);
}

/** Checks a request in the order the service does, and answers it. */
async function ask(service: Service, call: Exchange['call'], facts: ModelFacts, script: Script): Promise<Answer> {
	const { model } = call;
	const request = parseRequest(call.request);
	call.contents = request.contents ?? [];
	checkConfig(request, facts);
	await checkContents(request);
	checkInputTokens(request, facts.inputTokenLimit);
	checkSignatures(service, request, model, facts.signatureChars !== undefined);
	return answer({
		model,
		facts,
		request,
		script,
		responseId: service.entropy(17).toString('base64url'),
		sign: (part) => service.book.issue(model, part, service.signatureChars ?? facts.signatureChars ?? 0),
	});
}

async function replyTo(service: Service, { call }: Exchange, script: Script, facts: ModelFacts) {
	if (script.html !== undefined) return html(script.html);
	const refusal = scriptedRefusal(script, call.model);
	if (refusal !== undefined) throw refusal;
	if (script.raw !== undefined) return json(200, script.raw);
	const body = await ask(service, call, facts, script);
	call.parts = body.candidates?.[0]?.content.parts ?? [];
	if (call.isStream) return stream(body, script);
	if (script.errorChunk !== undefined) throw new Refusal(script.errorChunk, 'The answer broke off.');
	return json(200, body);
}

/** Sends the reply, or as much of it as the script lets through. */
async function deliver({ parking }: Service, { response, abort }: Exchange, reply: Reply, script: Script) {
	if (script.brokenJson === true) return send(response, { ...reply, text: '{"candidates": [{]}' });
	if (script.truncated === true) {
		return send(response, { ...reply, text: reply.text.slice(0, reply.text.length / 2) });
	}
	if (script.stall !== true && script.destroy !== 'within') return send(response, reply);
	await sendHalf(response, reply);
	if (script.stall === true) await parking.hold(abort.signal);
	cut({ response, abort });
}

/** Ends the exchange from this side, so that it does not count as the client's doing. */
function cut({ response, abort }: Pick<Exchange, 'response' | 'abort'>): void {
	abort.abort();
	response.destroy();
}

/** Serves one call of a generate method from its body to the end of its response. */
export async function serveGenerate(service: Service, exchange: Exchange): Promise<void> {
	const { call, incoming, abort } = exchange;
	let script: Script = {};
	const reply = await (async () => {
		const body = await readBody(incoming);
		service.authorise(incoming);
		call.request = parseJson(body);
		const facts = service.modelFor(call.model, call.apiVersion);
		script = service.scripts.take(call.model);
		if (script.hold === true) await service.parking.hold(abort.signal);
		if (script.delayMs !== undefined) {
			await service.parking.park(service.clock.sleep(script.delayMs, abort.signal));
		}
		if (script.destroy === 'before') return cut(exchange);
		return replyTo(service, exchange, script, facts);
	})().catch((error: unknown) => {
		if (error instanceof Refusal) return json(error.status, error.body);
		throw error;
	});
	if (reply === undefined) return;
	call.status = reply.status;
	call.response = reply.body;
	await deliver(service, exchange, reply, script);
}
