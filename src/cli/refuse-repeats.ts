import type { Command } from 'commander';

/** An option of one value that is given twice is a fault: which of the two is meant? */
export function refuseRepeats(program: Command): void {
  for (const command of program.commands) {
    for (const option of command.options) {
      const hasOneValue = (option.required || option.optional) && option.parseArg === undefined;
      if (!hasOneValue) continue;
      let given = 0;
      command.on(`option:${option.name()}`, () => {
        given += 1;
        if (given < 2) return;
        command.error(`error: option '${option.flags}' is given twice`, { code: 'commander.repeatedOption' });
      });
    }
  }
}
