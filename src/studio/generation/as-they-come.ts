/** Yields the settled results of the promises, the quickest first. */
export async function* asTheyCome<T>(promises: readonly Promise<T>[]): AsyncGenerator<PromiseSettledResult<T>> {
	const settle = async (promise: Promise<T>, index: number) => {
		const [settled] = await Promise.allSettled([promise]);
		return [index, settled] as const;
	};
	const pending = new Map(promises.map((promise, index) => [index, settle(promise, index)]));
	while (pending.size > 0) {
		const [index, settled] = await Promise.race(pending.values());
		pending.delete(index);
		yield settled;
	}
}
