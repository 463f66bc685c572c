import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asTask } from '../../src/cli/workers/map-tasks.ts';
import { SharedPlaces } from '../../src/cli/workers/shared-memory.ts';
import { breakTeam, TeamBroken, type TeamSeat, ThreadTeam, teamSeats } from '../../src/cli/workers/thread-team.ts';
import { Threads } from '../../src/cli/workers/threads.ts';
import { priceHardware } from '../../src/components/price-hardware.ts';
import { port } from '../../src/dataflow/conventions/port.ts';
import { timeloop } from '../../src/dataflow/conventions/timeloop.ts';
import type { ConstraintRule } from '../../src/hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { mapLayer } from '../../src/mapper/map-layer.ts';
import type { MapperChoice, MappingOutcome, MappingProblem, Objective } from '../../src/mapper/mapper.ts';
import { alone, TablesGivenUp } from '../../src/mapper/optimal/team.ts';
import type { SearchProgress } from '../../src/mapper/search-watch.ts';
import { InputError } from '../../src/shared/issue.ts';
import { shippedLibrary, shippedSpec } from '../components/shipped.ts';
import { convolution } from '../support/convolution.ts';

const layer = convolution({ M: 24, C: 16, P: 14, Q: 14, R: 3, S: 3 }, 'convolution');
const small = convolution({ M: 8, C: 4, P: 6, Q: 6, R: 3, S: 3 }, 'small');
/** Seconds of search where memories are narrow. */
const long = convolution({ M: 96, C: 64, P: 28, Q: 28, R: 3, S: 3 }, 'long');
/** Eight sizes it may be cut by. */
const prime = convolution({ M: 30, C: 8, P: 13, Q: 13, R: 3, S: 3 }, 'sides of 13');

interface Question {
  readonly title: string;
  readonly given?: MappingProblem['layer'];
  readonly objective?: Objective;
  readonly imperfect?: boolean;
  readonly bypass?: boolean;
  /** Some factors and orders are not allowed. */
  readonly limited?: boolean;
  /** Memories as narrow as that: many mappings are nearly as fast as the fastest. */
  readonly narrow?: boolean;
}

const rules: readonly ConstraintRule[] = [
  { text: 'GLB: M innermost', limit: { kind: 'order', level: 'GLB', side: 'innermost', groups: [['M']] } },
  {
    text: 'RF: C<=4 in time',
    limit: { kind: 'factor', level: 'RF', place: 'time', dimension: 'C', relation: '<=', factor: 4 },
  },
];

const questions: readonly Question[] = [
  { title: 'energy' },
  { title: 'latency', objective: 'latency' },
  { title: 'energy times delay', objective: 'energy-delay' },
  { title: 'energy within a time', objective: { kind: 'within', ns: 40_000 } },
  { title: 'factors that need not divide', given: prime, imperfect: true },
  { title: 'fewest cycles with such factors', given: prime, objective: 'latency', imperfect: true },
  { title: 'what levels keep', given: small, bypass: true },
  { title: 'fewest cycles, what levels keep', given: small, objective: 'latency', bypass: true },
  { title: 'fewest cycles where ports bind', objective: 'latency', narrow: true },
  { title: 'constraints', limited: true },
];

let eyeriss: HardwareSpec;
let edgeSmall: HardwareSpec;
let library: Awaited<ReturnType<typeof shippedLibrary>>;
const teams = new Map<number, Threads>();

beforeAll(async () => {
  eyeriss = await shippedSpec('eyeriss-isca16');
  edgeSmall = await shippedSpec('edge-small');
  library = await shippedLibrary();
  for (const members of [1, 2, 3]) teams.set(members, new Threads(members, { tasks: 'map' }));
});
afterAll(() => Promise.all([...teams.values()].map((threads) => threads.close())));

function asked({ given = layer, objective = 'energy', imperfect = false, bypass = false, ...asks }: Question) {
  const own = asks.narrow ? edgeSmall : eyeriss;
  const hardware = asks.limited ? { ...own, constraints: { ...own.constraints, rules } } : own;
  const prices = priceHardware(hardware, library);
  const problem: MappingProblem = { layer: given, hardware, prices, convention: port, objective };
  const choice: MapperChoice = { strategy: 'optimal', objective, imperfect, bypass };
  return { problem, choice };
}

