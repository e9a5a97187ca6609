import { eventStream, type ModelReply, type ModelRequest, newCallId, type Wire } from './script.ts';

interface Block {
  type: string;
  id?: string;
  name?: string;
  text?: string;
  tool_use_id?: string;
  content?: string | Block[];
}

interface MessagesBody {
  model: string;
  tools?: { name: string }[];
  messages: { role: string; content: string | Block[] }[];
}

/** `POST /v1/messages`, as Claude Code speaks it. */
export const messagesWire: Wire = {
  matches: (path) => path.startsWith('/v1/messages'),

  read(body): ModelRequest {
    const { tools = [], messages } = body as MessagesBody;
    const blocks = messages.flatMap(({ content }) =>
      typeof content === 'string' ? [{ type: 'text', text: content } as Block] : content,
    );
    // Looking for a tool is no step of the script.
    const searches = new Set(
      blocks.filter(({ name }) => name === 'ToolSearch').map(({ id }) => id),
    );
    const results = blocks.filter(
      ({ type, tool_use_id }) => type === 'tool_result' && !searches.has(tool_use_id),
    );
    return {
      tools,
      results: results.map(({ content = '' }) => textOf(content)),
      prompt: blocks.map(({ text }) => text ?? '').join('\n'),
    };
  },

  write(reply: ModelReply, body) {
    const { model } = body as MessagesBody;
    const called = 'call' in reply;
    const block = called
      ? { type: 'tool_use', id: newCallId('toolu'), name: reply.call.tool.name, input: {} }
      : { type: 'text', text: '' };
    const delta = called
      ? { type: 'input_json_delta', partial_json: JSON.stringify(reply.call.args) }
      : { type: 'text_delta', text: reply.say };
    const message = {
      id: newCallId('msg'),
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    };
    const stop = { stop_reason: called ? 'tool_use' : 'end_turn', stop_sequence: null };
    const data = [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: block },
      { type: 'content_block_delta', index: 0, delta },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: stop, usage: { output_tokens: 1 } },
      { type: 'message_stop' },
    ];
    return eventStream(data.map((one) => ({ event: one.type, data: one })));
  },
};

function textOf(content: string | Block[]): string {
  if (typeof content === 'string') return content;
  return content.map(({ text }) => text ?? '').join('\n');
}
