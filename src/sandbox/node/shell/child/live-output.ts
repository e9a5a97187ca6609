import type { CommandNode, GroupNode, PipelineNode, StatementNode } from './syntax.ts';

/**
 * The library gives a script's output when the script is over, stdout apart from stderr. So that it is
 * seen when it is written, and in the order in which it was, each pipeline of a script becomes a
 * group whose output goes to the run's: `a && b` becomes `{ a; } >OUT 2>ERR && { b; } >OUT 2>ERR`.
 * Loops and the like are gone into where nothing else takes their output. A function's output comes
 * when its call is over. `text` is what the statements were read from.
 */
export function sendOutput(
  text: string,
  statements: readonly StatementNode[],
  redirections: GroupNode['redirections'],
): StatementNode[] {
  const wholeLists = mayExitOnError(text);
  const whole = (body: StatementNode[]): StatementNode => ({
    type: 'Statement',
    pipelines: [{ type: 'Pipeline', commands: [groupOf(body)], negated: false }],
    operators: [],
    background: false,
  });
  const groupOf = (body: StatementNode[]): GroupNode => ({ type: 'Group', body, redirections });

  const inBody = (body: StatementNode[]): StatementNode[] => body.map(inStatement);

  const inStatement = (statement: StatementNode): StatementNode => {
    // What is printed of the source in verbose mode is printed where the statement really runs.
    const { sourceText, ...rest } = statement;
    if (wholeLists && statement.pipelines.length > 1) return whole([statement]);
    const pipelines = statement.pipelines.map((pipeline, index) =>
      inPipeline(pipeline, index === 0 ? sourceText : undefined),
    );
    return { ...rest, pipelines };
  };

  const inPipeline = (pipeline: PipelineNode, sourceText: string | undefined): PipelineNode => {
    const [first, ...others] = pipeline.commands;
    const opened = others.length === 0 && first && !pipeline.timed ? inCommand(first) : undefined;
    if (opened !== undefined) return { ...pipeline, commands: [opened] };
    const { negated, timed } = pipeline;
    const within = timed ? pipeline : { ...pipeline, negated: false };
    const body: StatementNode = {
      type: 'Statement',
      pipelines: [within],
      operators: [],
      background: false,
      ...(pipeline.line !== undefined && { line: pipeline.line }),
      ...(sourceText !== undefined && { sourceText }),
    };
    return { type: 'Pipeline', commands: [groupOf([body])], negated: negated && !timed };
  };

  /** The command with its inner statements seen to; undefined where it is to be taken as a whole. */
  const inCommand = (command: CommandNode): CommandNode | undefined => {
    if (command.type === 'FunctionDef') return command;
    if (command.redirections.length > 0) return undefined;
    switch (command.type) {
      case 'Group':
      case 'Subshell':
      case 'For':
      case 'CStyleFor':
        return { ...command, body: inBody(command.body) };
      case 'While':
      case 'Until': {
        const { condition, body } = command;
        return { ...command, condition: inBody(condition), body: inBody(body) };
      }
      case 'If': {
        const clauses = command.clauses.map(({ condition, body }) => ({
          condition: inBody(condition),
          body: inBody(body),
        }));
        return { ...command, clauses, elseBody: command.elseBody && inBody(command.elseBody) };
      }
      case 'Case': {
        const items = command.items.map((item) => ({ ...item, body: inBody(item.body) }));
        return { ...command, items };
      }
      default:
        return undefined;
    }
  };

  // `exec >file` is for all that follows, which a group of its own would take back. And a group ends by
  // a variable that is not set, where a script should.
  const asOne = statements.some(redirectsShell) || endsByUnsetVariable(text);
  return asOne ? [whole([...statements])] : inBody([...statements]);
}

/**
 * Whether `set -e` could be in force. Then the first part of `a && b` may fail, but not in a group of
 * its own, which the library takes for a command like any other.
 */
function mayExitOnError(text: string): boolean {
  return /\b(set|eval|source|shopt)\b|(^|[\s;&|({])\.\s/.test(text);
}

/** `set -u` without `set -e`, by which the script ends anyway. */
function endsByUnsetVariable(text: string): boolean {
  return (
    /\bset\b.*(\s-\w*u|\bnounset\b)/.test(text) && !/\bset\b.*(\s-\w*e|\berrexit\b)/.test(text)
  );
}

/** Whether a statement has an `exec` without a command somewhere in it. */
function redirectsShell(statement: StatementNode): boolean {
  return statement.pipelines.some(({ commands }) => commands.some(commandRedirectsShell));
}

function commandRedirectsShell(command: CommandNode): boolean {
  switch (command.type) {
    case 'SimpleCommand': {
      const [part, ...more] = command.name?.parts ?? [];
      const isExec = part?.type === 'Literal' && part.value === 'exec' && more.length === 0;
      return isExec && command.args.length === 0;
    }
    case 'If': {
      const { clauses, elseBody } = command;
      const all = clauses.flatMap(({ condition, body }) => [...condition, ...body]);
      return [...all, ...(elseBody ?? [])].some(redirectsShell);
    }
    case 'While':
    case 'Until':
      return [...command.condition, ...command.body].some(redirectsShell);
    case 'Case':
      return command.items.flatMap(({ body }) => body).some(redirectsShell);
    case 'Group':
    case 'For':
    case 'CStyleFor':
      return command.body.some(redirectsShell);
    default:
      return false;
  }
}
