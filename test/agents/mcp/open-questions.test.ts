import { expect, test } from 'vitest';
import { OpenQuestions } from '../../../src/agents/mcp/open-questions.ts';
import { MemoryChannel } from '../support/memory-channel.ts';

const never = new AbortController().signal;

test('H-A17 an answer that comes while nobody waits is there for who asks again', async () => {
  const channel = new MemoryChannel();
  const questions = new OpenQuestions(channel);
  const leaving = new AbortController();
  const asked = questions.ask('Which branch?', 600, leaving.signal);
  await expect.poll(() => channel.said).toHaveLength(1);
  leaving.abort(new Error('gone'));
  await expect(asked).rejects.toThrow('gone');
  channel.settle('question-1', { state: 'answered', by: 'Ada', answer: 'main' });
  const answered = { id: 'question-1', state: 'answered', by: 'Ada', answer: 'main' };
  expect(await questions.ask('Which branch?', 600, never)).toEqual(answered);
  expect(await questions.waitAgain('question-1', 600, never)).toEqual(answered);
  expect(channel.said).toHaveLength(1);
});

test('the same question asked twice at once is raised once', async () => {
  const channel = new MemoryChannel();
  const questions = new OpenQuestions(channel);
  const asked = [questions.ask('Who?', 600, never), questions.ask('Who?', 600, never)];
  await expect.poll(() => channel.said).toHaveLength(1);
  channel.settle('question-1', { state: 'closed' });
  for (const result of await Promise.all(asked)) {
    expect(result).toMatchObject({ id: 'question-1', state: 'closed' });
  }
  expect(channel.said).toHaveLength(1);
});

test('a question that could not be raised can be asked again', async () => {
  const channel = new MemoryChannel();
  const questions = new OpenQuestions(channel);
  const { askPerson } = MemoryChannel.prototype;
  channel.askPerson = async () => {
    throw new Error('The journal is full');
  };
  await expect(questions.ask('Who?', 1, never)).rejects.toThrow('The journal is full');
  channel.askPerson = askPerson;
  expect(await questions.ask('Who?', 1, never)).toMatchObject({ state: 'waiting' });
});

test('H-A14 a question that an earlier driver raised is not raised again', async () => {
  const channel = new MemoryChannel();
  const { id } = await channel.askPerson('Which branch?');
  const raised = [
    { id, text: 'Which branch?' },
    { id: 'gone', text: 'Who?' },
  ];
  const questions = new OpenQuestions(channel, raised);
  channel.settle(id, { state: 'answered', by: 'Ada', answer: 'main' });
  expect(await questions.ask('Which branch?', 600, never)).toMatchObject({ id, answer: 'main' });
  expect(channel.said).toHaveLength(1);
  expect(await questions.ask('Who?', 1, never)).toMatchObject({ state: 'waiting' });
});
