import { eventStream, type ModelReply, type ModelRequest, type Wire } from './script.ts';

interface Part {
  text?: string;
  functionResponse?: { name: string; response: unknown };
}

interface GeminiBody {
  contents: { role: string; parts: Part[] }[];
  systemInstruction?: { parts?: Part[] };
  tools?: { functionDeclarations?: { name: string }[] }[];
}

/** `POST …:streamGenerateContent`, as the Gemini CLI speaks it. */
export const geminiWire: Wire = {
  matches: (path) => /:(streamG|g)enerateContent/.test(path),

  read(body): ModelRequest {
    const { contents, systemInstruction, tools = [] } = body as GeminiBody;
    const parts = contents.flatMap((content) => content.parts);
    const told = [...(systemInstruction?.parts ?? []), ...parts];
    return {
      tools: tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations),
      results: parts.flatMap(({ functionResponse }) =>
        functionResponse === undefined ? [] : [JSON.stringify(functionResponse.response)],
      ),
      prompt: told.map(({ text }) => text ?? '').join('\n'),
    };
  },

  write(reply: ModelReply) {
    const part =
      'say' in reply
        ? { text: reply.say }
        : { functionCall: { name: reply.call.tool.name, args: reply.call.args } };
    const data = {
      candidates: [{ index: 0, finishReason: 'STOP', content: { role: 'model', parts: [part] } }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    };
    return eventStream([{ data }]);
  },
};
