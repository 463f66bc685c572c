/** Tiles to look through (`proofSize`) from which on a search leaves the thread that listens to the user: some 20 ms. */
export const aThread = 2000;

/**
 * From which on several threads search together: four seconds or more. Below, that each of them has to compile the search takes longer
 * than it saves.
 */
export const aTeam = 500_000;
