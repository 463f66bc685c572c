import { Command } from 'commander';
import { version } from '../shared/version.ts';
import { collect } from './collect.ts';
import { addOtherTools } from './other-tools.ts';
import { addPlan, addRun } from './sweep-commands.ts';
import type { Terminal } from './terminal.ts';

const examples = `
Examples:
  kjoule init study.yaml                        write a commented scenario to start from
  kjoule run study.yaml                         cost it; the report goes to reports/study/
  kjoule run alexnet-eyeriss --out reports/mine a built-in scenario, a folder of your own
  kjoule explain reports/study --layer conv2    where the joules of one layer go, and why
  kjoule workload model.onnx --batch 4          layers, shapes and MACs of a network
  kjoule count --hardware edge-small --workload lenet5 --layer conv1 --mapping conv1.map
  kjoule cross-check alexnet --batch 44         the same network by the method of MIT's tool
  kjoule timeloop arch.yaml prob.yaml map.yaml  a Timeloop specification, count by count
  kjoule compress model.onnx --engine deep-k-means --k 64 --out model.kj.safetensors
  kjoule simulate-functional --hardware eyeriss-65nm-lut --workload lenet5 --engine deep-k-means --k 20
  kjoule train lenet5 --out lenet5.safetensors  train a network; --data names a folder of images
  kjoule retrain lenet5-digits                  Deep k-Means re-training against sharing without it
  kjoule retrain lenet5-k-frontier              accuracy against compression ratio and energy
  kjoule list hardware                          the accelerators that are built in

Exit codes: 0 done, 1 the question has no answer (nothing fits) or a check fails, 2 bad input.`;

/**
 * Every command and option. What a command does is loaded when it is called: `--help` must not wait for charts, parsers
 * and models.
 */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command('kjoule')
    .description('What does this network cost on this accelerator: joules, cycles, area, and why?')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', examples)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: () => {},
      getOutHelpWidth: () => terminal.columns,
    });
  addRun(program, terminal);
  addPlan(program, terminal);
  addCount(program, terminal);
  addMap(program, terminal);
  addSimulateFunctional(program, terminal);
  addWorkload(program, terminal);
  addList(program, terminal);
  addExplain(program, terminal);
  addCompare(program, terminal);
  addOtherTools(program, terminal);
  addValidate(program, terminal);
  addInit(program, terminal);
  addCompress(program, terminal);
  addDecompress(program, terminal);
  addTrain(program, terminal);
  addRetrain(program, terminal);
  addDoctor(program, terminal);
  return program;
}

function addCount(program: Command, terminal: Terminal): void {
  program
    .command('count')
    .description('what one layer costs under one mapping: words per level and operand, cycles, energy')
    .requiredOption('--hardware <spec>', 'a spec file, or the name of a built-in accelerator')
    .requiredOption('--workload <network>', 'an .onnx or .yaml file, or the name of a built-in network')
    .requiredOption('--mapping <mapping>', 'a file, or the mapping itself; its lines may be separated by `;`')
    .option('--layer <name>', 'may be left out when the network has one layer')
    .option('--convention <name>', 'port, timeloop or eyeriss', 'port')
    .option('--activity <table>', 'zeros in the maps: a built-in table, or a .csv file')
    .option('--batch <number>', 'images processed together')
    .option('--input-shape <name=sizes>', 'shape of an ONNX input, such as data=1x3x224x224; repeatable', collect, [])
    .option('--json', 'print one JSON document')
    .action(async (options) => (await import('./commands/count.ts')).count(options, terminal));
}

function addMap(program: Command, terminal: Terminal): void {
  program
    .command('map')
    .description('the best mapping of one layer, proven, and why none is better')
    .argument('<network>', 'a built-in network, or a file; alone: a scenario, which says all the rest')
    .argument('[accelerator]', 'a built-in accelerator, or a .yaml spec')
    .option('--layer <name>', 'may be left out when the network has one layer')
    .option('--batch <number>', 'images processed together')
    .option('--convention <name>', 'port or eyeriss; timeloop with --strategy templates (default: port)')
    .option('--strategy <name>', 'optimal or templates (default: optimal)')
    .option('--objective <text>', "such as latency or 'energy within 200 us' (default: energy)")
    .option('--factors <kind>', 'perfect or imperfect: whether they must divide (default: perfect)')
    .option('--time-limit <time>', 'such as 5s: then the best so far, and how far off it may be')
    .option('--workers <number>', 'threads that search together (default: one per core)')
    .option('--bypass', 'search what levels keep as well')
    .option('--no-cache', 'search again, and remember nothing')
    .option('--explain', 'bounds, what stands in the way of larger tiles, what more memory would give')
    .option('--json', 'print one JSON document')
    .action(async (network, accelerator, options) =>
      (await import('./commands/map.ts')).map(network, accelerator, options, terminal),
    );
}

