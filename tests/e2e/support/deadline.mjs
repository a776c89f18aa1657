// Every wait has an end and says what it waited for.

export const usualMs = 15_000;

/** The promise's value, or an error that names `what` when it takes longer than `limitMs`. */
export async function within(limitMs, what, promise) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${limitMs} ms for ${what}`)), limitMs);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits in the page, looking at each frame that it draws, until the function answers truly there. */
export async function inPage(page, what, look, argument, limitMs = usualMs) {
  try {
    const handle = await page.waitForFunction(look, argument, { timeout: limitMs, polling: 'raf' });
    return await handle.jsonValue();
  } catch (error) {
    const happened = error.name === 'TimeoutError' ? `waited ${limitMs} ms` : error.message;
    throw new Error(`${happened}: ${what}`, { cause: error });
  }
}
