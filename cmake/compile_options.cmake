# Warnings and sanitizers for our own code. Link `ringline_options` privately.
add_library(ringline_options INTERFACE)
target_compile_options(
  ringline_options
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Werror
            # Designated initialisers leave the rest to the members' own defaults, on purpose.
            -Wno-missing-field-initializers
            # GCC 12 sees overlaps in `"a" + string` that aren't there (its bug 105651).
            $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

if(RINGLINE_SANITIZE)
  # vptr: SOCI's library hides the type information that this check would look at.
  target_compile_options(ringline_options INTERFACE -fsanitize=address,undefined
                                                    -fno-sanitize=vptr
                                                    -fno-sanitize-recover=all
                                                    -fno-omit-frame-pointer)
  target_link_options(ringline_options INTERFACE -fsanitize=address,undefined)
endif()
