// embind's JavaScript, as far as this module needs it.
//
// Emscripten's own library is made for every type and every kind of class, and would be a sixth of all
// that a page downloads. This boundary is one class with a constructor and functions, and crosses
// numbers and texts, so this much serves it: the same C++ (emscripten/bind.h), the same interface to
// JavaScript, a third of the bytes. It implements what Emscripten 3.1.6 and older call; for newer ones
// CMake takes Emscripten's.
//
// A type's converters: `toWire(value, owned)` may allocate and then says so in `owned`, which is freed
// after the call; `fromWire(wire)` takes over what the C++ allocated.
mergeInto(LibraryManager.library, {
  $embindTypes: {},

  $embindText__deps: [],
  $embindText: function (at, length) {
    return UTF8Decoder.decode(HEAPU8.subarray(at, at + length));
  },

  // Calls a function of the C++, with the arguments converted; `fixed` comes before them.
  $embindCall__deps: ['$embindTypes', '$getWasmTableEntry', 'free'],
  $embindCall: function (invoker, fixed, types, values) {
    if (values.length !== types.length - 1) {
      throw new TypeError('expected ' + (types.length - 1) + ' arguments, got ' + values.length);
    }
    const owned = [];
    try {
      const wires = types.slice(1).map(function (type, i) {
        return embindTypes[type].toWire(values[i], owned);
      });
      const result = getWasmTableEntry(invoker).apply(null, fixed.concat(wires));
      return embindTypes[types[0]].fromWire(result);
    } finally {
      owned.forEach(_free);
    }
  },

  // The types of a signature: what is returned, then the arguments; those from `skipped` on are the
  // object itself, which is no argument to JavaScript.
  $embindSignature: function (count, at, skipped) {
    const types = Array.from(HEAPU32.subarray(at >> 2, (at >> 2) + count));
    types.splice(1, skipped);
    return types;
  },

  $embindName__deps: ['$embindText'],
  $embindName: function (at) {
    return embindText(at, HEAPU8.indexOf(0, at) - at);
  },

  _embind_register_void__deps: ['$embindTypes'],
  _embind_register_void: function (type) {
    embindTypes[type] = { fromWire: function () {} };
  },

  _embind_register_integer__deps: ['$embindTypes'],
  _embind_register_integer: function (type) {
    // WebAssembly takes a number modulo 2^32 by itself.
    embindTypes[type] = { toWire: Number, fromWire: Number };
  },

  _embind_register_float__deps: ['$embindTypes'],
  _embind_register_float: function (type) {
    embindTypes[type] = { toWire: Number, fromWire: Number };
  },

  _embind_register_std_string__deps: ['$embindTypes', '$embindText', 'malloc', 'free'],
  _embind_register_std_string: function (type) {
    embindTypes[type] = {
      toWire: function (value, owned) {
        const bytes = new TextEncoder().encode(value);
        const at = _malloc(4 + bytes.length);
        owned.push(at);
        HEAPU32[at >> 2] = bytes.length;
        HEAPU8.set(bytes, at + 4);
        return at;
      },
      fromWire: function (at) {
        const value = embindText(at + 4, HEAPU32[at >> 2]);
        _free(at);
        return value;
      },
    };
  },

  $embindClasses: {},

  _embind_register_class__deps: [
    '$embindClasses',
    '$embindName',
    '$embindTypes',
    '$getWasmTableEntry',
  ],
  _embind_register_class: function (
    type,
    pointer,
    constPointer,
    base,
    actualTypeSignature,
    actualType,
    upcastSignature,
    upcast,
    downcastSignature,
    downcast,
    name,
    destructorSignature,
    destructor,
  ) {
    const destroy = getWasmTableEntry(destructor);
    const forgotten = new FinalizationRegistry(destroy);
    function Bound() {
      this.at = Bound.construct(arguments);
      forgotten.register(this, this.at, this);
    }
    Bound.prototype.delete = function () {
      if (this.at) destroy(this.at);
      forgotten.unregister(this);
      this.at = 0;
    };
    // A constructor returns a pointer, which is the object.
    embindTypes[type] = embindTypes[pointer] = { fromWire: Number };
    embindClasses[type] = Module[embindName(name)] = Bound;
  },

  _embind_register_class_constructor__deps: ['$embindClasses', '$embindSignature', '$embindCall'],
  _embind_register_class_constructor: function (
    type,
    count,
    signatureAt,
    invokerSignature,
    invoker,
    constructor,
  ) {
    const types = embindSignature(count, signatureAt, 0);
    embindClasses[type].construct = function (values) {
      return embindCall(invoker, [constructor], types, values);
    };
  },

  _embind_register_class_function__deps: [
    '$embindClasses',
    '$embindName',
    '$embindSignature',
    '$embindCall',
  ],
  _embind_register_class_function: function (
    type,
    name,
    count,
    signatureAt,
    invokerSignature,
    invoker,
    context,
  ) {
    const types = embindSignature(count, signatureAt, 1);
    embindClasses[type].prototype[embindName(name)] = function () {
      if (!this.at) throw new TypeError('the object was deleted');
      return embindCall(invoker, [context, this.at], types, arguments);
    };
  },

  // More memory, as much as is needed.
  emscripten_resize_heap__deps: [],
  emscripten_resize_heap: function (size) {
    try {
      wasmMemory.grow((size - HEAPU8.length + 65535) >>> 16);
    } catch {
      return 0;
    }
    updateGlobalBufferAndViews(wasmMemory.buffer);
    return 1;
  },

  abort: function () {
    throw new Error('the core stopped: no memory, or a mistake in it');
  },
});
