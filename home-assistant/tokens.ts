/**
 * Returns the access tokens in a command's environment, best first: from the stack's configuration, from the user's own
 * environment, and from the last `pulumi up`.
 */
export function tokensOf(environment: NodeJS.ProcessEnv): string[] {
  const { CONFIGURED_HOME_ASSISTANT_TOKEN, HOME_ASSISTANT_TOKEN, STORED_HOME_ASSISTANT_TOKEN } = environment;
  const all = [CONFIGURED_HOME_ASSISTANT_TOKEN, HOME_ASSISTANT_TOKEN, STORED_HOME_ASSISTANT_TOKEN];
  return [...new Set(all.filter((token): token is string => token !== undefined && token !== ""))];
}
