// malloc and free, as far as this module needs them.
//
// A block has the size of the next power of two, and what is freed waits for the next of its size: so
// either is a few instructions, and what the phone holds being bounded (ringline/limits.hpp), so is
// what waits. Emscripten's allocators join neighbours and split blocks, which takes five times the
// code and saves a page no memory worth the name.
#include <emscripten/heap.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>

namespace {

// Before each block; eight bytes, for what follows is aligned to as many.
struct alignas(8) Header {
  std::size_t kind;  // the block takes 2^kind bytes with its header
};
struct Unused {
  Unused* next;
};

constexpr std::size_t kinds = 31;
constexpr std::size_t most = (std::size_t{1} << (kinds - 1)) - sizeof(Header);

std::array<Unused*, kinds> unused;
std::uintptr_t end_of_used = 0;

}  // namespace

extern "C" {

// Where the linker says that the heap begins.
extern Header __heap_base;  // NOLINT(bugprone-reserved-identifier)

void* malloc(std::size_t size) {
  if (size > most) return nullptr;
  size = std::max(size, sizeof(Unused));
  const auto kind = static_cast<std::size_t>(std::bit_width(size + sizeof(Header) - 1));
  if (Unused* block = unused[kind]) {
    unused[kind] = block->next;
    return block;
  }
  if (end_of_used == 0) end_of_used = reinterpret_cast<std::uintptr_t>(&__heap_base);
  const std::uintptr_t end = end_of_used + (std::size_t{1} << kind);
  if (end > emscripten_get_heap_size() && emscripten_resize_heap(end) == 0) return nullptr;
  auto* header = reinterpret_cast<Header*>(end_of_used);
  end_of_used = end;
  header->kind = kind;
  return header + 1;
}

void free(void* block) {
  if (block == nullptr) return;
  const std::size_t kind = (static_cast<Header*>(block) - 1)->kind;
  unused[kind] = new (block) Unused{unused[kind]};
}

}  // extern "C"
