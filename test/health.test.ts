import { expect, test } from 'vitest';
import { StartError } from '../src/errors.ts';
import { serveHealth } from '../src/health.ts';

const statusOf = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;

test('/readyz follows the bot, /healthz does not, and an unknown path is a 404', async () => {
	let isReady = false;
	await using health = await serveHealth(0, () => isReady);
	expect(await statusOf(health.port, '/readyz')).toBe(503);
	isReady = true;
	expect(await statusOf(health.port, '/readyz')).toBe(200);
	isReady = false;
	expect(await statusOf(health.port, '/healthz')).toBe(200);
	expect(await statusOf(health.port, '/metrics.php?x=/healthz')).toBe(404);
	expect(await statusOf(health.port, '/constructor')).toBe(404);
	expect(await statusOf(health.port, '//')).toBe(404);
	expect(await statusOf(health.port, '/readyz?verbose')).toBe(503);
});

test('a port that is taken ends the start with one line that names HTTP_PORT', async () => {
	await using first = await serveHealth(0, () => true);
	const second = serveHealth(first.port, () => true);
	await expect(second).rejects.toThrow(StartError);
	await expect(second).rejects.toThrow(/HTTP_PORT/);
});
