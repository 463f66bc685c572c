/** Tiles to look through (`proofSize`) from which on a search leaves the thread that listens to the user: some 20 ms. */
export const aThread = 2000;

/** From which on several threads search together from the start: some one and a half seconds. Below, compiling the search in each takes longer than it saves. */
export const aTeam = 400_000;

/** A search that was to be shorter and takes longer than this is helped by the others all the same. */
export const aWhileMs = 1500;
