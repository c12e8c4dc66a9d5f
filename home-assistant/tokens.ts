/**
 * The access tokens that a command's environment holds, best first: that of the stack's configuration, one of this
 * process's own environment, and the one that was there at the last up.
 */
export function tokensOf(environment: NodeJS.ProcessEnv): string[] {
  const { CONFIGURED_HOME_ASSISTANT_TOKEN, HOME_ASSISTANT_TOKEN, STORED_HOME_ASSISTANT_TOKEN } = environment;
  const all = [CONFIGURED_HOME_ASSISTANT_TOKEN, HOME_ASSISTANT_TOKEN, STORED_HOME_ASSISTANT_TOKEN];
  return [...new Set(all.filter((token): token is string => token !== undefined && token !== ""))];
}
