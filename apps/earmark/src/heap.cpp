#include "heap.h"

#include <cstdint>
#include <cstdlib>

#ifdef __GLIBC__

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace earmark::cli {
namespace {

constexpr int kMiB = 1 << 20;
// A short prediction takes about 24 MiB of heap. Of what is reserved only pages that are touched
// count as memory.
constexpr int kReserved = 32 * kMiB;
constexpr std::uintptr_t kHugePage = std::uintptr_t{2} * kMiB;

}  // namespace

// The C library's heap is set up by its own calls, before there are threads.
// NOLINTBEGIN(concurrency-mt-unsafe,cppcoreguidelines-no-malloc,performance-no-int-to-ptr)
void prepare_heap() {
  (void)::mallopt(M_ARENA_MAX, 1);
  // Blocks of this size and more go back to the system when they are freed.
  (void)::mallopt(M_MMAP_THRESHOLD, kReserved);
  (void)::mallopt(M_TRIM_THRESHOLD, 2 * kReserved);
  (void)::mallopt(M_TOP_PAD, kReserved);
  // The heap grows by the padding at the first request that it cannot fill.
  void* const volatile block = std::malloc(kMiB);
  std::free(block);
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  const std::uintptr_t first = (end - kReserved + kHugePage - 1) / kHugePage * kHugePage;
  (void)::madvise(reinterpret_cast<void*>(first), (end - first) / kHugePage * kHugePage,
                  MADV_HUGEPAGE);
}
// NOLINTEND(concurrency-mt-unsafe,cppcoreguidelines-no-malloc,performance-no-int-to-ptr)

}  // namespace earmark::cli

#else

namespace earmark::cli {
void prepare_heap() {}
}  // namespace earmark::cli

#endif
