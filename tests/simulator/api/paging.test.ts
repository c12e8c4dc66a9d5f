import { Hono } from "hono";
import { successPage } from "cloudflare-simulator/api/paging.ts";

const entries = Array.from({ length: 45 }, (_, at) => at);
const api = new Hono();
api.get("/", (c) => successPage(c, entries, { usual: 20, least: 5, most: 50 }));

const get = async (query: string): Promise<{ result: number[]; result_info: object }> => {
  const response = await api.request(`/?${query}`);
  return (await response.json()) as { result: number[]; result_info: object };
};

test.each([
  ["", 0, 20, { page: 1, per_page: 20, count: 20, total_pages: 3 }],
  ["page=3", 40, 5, { page: 3, per_page: 20, count: 5, total_pages: 3 }],
  ["page=4", undefined, 0, { page: 4, count: 0, total_pages: 3 }],
  ["per_page=50", 0, 45, { per_page: 50, count: 45, total_pages: 1 }],
  ["limit=5&offset=10", 10, 5, { count: 5 }],
])("the page of ?%s begins where it should", async (...[query, first, count, info]) => {
  const { result, result_info } = await get(query);
  expect([result[0], result.length]).toEqual([first, count]);
  expect(result_info).toMatchObject({ ...info, total_count: 45 });
});

test.each(["per_page=4", "per_page=51", "page=0", "page=x", "limit=0", "offset=-1", "per_page=5.5"])(
  "?%s is refused",
  async (query) => {
    api.onError((error, c) => c.text(error.message, 400));
    const response = await api.request(`/?${query}`);
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringMatching(/whole number from/),
    ]);
  },
);
