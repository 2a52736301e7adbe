/**
 * How many threads look up hosts, read files and decode pictures: far more than the pictures decoded at once, so that
 * decoding never holds up anything else. Node's default is 4.
 *
 * A number in the environment wins. libuv reads it once, when the pool is first used, and importing sharp does that. So
 * import this file before all others; it is the only one with a side effect on import.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '16';
