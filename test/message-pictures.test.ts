import { expect, test } from 'vitest';
import { readPictures } from '../src/message-pictures.ts';

const at = (name: string, query = '') => `https://cdn.discordapp.com/attachments/1/2/${name}${query}`;
const gallery = (...urls: string[]) => ({ type: 12, items: urls.map((url) => ({ media: { url } })) });
const urlsIn = (message: unknown) => readPictures(message).map(({ url }) => url);

test('a message made of components has its pictures there, also in a container, and needs no attachments', () => {
	const components = [
		{ type: 10, content: 'words' },
		gallery(at('a.png'), at('b.png')),
		{ type: 17, components: [gallery(at('c.png'))] },
	];
	expect(readPictures({ attachments: [], components })).toEqual([
		{ url: at('a.png'), name: 'a.png', sizeBytes: 0 },
		{ url: at('b.png'), name: 'b.png', sizeBytes: 0 },
		{ url: at('c.png'), name: 'c.png', sizeBytes: 0 },
	]);
});

test('a picture that is both attached and shown comes once, whatever the signature of its address', () => {
	const attachments = [{ url: at('a.png', '?ex=1'), filename: 'a.png', size: 7, content_type: 'image/png' }];
	expect(readPictures({ attachments, components: [gallery(at('a.png', '?ex=2'))] })).toEqual([
		{ url: at('a.png', '?ex=1'), name: 'a.png', sizeBytes: 7 },
	]);
});

test('what is no picture is left out, and what does not say its type is not', () => {
	const attachments = [
		{ url: at('notes.txt'), filename: 'notes.txt', size: 1, content_type: 'text/plain' },
		{ url: at('mystery'), filename: 'mystery', size: 1 },
	];
	const film = { type: 12, items: [{ media: { url: at('film.mp4'), content_type: 'video/mp4' } }] };
	expect(urlsIn({ attachments, components: [film] })).toEqual([at('mystery')]);
});
