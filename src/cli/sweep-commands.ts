import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** Commands that cost scenarios. */
export function addRun(program: Command, terminal: Terminal): void {
  program
    .command('run')
    .description('cost a scenario: table here, report with charts in a folder')
    .argument('<scenario>', 'a scenario file, or the name of a built-in one')
    .option('--out <folder>', 'where the report goes (default: reports/<scenario>)')
    .option('--batch <number>', 'images processed together, in place of what the scenario says')
    .option('--no-charts', 'leave the charts out of the report: quicker')
    .option('--no-cache', 'search every mapping again, and remember none')
    .option('--workers <number>', 'threads that share the work (default: one per core)')
    .option('--rows <forms>', 'the rows also as jsonl, parquet, arrow: one or several, with commas')
    .option('--engine <name>', 'slurm: submit the cases of a sweep as an array of jobs; with --shards')
    .option('--shards <number>', 'parts the sweep is divided into; with --engine')
    .option('--sbatch <options>', 'options of sbatch for these jobs, such as "--partition=long --time=60"')
    .option('--shard <i/n>', 'one part of a sweep, as the jobs run it')
    .option('--merge <number>', 'the report of a sweep that was run in so many parts')
    .option('--json', 'print the result as one JSON document; a report is written only with --out')
    .action(async (scenario, options) => (await import('./commands/run.ts')).run(scenario, options, terminal));
}

export function addPlan(program: Command, terminal: Terminal): void {
  program
    .command('plan')
    .description('the cases of a scenario, what is done already, how long the rest takes')
    .argument('<scenario>', 'a built-in scenario or a .yaml file')
    .option('--out <folder>', 'where the report goes (default: reports/<scenario>)')
    .option('--json', 'print one JSON document')
    .action(async (scenario, options) => (await import('./commands/plan.ts')).plan(scenario, options, terminal));
}
