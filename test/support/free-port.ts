import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port that nobody listens on. It is below those that systems hand out by themselves (from 32768 on Linux, 49152
 * elsewhere), so that no other test gets it by chance before it is used, or between two uses.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(16_384, 32_768);
		const probe = createServer().listen(port, '127.0.0.1');
		try {
			await once(probe, 'listening');
		} catch (error) {
			if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') continue;
			throw error;
		}
		probe.close();
		await once(probe, 'close');
		return port;
	}
}
