// The types that cross the boundary, and no others.
//
// libembind registers some thirty: each costs its name in the WebAssembly and its conversions in
// JavaScript. A program that defines this function itself doesn't get libembind's. Newer Emscriptens
// have another name for it; there libembind's own is used, and all is only larger.
#include <emscripten.h>
#include <emscripten/bind.h>

#include <limits>

#if __EMSCRIPTEN_major__ == 3 && __EMSCRIPTEN_minor__ == 1 && __EMSCRIPTEN_tiny__ <= 6

extern "C" {

EMSCRIPTEN_KEEPALIVE __attribute__((constructor)) void
__embind_register_native_and_builtin_types() {
  using namespace emscripten::internal;
  _embind_register_void(TypeID<void>::get(), "void");
  _embind_register_integer(TypeID<unsigned>::get(), "unsigned", sizeof(unsigned), 0,
                           std::numeric_limits<unsigned>::max());
  _embind_register_float(TypeID<double>::get(), "double", sizeof(double));
  _embind_register_std_string(TypeID<std::string>::get(), "string");
}

}  // extern "C"

#endif
