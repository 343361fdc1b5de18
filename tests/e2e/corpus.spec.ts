import { readdirSync, readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type { Harness } from './kernel-harness/main.ts';
import type { Output } from '../../lite/kernel/protocol.ts';
import { cells, interrupted, plain, test } from './kernel-harness/kernel-test.ts';

declare const harness: Harness;

const folder = new URL('../corpus/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => name.slice(0, -3))
  .sort();

/** Longest text of a transcript: of more, its first and last lines stand for it. UTF-16 units. */
const LONGEST = 10_000;

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

function answers(name: string): string[] {
  const file = readdirSync(folder).includes(`${name}.in`) ? read(`${name}.in`) : '';
  return file.split('\n').slice(0, -1);
}

/** Gives the next program an empty namespace and an empty folder. */
const FRESH = `
import os, shutil, sys
_kept = globals().setdefault('_kept', frozenset(globals()) | {'_kept'})
for _name in set(globals()) - _kept:
    del globals()[_name]
import os, shutil
for _name in os.listdir('.'):
    shutil.rmtree(_name) if os.path.isdir(_name) else os.remove(_name)
del os, shutil, _name
`;

/**
 * Runs a program as one cell; gives what a terminal would show, with the answers behind their prompts. Lines of our own
 * stand for the rest: `[stderr] …`; at the end `[shows …]` for each output that is no text, and `[error] …`, the last
 * line of a traceback. `^C` is where the program was interrupted: when it had shown what `expected` has before that.
 */
async function transcript(page: Page, name: string, expected: string): Promise<string> {
  const text = await page.evaluate(
    async ([code, fresh, lines, stopAt]) => {
      const host = (harness.host ??= harness.pool.take());
      await harness.run(host, fresh);
      const left = [...lines];
      const shown: string[] = [];
      let text = '';
      let stopped = false;
      let errors = false; // whether the last line is one of stderr
      const own = (line: string): void => {
        if (text !== '' && !text.endsWith('\n')) text += '\n';
        text += line;
      };
      const ran = await harness.run(host, code, (output) => {
        if (output.type === 'input-request') {
          const answer = left.shift() ?? '';
          text += `${output.prompt}${answer}\n`;
          host.answerInput(answer);
        } else if (output.type === 'stream' && output.name === 'stderr') {
          for (const piece of output.text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
            if (errors && !text.endsWith('\n')) text += piece;
            else own(`[stderr] ${piece}`);
            errors = true;
          }
        } else if (output.type === 'stream') {
          if (errors) own('');
          errors = false;
          text += output.text;
        } else if (output.type === 'result' || (output.type === 'display' && !output.update)) {
          shown.push(Object.keys(output.data).join(', '));
        }
        if (stopped || stopAt === null) return;
        if (!text.startsWith(stopAt.begins) || !text.endsWith(stopAt.ends)) return;
        stopped = true;
        host.interrupt();
      });
      if (stopped) own('^C\n');
      for (const kinds of shown) own(`[shows ${kinds}]\n`);
      if (ran.reply.status === 'error') own(`[error] ${ran.reply.traceback.at(-1) ?? ''}\n`);
      if (ran.reply.status === 'ended') own(`[ended] ${ran.reply.why}\n`);
      return text;
    },
    [read(`${name}.py`), FRESH, answers(name), stopOf(expected)] as const,
  );
  return shortened(plain(text).replaceAll(/(?<=^\[stderr\] Ran .* in )[\d.]+s$/gm, '0.000s'));
}

/** What a program has to show before it is interrupted; null if it is not. */
function stopOf(expected: string): { begins: string; ends: string } | null {
  const [shown, ...rest] = expected.split('^C\n');
  if (shown === undefined || rest.length === 0) return null;
  const [begins = '', ends = ''] = shown.split('[...]\n');
  return { begins, ends };
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const lines = text.split('\n');
  return [...lines.slice(0, 10), '[...]', ...lines.slice(-4)].join('\n');
}

test.describe('programs of students', () => {
  for (const name of names) {
    test(`[KE9] ${name}.py runs as its transcript says`, async ({ python }) => {
      const expected = read(`${name}.out`);
      expect(await transcript(python, name, expected)).toBe(expected);
    });
  }
});

type Display = Extract<Output, { type: 'display' }>;

function displays(outputs: readonly Output[] | undefined): Display[] {
  return (outputs ?? []).filter((output) => output.type === 'display');
}

function drawing(outputs: readonly Output[] | undefined): string {
  const svg = displays(outputs).at(-1)?.data['image/svg+xml'];
  return typeof svg === 'string' ? svg : '';
}

test.describe('turtles', () => {
  test('[KE8] a walk is shown while it goes on, in one place, and its last picture is whole and still', async ({
    python,
  }) => {
    const [ran] = await cells(
      python,
      'import turtle\nturtle.title("Walk")\nturtle.speed(1)\nturtle.forward(100)',
    );
    const [first, ...later] = displays(ran?.outputs);
    expect(first).toMatchObject({ update: false, data: { 'text/plain': 'Turtle drawing: Walk' } });
    expect(later.length).toBeGreaterThan(0);
    expect(drawing(first && [first])).not.toContain('M0 0 100 0');
    for (const each of later)
      expect(each).toMatchObject({ update: true, displayId: first?.displayId });
    expect(drawing(ran?.outputs)).toContain('<path d="M0 0 100 0" stroke="#000000"/>');
    expect(drawing(ran?.outputs)).not.toMatch(/animat|script/);
  });

  test('[KE8] 10,000 steps without animation are one picture', async ({ python }) => {
    const [ran] = await cells(
      python,
      'import turtle\nturtle.tracer(0)\nfor i in range(10_000):\n    turtle.forward(i % 97)\n    turtle.left(91)',
    );
    expect(ran?.outputs).toHaveLength(1);
    expect(drawing(ran?.outputs).length).toBeLessThan(200_000);
  });

  test('[KE8] endless drawing stays small and can be interrupted', async ({ python }) => {
    const far = await interrupted(
      python,
      'import turtle\nturtle.speed(0)\nprint("go")\nwhile True: turtle.forward(1)',
    );
    expect(far.reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect(drawing(far.outputs).length).toBeLessThan(1_000);
    const [much] = await cells(
      python,
      'import turtle\nturtle.tracer(0)\nfor i in range(500): turtle.write("x" * 10_000)',
    );
    expect(much?.stderr).toBe(
      'turtle: the drawing is very large, so its oldest parts are left out.\n',
    );
    expect(drawing(much?.outputs).length).toBeLessThan(1_100_000);
  });

  test('[KE8] what is drawn is seen before a question is asked and while Python sleeps', async ({
    python,
  }) => {
    const types = await python.evaluate(async () => {
      const host = (harness.host ??= harness.pool.take());
      const code =
        'import turtle, time\nturtle.tracer(0)\nturtle.forward(9)\ninput()\nturtle.forward(9)\ntime.sleep(0.2)\nprint()';
      const ran = await harness.run(host, code, (output) => {
        if (output.type === 'input-request') host.answerInput('');
      });
      return ran.outputs.map(({ type }) => type);
    });
    expect(types).toEqual(['display', 'input-request', 'display', 'stream']);
  });

  test('[KE8] a cell that imports turtle begins anew, as does the first turtle of a cell; others draw on', async ({
    python,
  }) => {
    const program = 'import turtle\nt = turtle.Turtle()\nt.speed(0)\nt.forward(100)';
    const ran = await cells(
      python,
      program,
      't.left(90)\nt.forward(50)',
      program,
      'u = turtle.Turtle()\nu.speed(0)\nu.back(7)',
      't.back(30)\nturtle.done()',
      't.back(20)',
      'from turtle import *\nspeed(0)\nforward(3)',
      'forward(1)\nleft(90)\nforward(1)',
      'from turtle import *\nspeed(0)\nforward(4)',
    );
    const ways = ran.map(({ outputs }) => drawing(outputs).match(/(?<=d=")[^"]*/g));
    expect(ways).toEqual([
      ['M0 0 100 0'],
      ['M0 0 100 0 100 -50'],
      ['M0 0 100 0'],
      ['M0 0 -7 0'],
      ['M0 0 -7 0', 'M100 0 70 0'],
      ['M70 0 50 0'],
      ['M0 0 3 0'],
      ['M0 0 4 0 4 -1'],
      ['M0 0 4 0'],
    ]);
  });

  test('[KE8] every step can be taken back', async ({ python }) => {
    const [ran] = await cells(
      python,
      `import turtle
t = turtle.Turtle()
t.speed(0)
t.forward(50)
before = turtle.Screen()._picture()
steps = ["t.forward(10)", "t.circle(20)", "t.dot(9)", "t.stamp()", "t.write('x', move=True)", "t.left(3)",
    "t.begin_fill()", "t.goto(1, 2)", "t.goto(5, 9)", "t.end_fill()", "t.color('red')", "t.shapesize(3)", "t.penup()"]
for step in steps:
    eval(step)
    print(turtle.Screen()._picture() != before)
for step in steps:
    t.undo()
print(turtle.Screen()._picture() == before, t.pos(), t.undobufferentries())`,
    );
    expect(ran?.stdout).toBe(`${'True\n'.repeat(13)}True (50.00,0.00) 2\n`);
  });

  test('[KE8] nothing that is written leaves its place in the drawing', async ({ python }) => {
    const [ran] = await cells(
      python,
      `import turtle
turtle.write('</text><script>x</script>&amp;\\x00\\x1b\\ud800"', font=('"><script>', 9))`,
    );
    const found = await python.evaluate((svg) => {
      const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
      return {
        names: [...parsed.querySelectorAll('*')].map(({ localName }) => localName),
        text: parsed.querySelector('text')?.textContent,
      };
    }, drawing(ran?.outputs));
    expect(found).toEqual({
      names: ['svg', 'rect', 'g', 'text', 'polygon'],
      text: '</text><script>x</script>&amp;\uFFFD\uFFFD\uFFFD"',
    });
  });
});
