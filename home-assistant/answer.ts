/** Home Assistant refused a command. https://developers.home-assistant.io/docs/api/websocket/ */
export class CommandRefused extends Error {
  /** unknown_command, unauthorized, not_running, bind_failed, unknown_error … */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The connection broke, or no answer arrived. The command may have taken effect. */
export class AnswerLost extends Error {}

/** Home Assistant got no answer from its Supervisor. */
export class SupervisorSilent extends AnswerLost {}

/** Returns the answer; undefined if it fails with one of these errors. */
export async function unless<T>(
  answer: Promise<T>,
  ...errors: readonly (typeof CommandRefused | typeof AnswerLost)[]
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (errors.some((one) => error instanceof one)) {
      return undefined;
    }
    throw error;
  }
}
