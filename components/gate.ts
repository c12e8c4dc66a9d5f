import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { childOptions } from "./child-options";
import { made } from "./made";
import type { LiveRule } from "../survey/custom-rules";
import type { Access } from "../model/access";
import { blockRules, type Door } from "../model/gate-rule";
import { isGuarded } from "../model/own-rules";

/**
 * What keeps everybody else out: the hostname association (the edge asks for a certificate) and the blocking rules
 * (the edge refuses whoever has none of ours). A zone has one list of associations and one entry point for custom
 * rules, both written whole: what others put there is written back as it was found.
 */
export interface GateArgs {
  readonly zoneId: pulumi.Input<string>;
  readonly hostnames: readonly string[];
  /** Who may enter where, in words that the next run compares with. */
  readonly access: Access;
  /** Hostnames with the pins that may pass. */
  readonly doors: pulumi.Input<Door[]>;
  /** Prefix of our rules' refs; a ref never changes, because a rule with a new one is a new rule to Cloudflare. */
  readonly refPrefix: string;
  /** What others have in the zone, and the entry point to take over if there is one that the state does not know. */
  readonly neighbours: pulumi.Input<Neighbours>;
}

export interface Neighbours {
  /** All that stay, ours among them. */
  readonly associations: readonly string[];
  readonly rules: readonly LiveRule[];
  /** How many of these rules stand above ours. */
  readonly above: number;
  readonly entryPoint: { readonly name: string; readonly description: string };
  /** `zones/<zone>/<ruleset>`; undefined when there is none, or when this stack's state already holds it. */
  readonly importId: string | undefined;
}

export class Gate extends pulumi.ComponentResource {
  /** Resolves when the rules are written and guard every hostname: whatever makes one reachable depends on it. */
  readonly closed: pulumi.Output<cloudflare.Ruleset>;

  constructor(name: string, args: GateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("ha-mtls:index:Gate", name, {}, opts);
    const neighbours = pulumi.output(args.neighbours);
    const association = new cloudflare.CertificateAuthoritiesHostnameAssociations(
      `${name}-association`,
      {
        zoneId: args.zoneId,
        hostnames: neighbours.associations.apply((there) => joinAssociations(there, args.hostnames)),
      },
      childOptions(this, opts),
    );
    const ours = pulumi.output(args.doors).apply((doors) => gateRules(doors, args.refPrefix));
    const rules = pulumi
      .all([ours, neighbours])
      .apply(([own, { rules: others, above }]) => [
        ...others.slice(0, above),
        ...own,
        ...others.slice(above),
      ]);
    // Made inside apply because `import` takes no output. Neighbours are looked up with known inputs only, so that
    // every preview has them and shows this resource.
    const ruleset = neighbours.apply(
      ({ entryPoint, importId }) =>
        new cloudflare.Ruleset(
          `${name}-rules`,
          // Name, kind and phase can't change without a replacement, which would drop everybody's rules.
          { zoneId: args.zoneId, kind: "zone", phase: "http_request_firewall_custom", ...entryPoint, rules },
          {
            ...childOptions(this, opts, association),
            // Deleting the entry point would delete everybody's rules: the restore point takes ours out instead.
            retainOnDelete: true,
            ...(importId === undefined ? {} : { import: importId }),
          },
        ),
    );
    this.closed = ruleset.apply((rules) => guarding(`${name}-rules`, rules, args));
    // What the next run compares with: kept only once the rules are written.
    const written = this.closed.apply((ruleset) => ruleset.id).apply(() => args);
    this.registerOutputs({ access: written.access, refPrefix: written.refPrefix });
  }
}

/**
 * The rules, once they guard what they are for: a run with --target or --exclude may leave them as they were before a
 * hostname was new. A preview does not know yet what will be written, and opens nothing.
 */
function guarding(
  name: string,
  ruleset: cloudflare.Ruleset,
  { hostnames, refPrefix }: GateArgs,
): pulumi.Output<cloudflare.Ruleset> {
  if (pulumi.runtime.isDryRun()) {
    return pulumi.output(ruleset);
  }
  return ruleset.rules.apply((written) => {
    const rules = made(name, written);
    const guardsAll = hostnames.every((hostname) => isGuarded(hostname, rules, refPrefix));
    return made(name, guardsAll ? ruleset : undefined);
  });
}

/** What is there in its order, then what is new: Cloudflare keeps the order, and another one would be a change. */
function joinAssociations(there: readonly string[], ours: readonly string[]): string[] {
  return [...there, ...ours.filter((hostname) => !there.includes(hostname))];
}

function gateRules(doors: readonly Door[], refPrefix: string): cloudflare.types.input.RulesetRule[] {
  return doors.flatMap(blockRules).map((rule, index) => ({
    ref: `${refPrefix}${index + 1}`,
    action: "block",
    enabled: true,
    ...rule,
  }));
}