function addSimulateFunctional(program: Command, terminal: Terminal): void {
  const command = program
    .command('simulate-functional')
    .description('execute a network, or one layer, on integers as it is mapped; compare outputs and counts')
    .requiredOption('--hardware <spec>', 'a spec file, or the name of a built-in accelerator')
    .requiredOption('--workload <network>', 'an .onnx or .yaml file, or the name of a built-in network')
    .option('--layer <name>', 'this layer only, on random activations (default: the whole network)')
    .option('--mapping <mapping>', 'of that layer: a file, or the mapping itself (default: one that is searched)')
    .option('--style <style>', 'how products are formed, in place of what the spec says')
    .option('--weights <file>', 'trained weights from a safetensors file: <layer>.weight, <layer>.bias')
    .option('--artefact <file>', 'compressed weights that `kjoule compress` wrote, in place of --engine')
    .option('--engine <engine>', 'compress the weights first; random ones where the network has shapes only');
  addEngineOptions(command)
    .option('--seed <number>', 'of random weights and activations (default: 1)')
    .option('--images <file>', 'input of the network: images of an IDX file (MNIST), gzipped or not')
    .option('--batch <number>', 'images processed together')
    .option('--input-shape <name=sizes>', 'shape of an ONNX input, such as data=1x3x224x224; repeatable', collect, [])
    .option('--force', 'execute layers of more than 200 million multiply-accumulates too')
    .option('--json', 'print one JSON document')
    .action(async (options) =>
      (await import('./commands/simulate-functional.ts')).simulateFunctional(options, terminal),
    );
}

function addWorkload(program: Command, terminal: Terminal): void {
  program
    .command('workload')
    .description('the layers of a network: shapes, MACs, parameters, and what cannot be costed')
    .argument('<network>', 'an .onnx, .yaml, .csv or .m file, or the name of a built-in network')
    .option('--batch <number>', 'images processed together')
    .option('--input-shape <name=sizes>', 'shape of an ONNX input, such as data=1x3x224x224; repeatable', collect, [])
    .option('--json', 'print one JSON document')
    .action(async (network, options) => (await import('./commands/workload.ts')).workload(network, options, terminal));
}

function addList(program: Command, terminal: Terminal): void {
  program
    .command('list')
    .description('what there is to name in a scenario')
    .argument(
      '[kind]',
      'workloads, hardware, scenarios, conventions, mappers, engines or components (default: all but components)',
    )
    .option('--json', 'print one JSON document')
    .action(async (kind, options) => (await import('./commands/list.ts')).list(kind, options, terminal));
}

function addCompress(program: Command, terminal: Terminal): void {
  const command = program
    .command('compress')
    .description('compress the weights of a network: a table of the layers, and with --out a file to keep')
    .argument('<model>', 'an .onnx or .yaml file, or the name of a built-in network')
    .requiredOption(
      '--engine <engine>',
      'a name of `kjoule list engines`, a module such as ./my-engine.js, or a package',
    )
    .option('--out <file>', 'the artefact to write, such as model.kj.safetensors')
    .option('--force', 'write over a file that exists')
    .option('--weights <file>', 'trained weights from a safetensors file: <layer>.weight, <layer>.bias')
    .option('--importance <file>', 'how much each weight matters, in a safetensors file of the same names');
  addEngineOptions(command)
    .option('--seed <number>', 'the same seed gives the same bytes (default: 1)')
    .option('--input-shape <name=sizes>', 'shape of an ONNX input, such as data=1x3x224x224; repeatable', collect, [])
    .option('--json', 'print one JSON document')
    .action(async (model, options) => (await import('./commands/compress.ts')).compress(model, options, terminal));
}

/** Options of compression engines. */
function addEngineOptions(command: Command): Command {
  return command
    .option('--k <entries>', 'entries of each table')
    .option('--cluster-rate <rate>', 'entries per vector, in place of --k')
    .option('--sparsity <share>', 'share of the vectors that get one entry of their own')
    .option('--bits <bits>', 'bits per weight')
    .option('--fc', 'compress fully connected layers too')
    .option('--no-fc', 'leave them as they are')
    .option('--coding <name>', 'how indices are stored: plain, huffman, arithmetic or entropy-bound')
    .option('--exclude <pattern>', 'a layer to leave as it is; `*` any letters, `?` one; repeatable', collect, [])
    .option('--option <name=value>', 'any other option of the engine, such as firstLayer.k=3; repeatable', collect, []);
}

