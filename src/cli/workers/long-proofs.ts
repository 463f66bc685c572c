/** Tiles to look through (`proofSize`) from which on a search leaves the thread that listens to the user: some 20 ms. */
export const aThread = 2000;

/** From which on several threads search together: some 100 ms. */
export const aTeam = 6000;
