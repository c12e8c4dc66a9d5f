/** All items of a listing, page after page. */
export async function collect<T>(listing: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of listing) {
    items.push(item);
  }
  return items;
}
