/**
 * The style sheet that sonner adds to the page by itself, without a nonce: first empty, then with its
 * rules. A test holds them against what is installed.
 */
export const toastStyleHashes = [
  'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=',
];
