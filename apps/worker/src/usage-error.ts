/** The user asked for something that cannot be; its message is one line for the user. */
export class UsageError extends Error {}
