/** The answer was printed, and it is no: exit code 1 without another word. */
export class AnsweredNo extends Error {}
