import { eventStream, type ModelReply, type ModelRequest, newCallId, type Wire } from './script.ts';

interface ChatBody {
  model: string;
  tools?: { function: { name: string } }[];
  messages: { role: string; content: string | { text?: string }[] | null }[];
}

/** `POST /v1/chat/completions`, as OpenCode speaks it. */
export const chatWire: Wire = {
  matches: (path) => path.startsWith('/v1/chat/completions'),

  read(body): ModelRequest {
    const { tools = [], messages } = body as ChatBody;
    const textsOf = (...roles: string[]): string[] =>
      messages.filter(({ role }) => roles.includes(role)).map(({ content }) => textOf(content));
    return {
      tools: tools.map((tool) => tool.function),
      results: textsOf('tool'),
      prompt: textsOf('user', 'system').join('\n'),
    };
  },

  write(reply: ModelReply, body) {
    const { model } = body as ChatBody;
    const id = newCallId('chatcmpl');
    const chunk = (delta: unknown, finish_reason: string | null = null): { data: unknown } => ({
      data: {
        id,
        object: 'chat.completion.chunk',
        created: 1,
        model,
        choices: [{ index: 0, delta, finish_reason }],
      },
    });
    if ('say' in reply) {
      const said = chunk({ role: 'assistant', content: reply.say });
      return eventStream([said, chunk({}, 'stop')], 'data: [DONE]\n\n');
    }
    const { tool, args } = reply.call;
    const called = {
      index: 0,
      id: newCallId('call'),
      type: 'function',
      function: { name: tool.name, arguments: JSON.stringify(args) },
    };
    const calling = chunk({ role: 'assistant', content: null, tool_calls: [called] });
    return eventStream([calling, chunk({}, 'tool_calls')], 'data: [DONE]\n\n');
  },
};

function textOf(content: ChatBody['messages'][number]['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text }) => text ?? '').join('\n');
}
