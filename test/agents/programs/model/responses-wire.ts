import {
  eventStream,
  type ModelReply,
  type ModelRequest,
  newCallId,
  type OfferedTool,
  type Wire,
} from './script.ts';

interface Tool {
  type: string;
  name?: string;
  tools?: Tool[];
}

interface Item {
  type: string;
  output?: string | { text?: string }[];
  content?: { text?: string }[];
}

interface ResponsesBody {
  model: string;
  instructions?: string;
  tools?: Tool[];
  input: Item[];
}

/** `POST /v1/responses`, as Codex speaks it. */
export const responsesWire: Wire = {
  matches: (path) => path.startsWith('/v1/responses'),

  read(body): ModelRequest {
    const { tools = [], input, instructions = '' } = body as ResponsesBody;
    const said = input.flatMap(({ content = [] }) => content.map(({ text }) => text ?? ''));
    const outputs = input.filter(({ type }) => type.endsWith('_call_output'));
    return {
      tools: tools.flatMap(offered),
      results: outputs.map(({ output = '' }) => textOf(output)),
      prompt: [instructions, ...said].join('\n'),
    };
  },

  write(reply: ModelReply) {
    const id = newCallId('resp');
    const item =
      'say' in reply
        ? {
            type: 'message',
            id: newCallId('msg'),
            role: 'assistant',
            content: [{ type: 'output_text', text: reply.say }],
          }
        : {
            type: 'function_call',
            id: newCallId('fc'),
            call_id: newCallId('call'),
            name: reply.call.tool.name,
            ...(reply.call.tool.namespace && { namespace: reply.call.tool.namespace }),
            arguments: JSON.stringify(reply.call.args),
          };
    const usage = {
      input_tokens: 1,
      input_tokens_details: null,
      output_tokens: 1,
      output_tokens_details: null,
      total_tokens: 2,
    };
    const data = [
      { type: 'response.created', response: { id } },
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: { id, output: [item], usage } },
    ];
    return eventStream(data.map((one) => ({ event: one.type, data: one })));
  },
};

function offered(tool: Tool): OfferedTool[] {
  if (tool.name === undefined) return [];
  if (tool.tools === undefined) return [{ name: tool.name }];
  const namespace = tool.name;
  return tool.tools.flatMap(({ name }) => (name === undefined ? [] : [{ name, namespace }]));
}

function textOf(output: NonNullable<Item['output']>): string {
  if (typeof output === 'string') return output;
  return output.map(({ text }) => text ?? '').join('\n');
}
