#pragma once

namespace earmark::cli {

/// Sets the C library's heap up for a process that lives for a moment and uses tens of megabytes:
/// one arena that grows in one stroke, in huge pages where the system has them. Without it a third
/// of a short prediction goes into 8000 page faults and 2700 calls of mprotect, by which each
/// thread's arena grows page by page while the other threads' faults wait.
///
/// To be called before there are other threads. Does nothing with another C library than glibc.
void prepare_heap();

}  // namespace earmark::cli
