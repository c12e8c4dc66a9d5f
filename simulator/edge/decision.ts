import { isRefusedByAccess } from "./access.ts";
import {
  accessAnswer,
  blockedAnswer,
  type EdgeAnswer,
  errorAnswer,
  redirectAnswer,
  statusAnswer,
} from "./answer.ts";
import type { EdgeLogEntry } from "./log.ts";
import type { EdgeRequest } from "./request.ts";
import { judge } from "./rules.ts";
import { type Route, route, unreachable } from "./route.ts";
import { canonicalName, isInZone } from "../state/names.ts";
import type { State } from "../state/state.ts";

/** What the edge does with a request: answer it, or forward it through the tunnel. */
export type Decision = {
  readonly outcome: EdgeLogEntry["outcome"];
  readonly detail: string;
} & (
  | { readonly kind: "answer"; readonly answer: EdgeAnswer }
  | { readonly kind: "origin"; readonly route: Extract<Route, { kind: "origin" }> }
);

/**
 * Decides in this order: zone, Always Use HTTPS, security rules, Access, DNS record and ingress. Cloudflare doesn't
 * document whether plain HTTP is redirected before the rules are evaluated, nor whether Access precedes them; the order
 * makes no difference to which requests get through.
 */
export function decide(state: State, request: EdgeRequest): Decision {
  if (!isInZone(state.zone.name, canonicalName(request.host))) return refuse(request);
  if (!request.tls && state.settings.get("always_use_https")?.value === "on") return redirect(request);
  const judgement = judge(state, request);
  if (judgement.outcome === "blocked") {
    const detail = `rule ${judgement.ruleId} (${judgement.action})`;
    return answerWith("blocked", detail, blockedAnswer(judgement, request.host));
  }
  if (isRefusedByAccess(state, request.host)) {
    return answerWith("refused", "Require Access protection", accessAnswer());
  }
  return follow(throughConnector(state, route(state, request)));
}

function answerWith(outcome: EdgeLogEntry["outcome"], detail: string, answer: EdgeAnswer): Decision {
  return { kind: "answer", outcome, detail, answer };
}

/** https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1033/ */
function throughConnector({ playsConnectors, tunnels }: State, target: Route): Route {
  if (playsConnectors || target.kind === "unreachable") return target;
  const isConnected = (tunnels.get(target.tunnelId)?.connections.length ?? 0) > 0;
  return isConnected ? target : unreachable(1033, `tunnel ${target.tunnelId} has no connector`);
}

function follow(target: Route): Decision {
  switch (target.kind) {
    case "origin":
      return { kind: "origin", outcome: "origin", detail: target.service, route: target };
    case "status":
      return answerWith("status", `http_status:${target.code}`, statusAnswer(target.code));
    case "unreachable": {
      const { status, errorCode, reason } = target;
      return answerWith("unreachable", reason, errorAnswer(status, errorCode, reason));
    }
  }
}

// 1013: the request's hostname and that of the TLS handshake belong to different zones.
function refuse(request: EdgeRequest): Decision {
  const detail = `${request.host} is not a name of this zone`;
  return answerWith("refused", detail, errorAnswer(409, 1013, detail));
}

function redirect(request: EdgeRequest): Decision {
  const query = request.query === "" ? "" : `?${request.query}`;
  const location = `https://${request.host}${request.rawPath ?? request.path}${query}`;
  return answerWith("redirect", location, redirectAnswer(location));
}
