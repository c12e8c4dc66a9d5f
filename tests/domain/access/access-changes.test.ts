import type { Access } from "../../../domain/access/access.ts";
import { describeChanges } from "../../../domain/access/access-changes.ts";

function access(entrants: Access["entrants"]): Access {
  return { entrants, lanes: {}, origins: {} };
}

const none: ReadonlySet<string> = new Set();
const hostname = "ha.example.com";
const changes = (had: readonly string[], has: readonly string[], renewed = none) =>
  describeChanges(access({ [hostname]: had }), access({ [hostname]: has }), renewed);

test("nothing is said when access stays the same", () => {
  expect(changes(["anna", "ben"], ["ben", "anna"])).toEqual({ sentences: [], warnings: [] });
});

test("for a device that may no longer enter anywhere, the command that ends its open connections is named", () => {
  expect(changes(["anna", "ben"], ["anna"]).sentences).toEqual([
    `ben loses access to ${hostname}`,
    "ben: new requests are refused, but open WebSockets and the session at Home Assistant go on. " +
      "To end both after this run: npm run device -- disconnect",
  ]);
});

test("a device that may still enter elsewhere is not disconnected", () => {
  const previous = access({ [hostname]: ["anna"], "nas.example.com": ["anna"] });
  expect(describeChanges(previous, access({ [hostname]: ["anna"] }), none).sentences).toEqual([
    "anna loses access to nas.example.com",
  ]);
});

test("the same change at several hostnames is said once", () => {
  const desired = access({ [hostname]: ["anna"], "nas.example.com": ["anna"] });
  expect(describeChanges(access({}), desired, none).sentences).toEqual([
    `anna gains access to ${hostname}, nas.example.com`,
  ]);
});

test.each([
  [["anna"], ["anna", "anna.2"], "generation 2 is new, generation 1 keeps working"],
  [["anna", "anna.2"], ["anna.2"], "generation 1 stops working, generation 2 keeps working"],
])("from %j to %j, generations are named: %s", (had, has, text) => {
  expect(changes(had, has)).toEqual({ sentences: [`anna at ${hostname}: ${text}`], warnings: [] });
});

test.each([
  { change: "another generation", had: ["anna"], has: ["anna.2"], renewed: none },
  { change: "a renewed certificate", had: ["anna"], has: ["anna"], renewed: new Set(["anna"]) },
])(
  "$change without the previous one locks the device out, which is warned about",
  ({ had, has, renewed }) => {
    const { sentences, warnings } = changes(had, has, renewed);
    expect(sentences).toEqual([]);
    expect(warnings).toEqual([
      {
        code: "new-certificate",
        where: "anna",
        what: "gets a new certificate, and the old one stops working with this run",
        fix:
          "Locked out until the new one is installed: npm run device -- onboard anna\n" +
          "Replace it without a gap: set generation: 2 and keepPrevious: true for anna, then npx pulumi up",
      },
    ]);
  },
);

test("several devices that are locked out share one warning", () => {
  const { warnings } = changes(["anna", "ben"], ["anna.2", "ben.2"]);
  expect(warnings).toMatchObject([
    {
      where: "anna, ben",
      what: "get new certificates, and the old ones stop working with this run",
      fix: expect.stringContaining(
        "onboard <name>\nReplace them without a gap: raise generation by one",
      ) as string,
    },
  ]);
});