function addDecompress(program: Command, terminal: Terminal): void {
  program
    .command('decompress')
    .description('dense weights from an artefact of kjoule compress')
    .argument('<artefact>', 'the file that kjoule compress wrote')
    .requiredOption('--out <path>', 'a .safetensors file, an .onnx file (with --onnx), or a folder of .npy files')
    .option('--onnx <model>', 'the model whose weights are replaced; everything else in it stays')
    .option('--force', 'write over files that exist')
    .option('--json', 'print one JSON document')
    .action(async (file, options) => (await import('./commands/decompress.ts')).decompress(file, options, terminal));
}

function addExplain(program: Command, terminal: Terminal): void {
  program
    .command('explain')
    .description('one layer of a report: its mapping as a nest, what stays where, what each line costs')
    .argument('<report>', 'a report folder, or its result.json')
    .option('--layer <name>', 'may be left out when the report has one layer')
    .option('--json', 'print one JSON document')
    .action(async (report, options) => (await import('./commands/explain.ts')).explain(report, options, terminal));
}

function addCompare(program: Command, terminal: Terminal): void {
  program
    .command('compare')
    .description('what changed from one report to another: totals, layers, components, prices')
    .argument('<before>', 'a report folder, or its result.json')
    .argument('<after>', 'another')
    .option('--json', 'print one JSON document')
    .action(async (before, after, options) =>
      (await import('./commands/compare.ts')).compare(before, after, options, terminal),
    );
}

function addValidate(program: Command, terminal: Terminal): void {
  program
    .command('validate')
    .description('what kjoule finds beside what is published, with source, tolerance and verdict')
    .option('--json', 'print one JSON document')
    .action(async (options) => (await import('./commands/validate.ts')).validateCommand(options, terminal));
}

function addTrain(program: Command, terminal: Terminal): void {
  program
    .command('train')
    .description('train a network on labelled images; the weights go to a safetensors file')
    .argument('<network>', 'a layer list in .yaml, or the name of a built-in network')
    .requiredOption('--out <file>', 'the file the weights are written to')
    .option('--data <images>', 'synthetic-digits, a folder of images, or a .npz file', 'synthetic-digits')
    .option('--train <number>', 'images to train on (default: all)')
    .option('--test <number>', 'images to judge by (default: those set apart, or a fifth)')
    .option('--start <weights>', 'weights to start from: .safetensors, .onnx, or the model.json of TensorFlow.js')
    .option('--epochs <number>', 'passes over the images', '8')
    .option('--batch <number>', 'images per step', '64')
    .option('--rate <number>', 'learning rate of the first epoch', '0.02')
    .option('--rate-decay <share>', 'what the learning rate is multiplied by after each epoch', '0.85')
    .option('--seed <number>', 'first weights, order and choice of the images', '1')
    .option('--force', 'write over a file that exists')
    .option('--json', 'print one JSON document')
    .action(async (network, options) => (await import('./commands/train.ts')).trainCommand(network, options, terminal));
}

function addRetrain(program: Command, terminal: Terminal): void {
  program
    .command('retrain')
    .description('re-train networks for weight sharing (Deep k-Means) and compare with sharing alone')
    .argument('<scenario>', 'a re-training scenario, or the name of a built-in one')
    .option('--data <images>', 'images in place of those the scenario names')
    .option('--seeds <list>', 'seeds in place of those the scenario names, such as 1,2,3')
    .option('--weights <file>', 'also write the weights that were re-trained last, before they are shared')
    .option('--out <folder>', 'where the report goes (default: reports/<scenario>)')
    .option('--json', 'print one JSON document; a report is written only with --out')
    .action(async (scenario, options) =>
      (await import('./commands/retrain.ts')).retrainCommand(scenario, options, terminal),
    );
}

function addDoctor(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('what this machine offers: versions, and which training backend runs and why')
    .option('--json', 'print one JSON document')
    .action(async (options) => (await import('./commands/doctor.ts')).doctor(options, terminal));
}

function addInit(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .description('write a commented scenario to start from')
    .argument('[file]', 'the file to write', 'scenario.yaml')
    .option('--force', 'write over a file that exists')
    .option('--json', 'print one JSON document')
    .action(async (file, options) => (await import('./commands/init.ts')).init(file, options, terminal));
}
