// Put before Emscripten's minimal runtime, within its function: what it knows as WebAssembly.
//
// The runtime makes its instance and looks no further: where the bytes are no WebAssembly, or don't
// fit this loader, or there is no memory for it, it would wait for ever. Whoever loads it must hear of
// that, so that it can be tried again.
/* exported WebAssembly */
const WebAssembly = {
  instantiate: (bytes, imports) => ({
    then: (begin) => {
      globalThis.WebAssembly.instantiate(bytes, imports).then(begin).catch(readyPromiseReject);
    },
  }),
};
