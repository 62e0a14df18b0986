#include "output_checks.h"

#include <system_error>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"

namespace earmark::train_net {

void require_writable(const std::filesystem::path& out) {
  std::error_code error;
  if (std::filesystem::is_directory(out, error)) {
    throw IoError{out.string() + " is a folder, where the name of a file is needed"};
  }
  const AtomicFile probe{out};
}

}  // namespace earmark::train_net
