import { type Answer, readAnswer, showAnswer } from './answers.ts'
import { capture, check } from './check.ts'
import { checkMail } from './mail.ts'
import type { ReplayTarget } from './replay-target.ts'
import { makeRequest } from './requests.ts'
import type { MailStep, RequestStep, Scenario } from './scenario.ts'
import { newVariables, Unresolved, type Variables } from './variables.ts'

type PlayedStep = { title: string; problems: string[] }

/** Holds a conversation with the server; a step that fails does not end it. */
export async function replay(scenario: Scenario, target: ReplayTarget): Promise<PlayedStep[]> {
  const variables = newVariables(target.origin)
  const played: PlayedStep[] = []
  for (const [index, step] of scenario.steps.entries()) {
    if ('wait' in step) {
      target.wait(step.wait)
      continue
    }
    played.push({ title: titleOf(step, index + 1), problems: await play(step, target, variables) })
  }
  return played
}

async function play(
  step: RequestStep | MailStep,
  target: ReplayTarget,
  variables: Variables,
): Promise<string[]> {
  try {
    if ('mail' in step) return checkMail(step.mail, await target.emails(), variables)
    return await playRequest(step, target, variables)
  } catch (error) {
    if (error instanceof Unresolved) return [error.message]
    throw error
  }
}

async function playRequest(step: RequestStep, target: ReplayTarget, variables: Variables): Promise<string[]> {
  const request = await makeRequest(step.request, target.origin, { variables, now: target.now() })
  let answer: Answer
  try {
    answer = await readAnswer(await target.send(request), target.now())
  } catch (error) {
    return [`no answer: ${error}`]
  }
  const differences = await check(step.expect, answer, variables)
  const lacking = capture(step.capture ?? {}, answer, variables)
  // A wrong answer usually lacks what was to be captured, too; that is no news.
  const problems = differences.length > 0 ? differences : lacking
  return problems.length > 0 ? [...problems, `answer: ${showAnswer(answer)}`] : []
}

function titleOf(step: RequestStep | MailStep, number: number): string {
  const what = 'mail' in step ? `mail to ${step.mail.to}` : `${step.request.method} ${step.request.path}`
  const note = step.note === undefined ? '' : ` (${step.note})`
  return `step ${number}: ${what}${note}`
}
