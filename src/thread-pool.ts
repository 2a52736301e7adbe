/**
 * How many threads look up hosts, read files and decode pictures: far more than pictures are decoded at once, so that
 * these never keep anything else waiting. Node's own default is 4.
 *
 * A number in the environment of the process wins. libuv reads it once, when it first uses the pool, and importing sharp
 * does that: so this file, alone in having an effect when it is imported, must be imported before all others.
 */
process.env['UV_THREADPOOL_SIZE'] ??= '16';
