import type { Lane } from "../../domain/configuration/lanes.ts";

/** A lane that opens a single webhook to every caller. */
export const webhookLane: Lane = {
  hostname: "ha.example.com",
  paths: ["/api/webhook/abc"],
  methods: [],
  addresses: [],
  asn: [],
  reason: "the doorbell calls",
};
