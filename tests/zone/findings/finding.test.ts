import { formatProblem } from "../../../domain/errors.ts";
import { changedOutside } from "../../../zone/findings/finding.ts";

test("a change from outside names its resource, and the command that restores it", () => {
  const urn = "urn:pulumi:test::ha-mtls::cloudflare:index/dnsRecord:DnsRecord::ha.example.com-record";
  const finding = changedOutside({ urn }, "DNS record ha.example.com", "was deleted outside Pulumi");
  expect(finding).toMatchObject({ urn, byRefresh: true });
  expect(formatProblem(finding.problem)).toBe(
    "DNS record ha.example.com was deleted outside Pulumi [changed-outside]\n" +
      "  Put it back: npx pulumi up --refresh",
  );
});
