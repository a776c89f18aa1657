/** The style sheet that sonner adds to the page by itself, without a nonce; a test holds it against the installed one. */
export const toastStyleHash = 'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=';
