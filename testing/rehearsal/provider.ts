import { connectProviderApi } from "./provider-api.ts";
import { cloudflareLookups, cloudflareMakers } from "./cloudflare-resources.ts";
import { makeCommand, type Say } from "./command-resources.ts";
import type { Inputs, Made, WantedResource } from "./inputs.ts";
import { makeRandomPassword } from "./random-resources.ts";
import { makeCertRequest, makePrivateKey } from "./tls-resources.ts";

/** All providers that the program uses. They refuse unknown resources and look-ups by name. */
export interface Provider {
  make(wanted: WantedResource): Promise<Made>;
  lookUp(token: string, args: Inputs): Promise<Inputs>;
}

const otherMakers: Readonly<Record<string, (wanted: WantedResource) => Promise<Made>>> = {
  "random:index/randomPassword:RandomPassword": makeRandomPassword,
  "tls:index/certRequest:CertRequest": makeCertRequest,
  "tls:index/privateKey:PrivateKey": makePrivateKey,
};

/** Creates the providers of a rehearsal, with the API at `baseUrl`; `say` is called with what commands show the user. */
export function createProvider(
  connection: { baseUrl: string; token: string },
  say: Say = () => undefined,
): Provider {
  const api = connectProviderApi(connection);
  return {
    make: async (wanted) => {
      const { type } = wanted;
      if (type === "command:local:Command") return makeCommand(wanted, say);
      const make = cloudflareMakers[type]?.bind(undefined, api) ?? otherMakers[type];
      if (make === undefined) throw new Error(`the rehearsal can't create ${type}`);
      return make(wanted);
    },
    lookUp: async (token, args) => {
      // A rehearsal always starts with an empty state.
      if (token === "pulumi:pulumi:readStackResourceOutputs") return { outputs: {} };
      const lookup = cloudflareLookups[token];
      if (lookup === undefined) throw new Error(`the rehearsal can't look up ${token}`);
      return lookup(api, args);
    },
  };
}
