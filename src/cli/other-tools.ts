import type { Command } from 'commander';
import { collect } from './collect.ts';
import type { Terminal } from './terminal.ts';

/** Commands about other tools: their methods, their files. */
export function addOtherTools(program: Command, terminal: Terminal): void {
  addCrossCheck(program, terminal);
  addExport(program, terminal);
  addTimeloop(program, terminal);
  addScaleSim(program, terminal);
  addImport(program, terminal);
}

function addCrossCheck(program: Command, terminal: Terminal): void {
  toolOptions(
    program
      .command('cross-check')
      .description("what a network costs by the method of MIT's energy estimation tool, apart from the simulator")
      .argument('<network>', 'a built-in network, an .onnx or .yaml file, or an input file of the tool (.txt)')
      .option('--style <name>', 'online or simulator: which version of the tool', 'online'),
  )
    .option('--json', 'print one JSON document')
    .action(async (network, options) =>
      (await import('./commands/cross-check.ts')).crossCheckCommand(network, options, terminal),
    );
}

function addExport(program: Command, terminal: Terminal): void {
  toolOptions(
    program
      .command('export')
      .description('write a network or the prices of an accelerator as a file of another tool')
      .argument('<what>', 'a network (eyeriss-tool) or an accelerator (timeloop-ert): a file, or a built-in name')
      .requiredOption(
        '--format <name>',
        'eyeriss-tool: 25 numbers a layer; timeloop-ert: energy and area reference tables',
      )
      .requiredOption('--out <file>', 'the file to write'),
  )
    .option('--force', 'write over a file that exists')
    .option('--json', 'print one JSON document')
    .action(async (network, options) =>
      (await import('./commands/export.ts')).exportCommand(network, options, terminal),
    );
}

/** What the tool is told of a network. */
function toolOptions(command: Command): Command {
  return command
    .option('--batch <number>', 'images processed together')
    .option('--input-shape <name=sizes>', 'shape of an ONNX input, such as data=1x3x224x224; repeatable', collect, [])
    .option('--activity <table>', 'zeros in the maps: a built-in name such as alexnet, or a .csv file')
    .option('--k <number>', 'rows of filters shared through tables of this many entries (assumed)')
    .option('--cluster-rate <share>', 'the same, entries per row')
    .option('--encoding <name>', 'how shared weights are entered: bits (default), entropy or as-pruned');
}

function addTimeloop(program: Command, terminal: Terminal): void {
  program
    .command('timeloop')
    .description('evaluate the mapping of a Timeloop specification, count by count as timeloop-model does')
    .argument('<files...>', 'YAML files with architecture, problem, mapping, and ERT and ART if there are any')
    .option('--json', 'print one JSON document')
    .action(async (files, options) =>
      (await import('./commands/timeloop.ts')).timeloopCommand(files, options, terminal),
    );
}

function addScaleSim(program: Command, terminal: Terminal): void {
  program
    .command('scale-sim')
    .description('compute cycles of a SCALE-Sim topology on its systolic array, as SCALE-Sim counts them')
    .argument('<topology>', 'a .csv of layers')
    .requiredOption('--config <file>', 'a .cfg with array size and dataflow')
    .option('--json', 'print one JSON document')
    .action(async (topology, options) =>
      (await import('./commands/scale-sim.ts')).scaleSimCommand(topology, options, terminal),
    );
}

function addImport(program: Command, terminal: Terminal): void {
  program
    .command('import')
    .description('write the accelerator of another tool as an accelerator file')
    .argument('<format>', 'timeloop or scale-sim')
    .argument(
      '<files...>',
      'YAML files with architecture and ERT (with problem and mapping, what each level keeps); a .cfg',
    )
    .requiredOption('--out <file>', 'the file to write')
    .option('--node <length>', "feature size, such as '45 nm'")
    .option('--voltage <voltage>', "supply, such as '1 V'")
    .option('--clock <frequency>', "such as '200 MHz'")
    .option('--force', 'write over a file that exists')
    .option('--json', 'print one JSON document')
    .action(async (format, files, options) =>
      (await import('./commands/import.ts')).importCommand(format, files, options, terminal),
    );
}
