import { visit } from "../../../cli/verify-live/visit.ts";
import { useHouse } from "./house.ts";

const house = useHouse();

test("a wrong password is reported without being shown", async () => {
  const anna = { ...house.anna, password: "wrong-secret" };
  const failure: unknown = await visit(house.plan({ listed: [anna] })).catch((error: unknown) => error);
  expect(String(failure)).toContain("bundle of anna-phone can't be opened");
  expect(String(failure)).not.toContain("wrong-secret");
});

test("a server that is not Cloudflare's, and one that is down, can't be checked", async () => {
  const { address } = house.plan();
  await expect(visit(house.plan({ address: { ...address, authorities: undefined } }))).rejects.toThrow(
    "[unreachable]",
  );
  const nowhere = { host: "127.0.0.1", port: 1 };
  await expect(visit(house.plan({ address: { ...address, connect: nowhere } }))).rejects.toThrow(
    "ha.example.com at 127.0.0.1:1 can't be reached",
  );
});
