/** A part of a list, as every list of the API answers. */
export interface Page<T> {
  data: T[];
  nextCursor: string | null;
}

/**
 * Goes through a list page after page; the next one is asked for when the last one is used up.
 *
 *     for await (const candidate of all(cursor => cesuur.people.listCandidates(200, cursor))) …
 */
export async function* all<T>(page: (cursor: string | undefined) => Promise<Page<T>>): AsyncGenerator<T, void, undefined> {
  let cursor: string | undefined;
  do {
    const { data, nextCursor } = await page(cursor);
    yield* data;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}