describe('threads that search one layer together', () => {
  test.each(questions)(
    '$title: any number of them finds the same, byte for byte',
    async (question) => {
      const { problem, choice } = asked(question);
      const alone = JSON.stringify(mapLayer(problem, choice));
      expect(JSON.parse(alone).found).toBe(true);
      // So many are evaluated by all threads.
      if (question.narrow) expect(JSON.parse(alone).evaluated).toBeGreaterThan(5000);
      for (const threads of teams.values()) {
        expect(JSON.stringify(await threads.together(asTask(problem, choice)).answer)).toBe(alone);
      }
    },
    60_000,
  );

  test.each(['accumulate', 'row-reuse'])(
    'arrays that multiply in another style: any number of them finds the same, %s',
    async (style) => {
      const hardware = await shippedSpec(`eyeriss-65nm-${style}`);
      const { problem, choice } = asked({ title: '', given: small });
      const weights = 8 * 4 * 3 * 3;
      const compressed = {
        layer: small.name,
        assumed: true,
        weights,
        biases: 0,
        encoding: {
          kind: 'codebook',
          entries: 16,
          vectorLength: 3,
          vectorAxis: 'row',
          entryBits: 16,
          tables: 1,
          vectors: weights / 3,
          coding: 'plain',
          indexBits: (weights / 3) * 4,
        },
        zeroShare: 0,
        bitsBefore: 32 * weights,
        bitsAfter: 4 * weights,
        warnings: [],
      } as const;
      const styled = { ...problem, hardware, prices: priceHardware(hardware, library), compressed };
      const alone = JSON.stringify(mapLayer(styled, choice));
      expect(JSON.parse(alone).proof.gap).toBe(0);
      for (const threads of teams.values()) {
        expect(JSON.stringify(await threads.together(asTask(styled, choice)).answer)).toBe(alone);
      }
    },
    60_000,
  );

  test.each(['factors that need not divide', 'fewest cycles, what levels keep'])(
    '%s: threads that come late, at any time, change nothing',
    async (title) => {
      const { problem, choice } = asked(questions.find((each) => each.title === title)!);
      const threads = teams.get(3)!;
      const alone = JSON.stringify(mapLayer(problem, choice));
      const before = performance.now();
      expect(JSON.stringify(await threads.together(asTask(problem, choice)).answer)).toBe(alone);
      const tookMs = performance.now() - before;
      for (let share = 0; share <= 1.2; share += 0.3) {
        const late = threads.together(asTask(problem, choice), { lateMs: 1 + share * tookMs });
        expect(JSON.stringify(await late.answer), `after ${share}`).toBe(alone);
      }
    },
    60_000,
  );

  test('a search that is done is not kept waiting by who has not come, and who comes then hears only what is new', () => {
    const [first, second] = teamSeats(2).map(
      (seat) => new ThreadTeam(seat, { self: alone(), places: new SharedPlaces() }),
    );
    const begin = (search: number) => first!.tell({ kind: 'begin', search, space: 0, memory: null, countMemory: null });
    begin(0);
    first!.tell({ kind: 'count', search: 0 });
    first!.tell({ kind: 'close', search: 0 });
    begin(1);
    const heard = second!.orders()[Symbol.iterator]();
    const [order] = heard.next().value!;
    expect(order).toMatchObject({ kind: 'begin', search: 1 });
    first!.end();
    expect(heard.next().done).toBe(true);
  });

  test('a search that is cancelled ends with the best so far, and says how far off it may be', async () => {
    const narrow = await shippedSpec('eyeriss-65nm');
    const objective = 'latency';
    const { problem } = asked({ title: '', given: long, objective });
    const slow = { ...problem, hardware: narrow, prices: priceHardware(narrow, library) };
    const task = asTask(slow, { strategy: 'optimal', objective, bypass: false });
    const told: SearchProgress[] = [];
    const search = teams.get(2)!.together(task, { onProgress: (progress) => told.push(progress as SearchProgress) });
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    search.cancel();
    const outcome = (await search.answer) as MappingOutcome;
    if (!outcome.found) throw new Error('nothing found');
    expect(outcome.proof!.stopped).toBe('cancelled');
    expect(outcome.proof!.gap + outcome.proof!.energyGap!).toBeGreaterThan(0);
    expect(told[0]!.tiles).toBeGreaterThan(0);
  }, 60_000);

  test('what cannot be searched is the report it is without threads; they go on with the next task', async () => {
    const { problem, choice } = asked({ title: '' });
    const refused = { ...problem, convention: timeloop };
    const issues = (work: () => unknown) => {
      return Promise.resolve()
        .then(work)
        .then(
          () => [],
          (error: unknown) => (error instanceof InputError ? error.issues : Promise.reject(error)),
        );
    };
    const alone = await issues(() => mapLayer(refused, choice));
    expect(alone.map(({ code }) => code)).toEqual(['cannot-prove']);
    const threads = teams.get(2)!;
    expect(await issues(() => threads.together(asTask(refused, choice)).answer)).toEqual(alone);
    expect(await threads.together(asTask(problem, choice)).answer).toMatchObject({ found: true });
  }, 60_000);

  test('a fault of kjoule in one of them is told as it is in one thread, and holds up no other', async () => {
    const { problem, choice } = asked({ title: '' });
    const task = asTask(problem, choice);
    const broken = { ...task, problem: { ...task.problem, prices: null } };
    await expect(teams.get(3)!.together(broken).answer).rejects.toThrow('null');
    expect(await teams.get(3)!.together(task).answer).toMatchObject({ found: true });
  }, 60_000);

  test('a fault of kjoule in one that helps is told, and holds up no other', async () => {
    const { problem, choice } = asked({ title: '', given: prime, imperfect: true });
    const task = asTask(problem, choice);
    const broken = { ...task, problem: { ...task.problem, prices: null } };
    const [leading, helping] = teamSeats(2) as [TeamSeat, TeamSeat];
    const threads = teams.get(2)!;
    const leads = threads.run({ ...task, seat: leading }, { seat: leading });
    await expect(threads.run({ ...broken, seat: helping }, { seat: helping })).rejects.toThrow('null');
    // It ends: with an answer if it needed no help.
    await leads;
    expect(await threads.together(task).answer).toMatchObject({ found: true });
  }, 60_000);

  test('a thread that ends, whatever ends it, takes the search with it: nobody waits for ever', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker): void => void workers.push(worker);
    process.on('worker', note);
    const threads = new Threads(2, { tasks: 'map' });
    try {
      const { problem, choice } = asked({ title: '', given: prime, imperfect: true });
      const task = asTask(problem, choice);
      expect(await threads.together(task).answer).toMatchObject({ found: true });
      const { answer } = threads.together(task);
      void workers[1]!.terminate();
      await expect(answer).rejects.toThrow('ended with exit code 1');
      await expect(threads.run(task)).rejects.toThrow('ended with exit code 1');
    } finally {
      process.off('worker', note);
      await threads.close();
    }
  }, 60_000);

  test('tables that are given up are so by all, and nothing else is', () => {
    const own = () => ({ self: alone(), places: new SharedPlaces() });
    const [leading, helping] = teamSeats(2) as [TeamSeat, TeamSeat];
    const first = new ThreadTeam(leading, own());
    const second = new ThreadTeam(helping, own());
    const rates = { energy: 1, arithmeticPj: 0, portPj: [], exposedPj: 0, mostCycles: 1 };
    const tables = first.tell({ kind: 'tables', search: 0, rates, piece: null, mostPj: 1 });
    const count = first.tell({ kind: 'count', search: 0 });
    const heard = second.orders()[Symbol.iterator]();
    const [, others] = heard.next().value!;
    let done = 0;
    const give = (): void => {
      done += 1;
    };
    const untilThird = (part: number): void => {
      if (part === 2) throw new TablesGivenUp();
      give();
    };
    expect(() => tables.share(5, untilThird)).toThrow(TablesGivenUp);
    // Parts are left, and it does none of them.
    expect(() => others.share(5, give)).toThrow(TablesGivenUp);
    expect(done).toBe(2);
    const [, counted] = heard.next().value!;
    counted.share(5, give);
    count.share(5, give);
    expect(done).toBe(7);
    leading.ports[0]!.close();
  });

  test('nobody waits for a thread that failed', () => {
    const [leading, helping] = teamSeats(2);
    const [first, second] = [leading!, helping!].map(
      (seat) => new ThreadTeam(seat, { self: alone(), places: new SharedPlaces() }),
    );
    const order = { kind: 'count', search: 0 } as const;
    const work = first!.tell(order);
    const [told, others] = second!.orders()[Symbol.iterator]().next().value!;
    expect(told).toEqual(order);
    // One part is begun and never done.
    const waiting = (part: number): void => {
      if (part === 0) others.share(2, () => breakTeam(leading!.control));
    };
    expect(() => work.share(2, waiting)).toThrow(TeamBroken);
    leading!.ports[0]!.close();
  });
});
