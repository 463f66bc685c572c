/** Tiles to be looked through (`proofSize`) from which on a search is not done in the thread that listens to the user. */
export const aThread = 2000;

/** From which on it is worth a team: some tenths of a second. */
export const aTeam = 4000;
