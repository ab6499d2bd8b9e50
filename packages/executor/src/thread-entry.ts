/** The program of a slot's thread, compiled: threads know nothing of loaders and conditions for sources. */
export const THREAD_MAIN = new URL('../dist/thread-main.js', import.meta.url)
