import type { GenerateRequest } from './request.ts';

const redirect = (query: string) =>
	`https://vertexaisearch.cloud.google.com/grounding-api-redirect/${Buffer.from(query).toString('base64url').slice(0, 120)}`;

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);

const webChunks = (query: string) => [
	{ web: { uri: redirect(`1 ${query}`), title: 'encyclopedia.example' } },
	{ web: { uri: redirect(`2 ${query}`), title: 'weather.example' } },
	{ web: { uri: `https://www.google.com/search?q=${encodeURIComponent(query)}`, title: '' } },
];

const imageChunks = (query: string) => [
	{
		image: {
			sourceUri: redirect(`3 ${query}`),
			imageUri: 'https://photos.example/large.jpg',
			title: query,
			domain: 'photos.example',
		},
	},
];

/**
 * The grounding of an answer when the request has Google Search on; else `undefined`.
 *
 * As in a recorded answer, one of the web queries is empty and one of the sources has no title.
 */
export function groundingOf({ tools = [] }: GenerateRequest, prompt: string): object | undefined {
	const search = tools.find(({ googleSearch }) => googleSearch !== undefined)?.googleSearch;
	if (search === undefined) return undefined;
	const { webSearch, imageSearch } = search.searchTypes ?? { webSearch: {} };
	const query = prompt.slice(0, 100);
	const chip = `<a class="chip" href="${redirect(query)}">${escapeHtml(query)}</a>`;
	return {
		groundingChunks: [
			...(webSearch === undefined ? [] : webChunks(query)),
			...(imageSearch === undefined ? [] : imageChunks(query)),
		],
		searchEntryPoint: {
			renderedContent: `<style>.container { display: flex; }</style>\n<div class="container"><div class="carousel">${chip}</div></div>\n`,
		},
		...(webSearch !== undefined && { webSearchQueries: ['', query] }),
		...(imageSearch !== undefined && { imageSearchQueries: [query] }),
	};
}
